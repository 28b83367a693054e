"""Numbers with their comparators and units, and stretches of time, out of the words of an item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from criteria.pipeline.lexeme import Duration, Lexeme, Quantity, Reading, meets
from criteria.quantity import DAYS_PER, Interval
from criteria.units import unit_at

_NUMERAL: Final = re.compile(r"^\d[\d,]*(?:\.\d+)?$|^\.\d+$")
_COMPARATORS: Final = ("at_least", "more_than", "at_most", "less_than", "equal_to")
_SIGNS: Final = frozenset({"between", "upper_limit", *_COMPARATORS})
_TIME: Final = tuple(DAYS_PER)
_GRADING: Final = frozenset({"nyha", "ctcae"})
_BETWEEN: Final = frozenset(
    {"a", "an", "the", "of", "to", ":", "approximately", "about", "physiologic", "age"}
)
"""Words that may stand between a comparator and its number."""

LONGEST_NUMERAL: Final = 20
"""Characters beyond which digits are no amount of anything, and soon no finite number."""

_FILLER: Final[tuple[Reading, ...]] = (("cue", "filler"),)

_LONGEST_SIGN: Final = 12
"""Words that a comparator may take: `is > or = to approximately`."""


def quantities(lexemes: Sequence[Lexeme], text: str) -> list[Lexeme]:
    """The lexemes with every number folded, together with its comparator, unit or range, into one."""
    return _Folder(lexemes, text).fold() if any(map(_may_open, lexemes)) else list(lexemes)


def _may_open(lexeme: Lexeme) -> bool:
    """Whether a quantity can begin with this lexeme."""
    return (bool(lexeme.cues) and _is_opening(lexeme.cues)) or _is_numeral(lexeme)


@lru_cache(maxsize=4096)
def _is_opening(cues: frozenset[str]) -> bool:
    return not cues.isdisjoint(_SIGNS) or _is_number_word(cues)


@lru_cache(maxsize=4096)
def _is_number_word(cues: frozenset[str]) -> bool:
    return any(role.startswith("number_") for role in cues)


@dataclass(slots=True)
class _Number:
    """A number as met: its value, its unit, and the lexeme index after it."""

    value: float
    unit: str
    end: int


def _names_version(before: Lexeme, number: Lexeme) -> bool:
    """`CTCAE version 4`: the number of an edition, no amount."""
    return not number.cues and before.norm.rsplit(" ", 1)[-1] in {"version", "v", "ver"}


class _Folder:
    def __init__(self, lexemes: Sequence[Lexeme], text: str) -> None:
        self.lexemes = lexemes
        self.text = text

    def fold(self) -> list[Lexeme]:
        out: list[Lexeme] = []
        place = 0
        while place < len(self.lexemes):
            folded = self._at(place) if _may_open(self.lexemes[place]) else None
            if folded is not None and out and _names_version(out[-1], self.lexemes[place]):
                out.append(replace(self.lexemes[place], readings=_FILLER))
                place += 1
            elif folded is None:
                out.append(self.lexemes[place])
                place += 1
            else:
                value, end = folded
                out.extend(self._kept(place, end, out))
                out.append(self._lexeme(place, end, value))
                place = end
        return out

    def _kept(self, place: int, end: int, before: Sequence[Lexeme]) -> list[Lexeme]:
        """What a comparator swallowed: the "or" of `30% of marrow or greater than 5% of blood`, an "age"."""
        first = self.lexemes[place]
        aged = first if first.cue("age") else None
        for swallowed in self.lexemes[place + 1 : end]:
            aged = swallowed if swallowed.norm == "age" else aged
        if aged is not None:
            return [Lexeme(aged.start, aged.end, "age", (("cue", "age"),))]
        parts = first.norm.startswith("or ") and bool(before) and _begins_anew(before[-1])
        return [Lexeme(first.start, first.start + 2, "or", (("cue", "or"),))] if parts else []

    def _lexeme(self, place: int, end: int, value: Quantity | Duration) -> Lexeme:
        first, last = self.lexemes[place], self.lexemes[end - 1]
        # A unit may end inside a word that was cut otherwise ("10^9/L"): its lexemes are eaten whole.
        return Lexeme(first.start, last.end, self.text[first.start : last.end].lower(), (), value)

    def _at(self, place: int) -> tuple[Quantity | Duration, int] | None:
        lexeme = self.lexemes[place]
        if lexeme.cues.isdisjoint(_SIGNS):
            return self._plain(place) if self._is_number(place) else None
        if "between" in lexeme.cues:
            return self._between(place)
        return self._plain(place) if lexeme.cues.isdisjoint(_COMPARATORS) else self._compared(place)

    # --- forms ---------------------------------------------------------------------------------------------

    def _between(self, place: int) -> tuple[Quantity | Duration, int] | None:
        low = self._number(place + 1)
        if low is None or not self._cue(low.end, "and", "range_to"):
            return None
        high = self._number(low.end + 1)
        return None if high is None else self._range(low, high)

    def _compared(self, place: int) -> tuple[Quantity | Duration, int] | None:
        """`at least 3`, `>= 1.5 x ULN`, and doubled signs such as `> or = 3`."""
        sign = self._sign(place)
        after = place + 1
        while after < place + _LONGEST_SIGN and (
            self._cue(after, *_COMPARATORS)
            or self._grades(after)
            or self._is_between(after)
            or self._repeats(after)
        ):
            after += 3 if self._repeats(after) else 1
        if self._cue(after, "upper_limit"):
            return self._folded(sign, 1.0, "xULN", after + 1)
        if self._cue(after, "lower_limit"):
            return self._folded(sign, 1.0, "xLLN", after + 1)
        number = self._number(after)
        if number is None:
            return None
        second = self._ranged(number)
        if second is not None and second.value > number.value:
            return self._range(number, second)
        capped = self._capped(number, sign)
        if capped is not None:
            return capped
        graded = any(map(self._grades, range(place, after)))
        return self._folded(sign, number.value, number.unit or ("grade" if graded else ""), number.end)

    def _plain(self, place: int) -> tuple[Quantity | Duration, int] | None:
        if self._cue(place, "upper_limit"):
            return self._limit_first(place)
        number = self._number(place)
        if number is None or _is_calendar_year(number):
            return None
        high = self._ranged(number)
        if high is not None and high.value > number.value:
            return self._range(number, high)
        if self._cue(number.end, "or_more"):
            return self._folded("at_least", number.value, number.unit, number.end + 1)
        if self._cue(number.end, "or_less"):
            return self._folded("at_most", number.value, number.unit, number.end + 1)
        listed = self._listed(number) or self._capped(number, "at_least")
        if listed is not None:
            return listed
        return self._folded("", number.value, number.unit, number.end)

    def _limit_first(self, place: int) -> tuple[Quantity | Duration, int] | None:
        """`ULN x 2.5`."""
        if not self._cue(place + 1, "times") or not self._is_number(place + 2):
            return None
        return self._folded("", self._value(place + 2), "xULN", place + 3)

    def _listed(self, number: _Number) -> tuple[Quantity | Duration, int] | None:
        """`0, 1, or 2` of a scale."""
        values, end = [number.value], number.end
        while not number.unit and values[-1] < 20:
            after = end
            while after < len(self.lexemes) and (
                self.lexemes[after].norm in {",", "/"} or self._cue(after, "or", "and")
            ):
                after += 1
            if after == end or not self._is_number(after) or self._value(after) != values[-1] + 1:
                break
            following = self._number(after)
            if following is None or following.unit:
                break
            values.append(following.value)
            end = following.end
        if len(values) == 1:
            return None
        return Quantity(interval=Interval(low=values[0], high=values[-1])), end

    def _capped(self, low: _Number, sign: str) -> tuple[Quantity | Duration, int] | None:
        """`at least 2 but no more than 3`: both ends of a range, told one after the other."""
        but = low.end + (low.end < len(self.lexemes) and self.lexemes[low.end].norm == ",")
        if sign not in {"at_least", "more_than"} or not self._says_but(but):
            return None
        denied = self.lexemes[but].norm == "but not"
        if not self._cue(but + 1, *(("more_than",) if denied else ("at_most", "less_than"))):
            return None
        high = self._number(but + 2)
        if high is None or high.value <= low.value or low.unit not in {"", high.unit}:
            return None
        days = DAYS_PER.get(high.unit, 1.0)
        closed = denied or self._sign(but + 1) == "at_most"
        span = Interval(
            low=low.value * days, high=high.value * days, low_closed=sign == "at_least", high_closed=closed
        )
        if high.unit in DAYS_PER:
            return Duration(interval=span), high.end
        return Quantity(interval=span, unit=high.unit), high.end

    def _says_but(self, place: int) -> bool:
        return place < len(self.lexemes) and self.lexemes[place].norm in {"but", "but not"}

    # --- parts ---------------------------------------------------------------------------------------------

    def _sign(self, place: int) -> str:
        """The comparator at `place`; `>` before `=` is "at least"."""
        lexeme = self.lexemes[place]
        sign = next(role for role in _COMPARATORS if lexeme.cue(role))
        following = self.lexemes[place + 1] if place + 1 < len(self.lexemes) else None
        if following is not None and following.cue("equal_to"):
            return {"more_than": "at_least", "less_than": "at_most"}.get(sign, sign)
        return sign

    def _number(self, place: int) -> _Number | None:
        if not self._is_number(place):
            return None
        value = self._value(place)
        end = place + 1
        multiple = self._multiple(end)
        if multiple is not None:
            return _Number(value, *multiple)
        if end < len(self.lexemes) and self.lexemes[end].norm == "-" and self._cue(end + 1, *_TIME):
            end += 1
        if self._cue(end, "age") and "year" in self.lexemes[end].norm:
            return _Number(value, "year", end + 1)
        if self._cue(end, *_TIME) or self._cue(end, "half_life"):
            return _Number(
                value, next((t for t in (*_TIME, "half_life") if self.lexemes[end].cue(t)), ""), end + 1
            )
        return self._with_unit(value, end)

    def _multiple(self, place: int) -> tuple[str, int] | None:
        """`x ULN`, `times the upper limit of normal`."""
        after = place
        while after < len(self.lexemes) and (
            self.lexemes[after].cue("times")
            or self.lexemes[after].norm
            in {
                "the",
                "institutional",
                "local",
                "a",
                "-",
                "institution",
                "age",
                "adjusted",
                "(",
                "laboratory",
                "upto",
                "of",
                "[",
                "]",
            }
        ):
            after += 1
        for role, unit in (("upper_limit", "xULN"), ("lower_limit", "xLLN")):
            if self._cue(after, role) and (after > place or self.lexemes[after].norm not in {"of normal"}):
                return unit, after + 1
        return None

    def _with_unit(self, value: float, place: int) -> _Number:
        for end in (place, place + 1):
            if end < len(self.lexemes) and self.lexemes[end].norm == "percentile":
                return _Number(value, "percentile", end + 1)
        if place >= len(self.lexemes):
            return _Number(value, "", place)
        start = self.lexemes[place].start
        found = unit_at(self.text, start)
        if found is None:
            return _Number(value, "", place)
        stop = found[1]
        end = place
        while end < len(self.lexemes) and self.lexemes[end].start < stop:
            end += 1
        return _Number(value, self.text[start:stop].strip(), end)

    def _ranged(self, number: _Number) -> _Number | None:
        """The number that ends a range: `- 10%`, `to 5 weeks`."""
        if number.end < len(self.lexemes) and (
            self.lexemes[number.end].norm in {"-", "–", "—", "−"} or self._cue(number.end, "range_to")
        ):
            return self._number(number.end + 1 + self._is_between(number.end + 1))
        return None

    def _range(self, low: _Number, high: _Number) -> tuple[Quantity | Duration, int]:
        unit = high.unit or low.unit
        days = DAYS_PER.get(unit)
        if days is None:
            first, last = sorted((low.value, high.value))
            return Quantity(interval=Interval(low=first, high=last), unit=unit), high.end
        first, last = sorted((low.value * DAYS_PER.get(low.unit or unit, days), high.value * days))
        return Duration(interval=Interval(low=first, high=last)), high.end

    def _folded(self, sign: str, value: float, unit: str, end: int) -> tuple[Quantity | Duration, int]:
        """The value with its sign, swallowing what repeats it: `18 years or older`."""
        if not sign and self._cue(end, "or_more"):
            sign, end = "at_least", end + 1
        elif not sign and self._cue(end, "or_less"):
            sign, end = "at_most", end + 1
        if unit == "half_life":
            return Duration(interval=Interval(), half_lives=value, bare=not sign), end
        if unit in DAYS_PER:
            return Duration(interval=_interval(sign, value * DAYS_PER[unit]), bare=not sign), end
        return Quantity(interval=_interval(sign, value), unit=unit, bare=not sign), end

    def _is_number(self, place: int) -> bool:
        if place >= len(self.lexemes):
            return False
        lexeme = self.lexemes[place]
        return _is_numeral(lexeme) or any(k.startswith("number_") for k in lexeme.keys("cue"))

    def _value(self, place: int) -> float:
        lexeme = self.lexemes[place]
        if _is_numeral(lexeme):
            return float(lexeme.norm.replace(",", ""))
        return float(next(k for k in lexeme.keys("cue") if k.startswith("number_")).removeprefix("number_"))

    def _grades(self, place: int) -> bool:
        """Whether a word says that a grade follows: `grade`, `NYHA class`, `CTCAE`."""
        scale = place < len(self.lexemes) and not _GRADING.isdisjoint(self.lexemes[place].keys("score"))
        return scale or self._cue(place, "grade")

    def _repeats(self, place: int) -> bool:
        """`less than or equal to (<=) 2`: the comparator again in brackets."""
        opened = place + 2 < len(self.lexemes) and self.lexemes[place].norm in {"(", "["}
        return opened and self._cue(place + 1, *_COMPARATORS) and self.lexemes[place + 2].norm in {")", "]"}

    def _is_between(self, place: int) -> bool:
        return place < len(self.lexemes) and self.lexemes[place].norm in _BETWEEN

    def _cue(self, place: int, *roles: str) -> bool:
        return place < len(self.lexemes) and meets(self.lexemes[place].cues, roles)


def _begins_anew(before: Lexeme) -> bool:
    """Whether "or less than" begins another limit: `30% of marrow or ...`, `< 2 mg/dL or less than ...`."""
    return before.value is None or (isinstance(before.value, Quantity) and bool(before.value.unit))


def _is_numeral(lexeme: Lexeme) -> bool:
    first = lexeme.norm[0]
    begins = first == "." or first.isdecimal()
    return begins and len(lexeme.norm) <= LONGEST_NUMERAL and bool(_NUMERAL.match(lexeme.norm))


def _is_calendar_year(number: _Number) -> bool:
    """`WHO 2016`: the year of a classification, no amount of anything."""
    return not number.unit and number.value.is_integer() and 1980 <= number.value <= 2040


@lru_cache(maxsize=4096)
def _interval(sign: str, value: float) -> Interval:
    if sign in {"at_least", "more_than"}:
        return Interval(low=value, low_closed=sign == "at_least")
    if sign in {"at_most", "less_than"}:
        return Interval(high=value, high_closed=sign == "at_most")
    return Interval(low=value, high=value)
