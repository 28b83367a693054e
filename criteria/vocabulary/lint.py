"""Home to what makes the words of the data files consistent. Says everything that is wrong, at once.

Knows the form of the rows, not what they mean; every rule is one function from all rows to its faults.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from criteria.errors import UnitError
from criteria.vocabulary.model import family, spelling
from criteria.vocabulary.table import Row
from criteria.vocabulary.unit import UnitReader
from criteria.words import phrase_key

COMPETING = (
    frozenset({"drug", "drug_class", "procedure"}),
    frozenset({"disease", "condition"}),
    frozenset({"lab", "score"}),
)
"""Kinds for which one phrase may stand for one concept only. Any other two kinds may share a phrase, such as
erythropoietin the drug and erythropoietin the laboratory value: there the sentence decides."""

CONFIDENCES = frozenset({"S", "M-high", "M-med", "M-low"})

MANY_SENSES = frozenset({"unit", "cue"})
"""Kinds outside that rule: a cue such as "in" has many senses, and unit words have a rule of their own."""

_MARKS = frozenset({"unit", "cue", "risk"})
"""Kinds whose phrases may be a single letter or sign."""


class Fault(NamedTuple):
    """Something wrong in one row."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


def faults(rows: Iterable[Row]) -> list[str]:
    """All that is wrong with the rows, in the order of files and lines; empty if nothing is."""
    known = list(rows)
    found = {fault for rule in RULES for fault in rule(known)}
    return [str(fault) for fault in sorted(found)]


def missing_cells(rows: list[Row]) -> Iterator[Fault]:
    """A row without key, name or source; a confidence that is none; an empty alias or parent."""
    for concept, file, line in rows:
        for column in ("key", "name", "source"):
            if not getattr(concept, column).strip():
                yield Fault(file, line, f"the row has no {column}")
        if concept.confidence not in CONFIDENCES:
            yield Fault(file, line, f"confidence {concept.confidence!r} is none of {sorted(CONFIDENCES)}")
        if not all((*concept.aliases, *concept.parents)):
            yield Fault(file, line, "an alias or a parent is empty")


