"""Blood pressure as it is written: `160/100 mmHg` is a systolic and a diastolic limit."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from criteria.pipeline.lexeme import Lexeme, Quantity, Reading
from criteria.quantity import Interval

_NEAR: Final = 4
"""Words between the pressure and its numbers."""


def with_both_pressures(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """The lexemes with each pair of pressures turned into two limits."""
    if not [x for x in lexemes if x.norm == "pressure" or (x.head and _names_pressure(x.readings))]:
        return list(lexemes)
    lexemes = _named_first(lexemes)
    strokes = [i for i, x in enumerate(lexemes) if x.norm == "/" and _is_pair(lexemes, i)]
    kept = list(lexemes)
    for place in reversed(strokes):
        first, second = kept[place - 1], kept[place + 1]
        upper, lower = _limits(first, second)
        stroke = kept[place]
        kept[place - 1 : place + 2] = [
            Lexeme(first.start, first.start, "systolic", (("lab", "systolic_blood_pressure"),)),
            replace(first, value=upper),
            Lexeme(stroke.start, stroke.end, "diastolic", (("lab", "diastolic_blood_pressure"),)),
            replace(second, value=lower),
        ]
        named = next(
            (i for i in range(place - 2, max(-1, place - 2 - _NEAR), -1) if _is_pressure(kept[i])), None
        )
        if named is not None and not kept[named].has("condition"):
            kept[named] = replace(kept[named], readings=(("cue", "filler"),))
    return kept


def _named_first(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """`> 150 mmHg systolic and > 100 mmHg diastolic`: each name before its number."""
    kept = list(lexemes)
    for place in range(1, len(kept)):
        number = kept[place - 1].value
        follows = isinstance(number, Quantity) and number.unit.lower().replace(" ", "") in {"", "mmhg"}
        before = place > 1 and not _SIDES.isdisjoint(kept[place - 2].keys("lab"))
        limited = place + 1 < len(kept) and isinstance(kept[place + 1].value, Quantity)
        if follows and not before and not limited and not _SIDES.isdisjoint(kept[place].keys("lab")):
            kept[place - 1 : place + 1] = [kept[place], kept[place - 1]]
            near = range(place - 2, max(-1, place - 2 - _NEAR), -1)
            for general in [i for i in near if _is_general(kept[i])][:1]:
                kept[general] = replace(kept[general], readings=(("cue", "filler"),))
    return kept


_SIDES: Final = frozenset({"systolic_blood_pressure", "diastolic_blood_pressure"})


def _is_general(lexeme: Lexeme) -> bool:
    return "blood_pressure" in lexeme.keys("lab")


def _is_pair(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether the stroke at `place` stands between two pressures."""
    if place < 1 or place + 1 >= len(lexemes):
        return False
    first, second = lexemes[place - 1].value, lexemes[place + 1].value
    if not isinstance(first, Quantity) or not isinstance(second, Quantity) or first.unit:
        return False
    numbers = [value.interval.low or value.interval.high or 0 for value in (first, second)]
    told = any(map(_is_pressure, lexemes[max(0, place - 1 - _NEAR) : place - 1]))
    return told and 60 <= numbers[0] <= 260 and 30 <= numbers[1] < numbers[0]


def _is_pressure(lexeme: Lexeme) -> bool:
    return lexeme.norm == "pressure" or (
        "blood_pressure" in lexeme.keys("lab") or _names_pressure(lexeme.readings, sides=False)
    )


@lru_cache(maxsize=20_000)
def _names_pressure(readings: tuple[Reading, ...], *, sides: bool = True) -> bool:
    """Whether a phrase may mean a blood pressure, one of its `sides` included, or one that is ill."""
    labs = sides and any(kind == "lab" and "blood_pressure" in key for kind, key in readings)
    ill = [key for kind, key in readings if kind == "condition"]
    return labs or any("hypertension" in key or "hypotension" in key for key in ill)


def _limits(first: Lexeme, second: Lexeme) -> tuple[Quantity, Quantity]:
    """Both limits with the comparator that only one of them has."""
    upper, lower = first.value, second.value
    assert isinstance(upper, Quantity) and isinstance(lower, Quantity)
    if upper.bare and not lower.bare:
        upper = compared_as(upper, lower)
    elif lower.bare and not upper.bare:
        lower = compared_as(lower, upper)
    return replace(upper, unit="mmHg"), replace(lower, unit="mmHg")


def compared_as(value: Quantity, other: Quantity) -> Quantity:
    """`value` with the comparator of `other`."""
    number, model = value.interval.low, other.interval
    interval = Interval(
        low=None if model.low is None else number,
        high=None if model.high is None else number,
        low_closed=model.low_closed,
        high_closed=model.high_closed,
    )
    return replace(value, interval=interval, bare=False)
