"""Home to the rules on keys, parents and cells. Knows the form of the rows, not what they mean."""

from collections.abc import Iterator, Mapping

from criteria.vocabulary.fault import Fault, at
from criteria.vocabulary.model import family
from criteria.vocabulary.table import Row

CONFIDENCES = ("S", "M-high", "M-med", "M-low")
"""S: the source was read; M-*: recalled, and how surely."""

Place = tuple[str, str]


def missing_cells(rows: list[Row]) -> Iterator[Fault]:
    """A row without key, name or source; a confidence that is none; an empty alias or parent."""
    for concept, file, line in rows:
        for column in ("key", "name", "source"):
            if not getattr(concept, column).strip():
                yield Fault(file, line, f"the row has no {column}")
        if concept.confidence not in CONFIDENCES:
            yield Fault(file, line, f"confidence {concept.confidence!r} is none of {', '.join(CONFIDENCES)}")
        if not all((*concept.aliases, *concept.parents)):
            yield Fault(file, line, "an alias or a parent is empty")


def duplicate_keys(rows: list[Row]) -> Iterator[Fault]:
    """One key twice in a family."""
    first: dict[Place, Row] = {}
    for row in rows:
        other = first.setdefault(_place(row), row)
        if other is not row:
            yield Fault(row.file, row.line, f"key {row.concept.key!r} stands already in {at(other)}")


def unknown_parents(rows: list[Row]) -> Iterator[Fault]:
    """A parent that is no key of the family."""
    keys = {_place(row) for row in rows}
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
    parents = {_place(row): row.concept.parents for row in rows}
    for row in rows:
        if row.concept.key in _above(_place(row), parents):
            yield Fault(row.file, row.line, f"{row.concept.key!r} lies below itself")


def empty_classes(rows: list[Row]) -> Iterator[Fault]:
    """A drug class above nothing, unless it says that it is open."""
    used = {parent for row in rows if family(row.concept.kind) == "therapy" for parent in row.concept.parents}
    for concept, file, line in rows:
        if concept.kind == "drug_class" and concept.key not in used and not concept.attributes["open"]:
            yield Fault(file, line, f"class {concept.key!r} has no members and is not marked open")


def _place(row: Row) -> Place:
    return family(row.concept.kind), row.concept.key


def _above(place: Place, parents: Mapping[Place, tuple[str, ...]]) -> set[str]:
    """All keys above a place, itself if it is in a cycle."""
    above: set[str] = set()
    waiting = list(parents.get(place, ()))
    while waiting:
        parent = waiting.pop()
        if parent not in above:
            above.add(parent)
            waiting.extend(parents.get((place[0], parent), ()))
    return above