def duplicate_keys(rows: list[Row]) -> Iterator[Fault]:
    """One key twice in a family."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        place = (family(row.concept.kind), row.concept.key)
        other = first.setdefault(place, row)
        if other is not row:
            yield Fault(row.file, row.line, f"key {row.concept.key!r} stands already in {_at(other)}")


def unknown_parents(rows: list[Row]) -> Iterator[Fault]:
    """A parent that is no key of the family."""
    keys = {(family(row.concept.kind), row.concept.key) for row in rows}
    for concept, file, line in rows:
        for parent in concept.parents:
            if (family(concept.kind), parent) not in keys:
                yield Fault(file, line, f"parent {parent!r} is no key of a {concept.kind}")


def drugs_above_classes(rows: list[Row]) -> Iterator[Fault]:
    """A drug class whose parent is a drug."""
    drugs = {row.concept.key for row in rows if row.concept.kind == "drug"}
    for concept, file, line in rows:
        if concept.kind == "drug_class":
            for parent in drugs.intersection(concept.parents):
                yield Fault(file, line, f"parent {parent!r} is a drug; a class lies below classes only")


def cycles(rows: list[Row]) -> Iterator[Fault]:
    """A concept that lies below itself."""
    parents = {(family(row.concept.kind), row.concept.key): row.concept.parents for row in rows}
    for concept, file, line in rows:
        if _above_itself(family(concept.kind), concept.key, parents):
            yield Fault(file, line, f"{concept.key!r} lies below itself")


def _above_itself(kind: str, key: str, parents: dict[tuple[str, str], tuple[str, ...]]) -> bool:
    seen: set[str] = set()
    waiting = list(parents.get((kind, key), ()))
    while waiting:
        parent = waiting.pop()
        if parent == key:
            return True
        if parent not in seen:
            seen.add(parent)
            waiting.extend(parents.get((kind, parent), ()))
    return False


def empty_classes(rows: list[Row]) -> Iterator[Fault]:
    """A drug class above nothing, unless it says that it is open."""
    used = {parent for row in rows if family(row.concept.kind) == "therapy" for parent in row.concept.parents}
    for concept, file, line in rows:
        if concept.kind == "drug_class" and concept.key not in used and not concept.attributes.get("open"):
            yield Fault(file, line, f"class {concept.key!r} has no members and is not marked open")


def short_aliases(rows: list[Row]) -> Iterator[Fault]:
    """An alias so short that in any spelling it would be found in half of all sentences."""
    for concept, file, line in rows:
        for alias in concept.aliases if concept.kind not in _MARKS else ():
            key = phrase_key(alias)
            if len("".join(key)) < 3 or "".join(key).isdigit():
                yield Fault(file, line, f"alias {alias!r} is too short for any spelling: write ={alias}")


def rival_aliases(rows: list[Row]) -> Iterator[Fault]:
    """A phrase that two concepts of competing kinds claim."""
    claims: dict[tuple[str, frozenset[str], tuple[str, ...]], list[Row]] = defaultdict(list)
    for row in (row for row in rows if row.concept.kind not in MANY_SENSES):
        rivals = _rivals(row.concept.kind)
        for alias in row.concept.aliases:
            claims["alias", rivals, phrase_key(alias)].append(row)
        for alias in row.concept.exact:
            claims["spelling", rivals, spelling(alias)].append(row)
    for (what, _, key), claimants in claims.items():
        for row in (row for row in claimants if row.concept is not claimants[0].concept):
            yield Fault(
                row.file, row.line, f"{what} {' '.join(key)!r} is claimed already by {_at(claimants[0])}"
            )


def _rivals(kind: str) -> frozenset[str]:
    return next((group for group in COMPETING if kind in group), frozenset({kind}))


def _at(row: Row) -> str:
    return f"{row.file}:{row.line} ({row.concept.key})"


def wrong_numbers(rows: list[Row]) -> Iterator[Fault]:
    """An attribute that should be a number, or an ordered range, and is not."""
    for concept, file, line in rows:
        numbers = {name: concept.attributes.get(name, "") for name in _NUMERIC}
        for name, cell in numbers.items():
            if cell and not _is_number(cell):
                yield Fault(file, line, f"{name} {cell!r} is no number")
        low, high = numbers["low"], numbers["high"]
        if _is_number(low) and _is_number(high) and float(low) >= float(high):
            yield Fault(file, line, f"the plausible range {low} to {high} is empty")


_NUMERIC = ("half_life_hours", "low", "high", "uln_default", "molar_mass", "valence")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def wrong_unit_words(rows: list[Row]) -> Iterator[Fault]:
    """A unit word without dimension or positive factor, or one that two units claim."""
    claims: dict[str, Row] = {}
    for row in (row for row in rows if row.concept.kind == "unit"):
        if not row.concept.attributes["dimension"] or not _is_positive(row.concept.attributes["factor"]):
            yield Fault(
                row.file, row.line, f"unit {row.concept.key!r} needs a dimension and a positive factor"
            )
        caseless = (alias.lower() for alias in (row.concept.key, *row.concept.aliases))
        for word in (*caseless, *(f"={alias}" for alias in row.concept.exact)):
            other = claims.setdefault(word, row)
            if other is not row:
                yield Fault(row.file, row.line, f"unit word {word!r} is claimed already by {_at(other)}")


def unknown_units(rows: list[Row]) -> Iterator[Fault]:
    """A lab in a unit that is made of no known unit words."""
    usable = (row.concept for row in rows if row.concept.kind == "unit")
    reader = UnitReader(concept for concept in usable if _is_positive(concept.attributes["factor"]))
    for concept, file, line in rows:
        if concept.kind == "lab":
            for unit in (concept.attributes["unit"], *_cell_list(concept.attributes["bare_units"])):
                if not _readable(unit, reader):
                    yield Fault(file, line, f"unit {unit!r} is not made of words of units.csv")


def _readable(unit: str, reader: UnitReader) -> bool:
    try:
        reader.read(unit)
    except UnitError:
        return False
    return True


def _is_positive(cell: str) -> bool:
    try:
        return Fraction(cell) > 0
    except (ValueError, ZeroDivisionError):
        return False


def _cell_list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


Rule = Callable[[list[Row]], Iterator[Fault]]

RULES: tuple[Rule, ...] = (
    missing_cells,
    duplicate_keys,
    unknown_parents,
    drugs_above_classes,
    cycles,
    empty_classes,
    short_aliases,
    rival_aliases,
    wrong_numbers,
    wrong_unit_words,
    unknown_units,
)
