"""Every fault that a row can have is found, with file and line, and all are told at once."""

import csv
from pathlib import Path

import pytest

from criteria.errors import VocabularyError
from criteria.vocabulary.lint import RULES, faults
from criteria.vocabulary.load import DATA, load, read
from criteria.vocabulary.table import TABLES, Table
from tests.vocabulary.folder import write_vocabulary

FAULTS = [
    ("drugs", ",nameless,HMA,,test,S,,,", "drugs.csv:3: the row has no key"),
    ("drugs", "x1,,HMA,,test,S,,,", "drugs.csv:3: the row has no name"),
    ("drugs", "x1,xenon drug,HMA,,,S,,,", "drugs.csv:3: the row has no source"),
    (
        "drugs",
        "x1,xenon drug,HMA,,test,sure,,,",
        "drugs.csv:3: confidence 'sure' is none of S, M-high, M-med, M-low",
    ),
    ("drugs", "x1,xenon drug,HMA,one||two,test,S,,,", "drugs.csv:3: an alias or a parent is empty"),
    (
        "drugs",
        "azacitidine,other,HMA,,test,S,,,",
        "drugs.csv:3: key 'azacitidine' stands already in drugs.csv:2 (azacitidine)",
    ),
    (
        "drug_classes",
        "azacitidine,other,,,test,S,,yes",
        "drug_classes.csv:4: key 'azacitidine' stands already in drugs.csv:2 (azacitidine)",
    ),
    ("drugs", "x1,xenon drug,HMM,,test,S,,,", "drugs.csv:3: parent 'HMM' is no key of a drug"),
    (
        "drug_classes",
        "x1,xenon class,azacitidine,,test,S,,yes",
        "drug_classes.csv:4: parent 'azacitidine' is a drug; a class lies below classes only",
    ),
    (
        "conditions",
        "a1,first ill,b1,,test,S,\nb1,second ill,a1,,test,S,",
        "conditions.csv:4: 'a1' lies below itself",
    ),
    (
        "drug_classes",
        "x1,xenon class,,,test,S,,",
        "drug_classes.csv:4: class 'x1' has no members and is not marked open",
    ),
    (
        "conditions",
        "x1,xenon ill,,ms,test,S,",
        "conditions.csv:4: alias 'ms' is too short for any spelling: write =ms",
    ),
    (
        "conditions",
        "x1,xenon ill,,1234,test,S,",
        "conditions.csv:4: alias '1234' is too short for any spelling: write =1234",
    ),
    (
        "drugs",
        "x1,xenon drug,HMA,vidaza®,test,S,,,",
        "drugs.csv:3: alias 'vidaza' is claimed already by drugs.csv:2 (azacitidine)",
    ),
    (
        "conditions",
        "x1,xenon ill,,Excess-Blasts,test,S,",
        "conditions.csv:4: alias 'excess blast' is claimed already by diseases.csv:3 (MDS-EB)",
    ),
    (
        "procedures",
        "x1,xenon act,,=AZA,test,S,",
        "procedures.csv:2: spelling 'AZA' is claimed already by drugs.csv:2 (azacitidine)",
    ),
    ("drugs", "x1,xenon drug,HMA,,test,S,,long,", "drugs.csv:3: half_life_hours 'long' is no number"),
    ("labs", "x1,xenon level,,,test,S,,g/dL,9,3,,,,,", "labs.csv:3: the range from 9 to 3 is empty"),
    (
        "labs",
        "x1,xenon level,,,test,S,,mg/furlong,,,,,,,",
        "labs.csv:3: unit 'mg/furlong' is not made of words of units.csv",
    ),
    (
        "labs",
        "x1,xenon level,,,test,S,,g/dL,,,,g/dL|stone,,,",
        "labs.csv:3: unit 'stone' is not made of words of units.csv",
    ),
    (
        "units",
        "stone,stone,,,test,S,,mass,heavy,",
        "units.csv:4: unit 'stone' needs a dimension and a positive factor",
    ),
    (
        "units",
        "stone,stone,,,test,S,,mass,0,",
        "units.csv:4: unit 'stone' needs a dimension and a positive factor",
    ),
    (
        "units",
        "stone,stone,,,test,S,,,6350,",
        "units.csv:4: unit 'stone' needs a dimension and a positive factor",
    ),
    (
        "units",
        "DL,other,,,test,S,,volume,2,",
        "units.csv:4: unit word 'dl' is claimed already by units.csv:3 (dL)",
    ),
]


