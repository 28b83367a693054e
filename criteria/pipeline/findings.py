"""Findings that with a number are a laboratory value: `fever > 38.5 C`, `thrombocytopenia (< 50/nL)`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from criteria.errors import CriteriaError
from criteria.pipeline.lexeme import Lexeme, Quantity
from criteria.units import convert
from criteria.vocabulary.load import vocabulary

_VALUES: Final = {
    "qt_prolongation": "qtc",
    "fever": "temperature",
    "clearance": "creatinine_clearance",
    "thrombocytopenia": "platelets",
    "neutropenia": "anc",
    "anemia": "hemoglobin",
    "leukocytosis": "wbc",
    "leukopenia": "wbc",
    "lymphopenia": "lymphocytes",
    "monocytosis": "monocytes",
    "bradycardia": "heart_rate",
    "hyperkalemia": "potassium",
    "hypokalemia": "potassium",
    "hypercalcemia": "calcium",
    "hyperbilirubinemia": "bilirubin",
}
"""The findings, by key or by word, and what is measured of each."""

_LEAST: Final = 0.01
"""No limit on any of these is less: `> 10^9/L` is a power of ten without a number."""
_NEAR: Final = 8
"""Words between a finding and its number."""


def as_measured(lexeme: Lexeme, place: int, lexemes: Sequence[Lexeme]) -> Lexeme:
    """The lexeme at `place`, meaning what was measured where a limit on that follows."""
    lab = _VALUES.get(next(iter(lexeme.keys("condition")), lexeme.norm))
    if lab is None or lexeme.has("lab"):
        return lexeme
    for following in lexemes[place + 1 : place + 1 + _NEAR]:
        if isinstance(following.value, Quantity):
            return replace(lexeme, readings=(("lab", lab),)) if _limits(following.value, lab) else lexeme
        named = following.has("lab", "condition") or (following.plain and following.norm.isalpha())
        if named or following.cue("and", "or") or following.norm in {",", ";"}:
            break
    return lexeme


def _limits(value: Quantity, lab: str) -> bool:
    """Whether a number is a limit on this lab, in a unit of its own."""
    bounds = [b for b in (value.interval.low, value.interval.high) if b is not None]
    if value.bare or not value.unit:
        return False
    try:
        numbers = [convert(bound, value.unit, lab) for bound in bounds]
    except CriteriaError:
        return value.unit == "xULN"
    high = vocabulary().concept("lab", lab).attributes["high"]
    return all(_LEAST <= number <= float(high) for number in numbers)
