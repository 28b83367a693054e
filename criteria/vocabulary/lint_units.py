"""Home to the rules on units and numbers."""

from collections.abc import Iterator
from fractions import Fraction

from criteria.errors import UnitError
from criteria.vocabulary.fault import Fault, at
from criteria.vocabulary.table import Row
from criteria.vocabulary.unit import UnitReader

NUMERIC = ("half_life_hours", "low", "high", "uln_default", "molar_mass", "valence")
"""Columns that hold a number or nothing."""


def wrong_numbers(rows: list[Row]) -> Iterator[Fault]:
    """An attribute that should be a number, or an ordered range, and is not."""
    for concept, file, line in rows:
        cells = {name: concept.attributes[name] for name in NUMERIC if concept.attributes.get(name)}
        numbers = {name: number for name, cell in cells.items() if (number := _number(cell)) is not None}
        for name in cells.keys() - numbers.keys():
            yield Fault(file, line, f"{name} {cells[name]!r} is no number")
        if {"low", "high"} <= numbers.keys() and numbers["low"] >= numbers["high"]:
            yield Fault(file, line, f"the range from {cells['low']} to {cells['high']} is empty")


def wrong_unit_words(rows: list[Row]) -> Iterator[Fault]:
    """A unit word without dimension or positive factor, or one that two units claim."""
    claims: dict[str, Row] = {}
    for row in (row for row in rows if row.concept.kind == "unit"):
        if not row.concept.attributes["dimension"] or not _is_size(row.concept.attributes["factor"]):
            yield Fault(
                row.file, row.line, f"unit {row.concept.key!r} needs a dimension and a positive factor"
            )
        for word in _claimed(row):
            other = claims.setdefault(word, row)
            if other is not row:
                yield Fault(row.file, row.line, f"unit word {word!r} is claimed already by {at(other)}")


def unknown_units(rows: list[Row]) -> Iterator[Fault]:
    """A lab in a unit that is made of no known unit words."""
    words = (row.concept for row in rows if row.concept.kind == "unit")
    reader = UnitReader(word for word in words if _is_size(word.attributes["factor"]))
    for concept, file, line in (row for row in rows if row.concept.kind == "lab"):
        named = (concept.attributes["unit"], *filter(None, concept.attributes["bare_units"].split("|")))
        for unit in dict.fromkeys(named):
            if not _readable(unit, reader):
                yield Fault(file, line, f"unit {unit!r} is not made of words of units.csv")


def _claimed(row: Row) -> Iterator[str]:
    yield from {word.lower() for word in (row.concept.key, *row.concept.aliases)}
    yield from (f"={word}" for word in row.concept.exact)


def _readable(unit: str, reader: UnitReader) -> bool:
    try:
        reader.read(unit)
    except UnitError:
        return False
    return True


def _is_size(cell: str) -> bool:
    number = _number(cell)
    return number is not None and number > 0


def _number(cell: str) -> Fraction | None:
    try:
        return Fraction(cell)
    except (ValueError, ZeroDivisionError):
        return None
