"""Home to the form of the data files: which there are, their columns, and how a row becomes a concept.

Knows no clinical word and does not judge what it reads (see `lint`).
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from criteria.errors import VocabularyError
from criteria.vocabulary.model import Concept

COLUMNS = ("key", "name", "parents", "aliases", "source", "confidence", "note")
"""The columns every file begins with; lists inside a cell are separated by |.

The name is an alias as well. An alias such as `=ALL` counts only in exactly that spelling; a name listed so
again is no alias in any other. `source` says where the row comes from, `confidence` how surely.
"""


class Table(NamedTuple):
    """One data file: the kind of its rows, and its own columns behind the common ones."""

    kind: str
    file: str
    attributes: tuple[str, ...] = ()


TABLES = (
    Table("drug", "drugs.csv", ("half_life_hours", "ncit")),
    Table("drug_class", "drug_classes.csv", ("open",)),
    Table("disease", "diseases.csv", ("definition", "systems", "ncit", "oncotree")),
    Table("gene", "genes.csv", ("variants", "pathway", "ipssm_role", "germline", "ncit")),
    Table("karyotype", "karyotype.csv"),
    Table(
        "lab",
        "labs.csv",
        ("unit", "low", "high", "uln_default", "bare_units", "molar_mass", "valence", "loinc"),
    ),
    Table("unit", "units.csv", ("dimension", "factor", "offset")),
    Table("condition", "conditions.csv"),
    Table("condition_head", "condition_heads.csv"),
    Table("procedure", "procedures.csv"),
    Table("score", "scores.csv", ("low", "high", "categories")),
    Table("risk", "risks.csv"),
    Table("cue", "cues.csv"),
)


_EXACT = re.compile(r"=[\w+\-−–(]")
"""How an alias begins that counts only as it is spelled; the cues `=`, `=<` and `=>` do not."""


class Row(NamedTuple):
    """A concept and where it stands."""

    concept: Concept
    file: str
    line: int


def read_table(path: Path, table: Table) -> Iterator[Row]:
    """The rows of one file in order. A file with other columns than its table raises `VocabularyError`."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, strict=True)
        expected = COLUMNS + table.attributes
        if tuple(reader.fieldnames or ())[: len(expected)] != expected:
            raise VocabularyError(f"{path.name}:1: the columns must be {','.join(expected)}")
        for cells in reader:
            if None in cells or None in cells.values():
                raise VocabularyError(
                    f"{path.name}:{reader.line_num}: the row has not as many cells as columns"
                )
            yield Row(_concept(table.kind, cells), path.name, reader.line_num)


def _concept(kind: str, cells: dict[str, str]) -> Concept:
    spellings = _list(cells["aliases"])
    exact = tuple(s[1:] for s in spellings if _EXACT.match(s))
    name = (cells["name"],) if cells["name"] not in exact else ()
    return Concept(
        kind=kind,
        key=cells["key"],
        name=cells["name"],
        parents=_list(cells["parents"]),
        aliases=(*name, *(s for s in spellings if not _EXACT.match(s))),
        exact=exact,
        source=cells["source"],
        confidence=cells["confidence"],
        note=cells["note"],
        attributes={column: cell for column, cell in cells.items() if column not in COLUMNS},
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|")) if cell else ()