def test_sound_rows_have_no_fault(tmp_path: Path) -> None:
    assert faults(read(write_vocabulary(tmp_path))) == []


@pytest.mark.parametrize(("file", "row", "said"), FAULTS, ids=[said for _, _, said in FAULTS])
def test_fault_is_told_with_file_and_line(tmp_path: Path, file: str, row: str, said: str) -> None:
    assert said in faults(read(write_vocabulary(tmp_path, **{file: row})))


def test_every_rule_is_tried() -> None:
    words = {
        "missing_cells": "has no key",
        "duplicate_keys": "stands already",
        "unknown_parents": "is no key of",
        "drugs_above_classes": "is a drug;",
        "cycles": "below itself",
        "empty_classes": "no members",
        "short_aliases": "too short",
        "rival_aliases": "claimed already",
        "wrong_numbers": "is no number",
        "wrong_unit_words": "unit word",
        "unknown_units": "not made of words",
    }
    assert {rule.__name__ for rule in RULES} == words.keys()
    for word in words.values():
        assert any(word in said for _, _, said in FAULTS), word


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    folder = write_vocabulary(tmp_path, drugs=",nameless,HMM,,,S,,,", conditions="x1,xenon ill,,ms,test,S,")
    with pytest.raises(VocabularyError) as told:
        load(folder)
    assert str(told.value).splitlines() == [
        "conditions.csv:4: alias 'ms' is too short for any spelling: write =ms",
        "drugs.csv:3: parent 'HMM' is no key of a drug",
        "drugs.csv:3: the row has no key",
        "drugs.csv:3: the row has no source",
    ]


def test_two_kinds_that_do_not_compete_may_share_a_phrase(tmp_path: Path) -> None:
    folder = write_vocabulary(tmp_path, labs="x1,azacitidine,,,test,S,,g/dL,,,,,,,")
    assert faults(read(folder)) == []


def test_a_concept_may_repeat_its_own_alias(tmp_path: Path) -> None:
    folder = write_vocabulary(tmp_path, conditions="x1,xenon ill,,xenon-ill|Xenon Ills,test,S,")
    assert faults(read(folder)) == []


def test_wrong_columns_are_told(tmp_path: Path) -> None:
    folder = write_vocabulary(tmp_path)
    (folder / "drugs.csv").write_text("key,name\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"^drugs\.csv:1: the columns must be key,name,parents,"):
        load(folder)


@pytest.mark.parametrize("row", ["x1,xenon drug,HMA\n", "x1,xenon drug,HMA,,test,S,,,,,,,\n"])
def test_a_row_of_another_length_is_told(tmp_path: Path, row: str) -> None:
    folder = write_vocabulary(tmp_path, drugs=row)
    with pytest.raises(VocabularyError, match=r"^drugs\.csv:3: the row has not as many cells as columns$"):
        load(folder)


@pytest.mark.parametrize("table", TABLES, ids=[table.file for table in TABLES])
def test_data_file_is_there_and_clean(table: Table) -> None:
    rows = read(DATA)
    assert [row for row in rows if row.file == table.file]
    assert [said for said in faults(rows) if said.startswith(f"{table.file}:")] == []


def test_no_other_file_lies_among_the_data() -> None:
    assert {path.name for path in DATA.iterdir() if path.is_file()} == {table.file for table in TABLES}


@pytest.mark.parametrize("table", TABLES, ids=[table.file for table in TABLES])
def test_cells_are_trimmed_and_of_one_line(table: Table) -> None:
    with (DATA / table.file).open(encoding="utf-8", newline="") as handle:
        cells = [cell for row in csv.reader(handle) for cell in row]
    assert [cell for cell in cells if cell != cell.strip() or "\n" in cell or "\xa0" in cell] == []
