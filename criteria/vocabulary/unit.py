"""Home to how a unit is read. Knows the grammar of units; their words and sizes are rows of `units.csv`.

A unit is a power of ten, a unit word, and what it is counted per: `x10^9/L`, `mg/dL`, `mL/min/1.73 m2`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from criteria.errors import UnitError
from criteria.vocabulary.model import Concept

Dimension = tuple[tuple[str, int], ...]
"""What a unit measures, as sorted pairs of name and exponent: `(("mass", 1), ("volume", -1))`."""


class Unit(NamedTuple):
    """A unit as read: its size in the base units of its dimension, and where its zero lies."""

    factor: Fraction
    dimension: Dimension
    offset: Fraction = Fraction(0)


_ONE = Fraction(1)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TIMES = r"(?:[x×*·]\s*)?"
_POWER = r"(?:10\s*(?:\^|\*\*?|e|exp)?\s*[({-]?|1?e)(?P<power>1[0-2]|[2-9]|[³⁴⁶⁸⁹]|¹²)[)}]?"
_OPENS_POWER = frozenset("xX×*·1eE")
_COUNTED = r"(?=\s*(?:/|per\b|[a-zµμ]))\s*"
_POWER_OF_TEN = re.compile(_TIMES + _POWER + _COUNTED, re.IGNORECASE)
_THOUSAND = re.compile(_TIMES + r"1,?000(?=\s*(?:/|per\b))", re.IGNORECASE)
_DIVISORS = 4
"""Most words that a unit is counted per; `mL/min/1.73 m2` has two."""

_PER = re.compile(r"\s*/\s*|\s*\bper\b\s*", re.IGNORECASE)


class UnitReader:
    """Reads units made of the given words (concepts of the kind `unit`)."""

    def __init__(self, unit_words: Iterable[Concept]) -> None:
        exact: dict[str, Unit] = {}
        caseless: dict[str, Unit] = {}
        for concept in unit_words:
            unit = _unit_word(concept)
            exact.update(dict.fromkeys(concept.exact, unit))
            spellings = (concept.key, *concept.aliases)
            caseless.update({form.lower(): unit for word in spellings for form in _forms(word)})
        self._pattern = _pattern(caseless, exact)
        self._by_letter = {
            letter: _pattern(_beginning(letter, caseless), _beginning(letter, exact))
            for letter in {word[0].lower() for word in (*caseless, *exact)}
        }
        self._exact = {_plain(word): unit for word, unit in exact.items()}
        self._caseless = {_plain(word): unit for word, unit in caseless.items()}

    def read(self, spelling: str) -> Unit:
        """The unit of that spelling. Raises `UnitError` if it is none."""
        found = self.at(spelling.strip(), 0)
        if found is None or found[1] != len(spelling.strip()):
            raise UnitError(f"{spelling!r} is no unit known here")
        return found[0]

    def at(self, text: str, start: int) -> tuple[Unit, int] | None:
        """The longest unit that begins at `start` of `text`, and where it ends; None if none does."""
        factor, place = _power_at(text, start)
        head = self._word_at(text, place)
        if head is None:
            unit = Unit(factor, ())
        else:
            unit = head[0] if factor is _ONE else head[0]._replace(factor=head[0].factor * factor)
        place = head[1] if head else place
        for _ in range(_DIVISORS):
            step = self._divisor_at(text, place)
            if step is None:
                break
            unit, place = _over(unit, step[0]), step[1]
        return (unit, place) if head or unit.dimension else None

    def _divisor_at(self, text: str, place: int) -> tuple[Unit, int] | None:
        per = _PER.match(text, place)
        return self._word_at(text, per.end()) if per else None

    def _word_at(self, text: str, place: int) -> tuple[Unit, int] | None:
        letter = text[place : place + 1]
        # All words at once are slow to try; which foreign letters count as the same, only the pattern knows.
        pattern = self._by_letter.get(letter.lower()) if letter.isascii() else self._pattern
        found = pattern.match(text, place) if pattern else None
        if found is None:
            return None
        word = _plain(found.group())
        # Some letters count as others whatever their case, and have no such lower case: `ſ`, `ı`.
        unit = self._exact.get(word) or self._caseless.get(word.lower())
        return None if unit is None else (unit, found.end())


def dimension_of(exponents: Mapping[str, int]) -> Dimension:
    """The dimension with these exponents, sorted, without counts and what cancels out."""
    return tuple(
        sorted((name, power) for name, power in exponents.items() if power and name not in {"", "1"})
    )


def _power_at(text: str, start: int) -> tuple[Fraction, int]:
    if text[start : start + 1] not in _OPENS_POWER:
        return _ONE, start
    if power := _POWER_OF_TEN.match(text, start):
        return Fraction(10) ** int(power["power"].translate(_SUPERSCRIPT)), power.end()
    if thousand := _THOUSAND.match(text, start):
        return Fraction(1000), thousand.end()
    return _ONE, start


def _unit_word(concept: Concept) -> Unit:
    over, _, under = concept.attributes["dimension"].partition("/")
    dimension = dimension_of({over: 1, under: -1})
    return Unit(
        Fraction(concept.attributes["factor"]), dimension, Fraction(concept.attributes["offset"] or 0)
    )


def _over(unit: Unit, divisor: Unit) -> Unit:
    exponents = Counter(dict(unit.dimension))
    exponents.subtract(dict(divisor.dimension))
    return Unit(unit.factor / divisor.factor, dimension_of(exponents))


def _forms(word: str) -> tuple[str, ...]:
    """The word, and its plural if it is one that has a plural."""
    return (word, word + "s") if len(word) > 2 and word[-1].isalpha() else (word,)


def _pattern(caseless: Iterable[str], exact: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:(?i:{_any_of(caseless)})|(?:{_any_of(exact)}))(?![^\W\d_])")


def _beginning(letter: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if word[0].lower() == letter]


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(r"\s*".join(map(re.escape, word.split())) for word in longest_first) or r"(?!)"


def _plain(word: str) -> str:
    return "".join(word.split())
