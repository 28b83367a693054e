"""Home to the sums with units: how a laboratory value comes into its canonical unit.

The words and sizes of units are rows of `units.csv` (read by `criteria.vocabulary.unit`); the canonical unit
of a lab, its molar mass and its valence are columns of `labs.csv`. All sums are exact fractions, so a value
on a limit stays on it.
"""

from collections import Counter
from fractions import Fraction
from functools import cache, lru_cache
from math import isfinite
from typing import Final

from criteria.errors import UnitError
from criteria.vocabulary.load import vocabulary
from criteria.vocabulary.model import Concept
from criteria.vocabulary.unit import Unit, UnitReader, dimension_of

_UNWRITTEN: Final = tuple(((name, 1),) for name in ("ratio", "result", "score"))
"""Dimensions whose unit nobody writes."""


def convert(value: float, unit: str, lab_key: str) -> float:
    """`value` in the canonical unit of the lab.

    Mass, amount and charge turn into each other where the lab has a molar mass and a valence. Raises
    `UnitError` for an unknown unit or one in which this lab is not given, `UnknownConcept` for no lab. An
    empty unit is right for labs that have none, such as the INR.
    """
    if not isfinite(value):
        raise UnitError(f"{value} is no number that can be measured")
    between = _bridge(unit or "", lab_key)
    if between is None:
        return float(value)
    given, canonical, bridge = between
    return float((Fraction(str(value)) + given.offset) * bridge - canonical.offset)


def canonical_unit(lab_key: str) -> str:
    """The unit in which criteria and facts state this lab."""
    return vocabulary().concept("lab", lab_key).attributes["unit"]


def bare_unit(value: float, lab_key: str) -> str | None:
    """The unit that a number printed without one must have: the first in which the lab is plausible.

    None if there is none, so "platelets 50" is 10^9/L and "platelets 50,000" is /uL.
    """
    lab = vocabulary().concept("lab", lab_key)
    candidates = filter(None, lab.attributes["bare_units"].split("|"))
    return next((unit for unit in candidates if _plausible(convert(value, unit, lab_key), lab)), None)


def unit_at(text: str, start: int) -> tuple[Unit, int] | None:
    """The longest unit that begins at `start` of `text`, and where it ends; None if none does."""
    return _reader().at(text, start)


def read_unit(spelling: str) -> Unit:
    """The unit of that spelling. Raises `UnitError` if it is none."""
    return _reader().read(spelling)


@cache
def _reader() -> UnitReader:
    return UnitReader(vocabulary().of("unit"))


@lru_cache(maxsize=4096)
def _bridge(spelling: str, lab_key: str) -> tuple[Unit, Unit, Fraction] | None:
    """The unit given, the canonical one, and how many of the second make one of the first; None for the
    same."""
    lab = vocabulary().concept("lab", lab_key)
    canonical = read_unit(lab.attributes["unit"])
    given = canonical if not spelling and canonical.dimension in _UNWRITTEN else _read(spelling, lab)
    if given == canonical:
        return None
    left, right = _in_moles(given, lab), _in_moles(canonical, lab)
    if left.dimension != right.dimension:
        raise UnitError(f"{lab.name} is not measured in {spelling!r}; give it in {lab.attributes['unit']}")
    return given, canonical, left.factor / right.factor


def _read(spelling: str, lab: Concept) -> Unit:
    if not spelling:
        raise UnitError(f"{lab.name} has no unit; give it in {lab.attributes['unit']}")
    return read_unit(spelling)


def _in_moles(unit: Unit, lab: Concept) -> Unit:
    """The unit with mass and charge turned into amount, as far as the lab says how."""
    per_mole = {"mass": lab.attributes["molar_mass"], "charge": lab.attributes["valence"]}
    exponents, factor = Counter[str](), unit.factor
    for name, power in unit.dimension:
        size = per_mole.get(name)
        exponents["amount" if size else name] += power
        factor /= Fraction(size) ** power if size else 1
    return Unit(factor, dimension_of(exponents))


def _plausible(value: float, lab: Concept) -> bool:
    return float(lab.attributes["low"]) <= value <= float(lab.attributes["high"])
