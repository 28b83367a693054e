"""Each way in which a patient file can be wrong, with the exact sentence that refuses it."""

import json
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import BadInput
from matcher.patient import load_patient
from matcher.strict_json import MAX_BYTES
from tests.lib.charts import file_of, lab

LISTS = "diagnoses, observations, karyotypes, mutations, transfusions, therapies, procedures, conditions"


def refusal(path: Path) -> str:
    """The sentence that refuses the file, without the path in front."""
    with pytest.raises(BadInput) as refused:
        load_patient(path)
    assert refused.value.exit_code == 3
    said = str(refused.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said.removeprefix(f"{path}: ")


def refused(tmp_path: Path, content: str | bytes) -> str:
    """The sentence for a file of that content."""
    path = tmp_path / "patient.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return refusal(path)


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"schema": None}, "$.schema: is missing; add it"),
    ({"schema": "mdsmatch.patient/2"}, "$.schema: is not a known word; write 'mdsmatch.patient/1'"),
    ({"id": None}, "$.id: is missing; add it"),
    ({"id": ""}, "$.id: is empty; write a text, or leave the key out"),
    ({"id": "a\tb"}, "$.id: has signs that cannot be printed; write letters, digits and hyphens"),
    ({"id": 7}, "$.id: is not a text in quotes; write a text in quotes"),
    ({"as_of": None}, "$.as_of: is missing; add it"),
    ({"as_of": "2026-11-31"}, "$.as_of: is not a day of the calendar; write it as YYYY-MM-DD"),
    ({"as_of": "1 Nov 2026"}, "$.as_of: is not a date; write it as YYYY-MM-DD"),
    ({"as_of": "2026-W10-1"}, "$.as_of: is not a date; write it as YYYY-MM-DD"),
    ({"as_of": 20261101}, "$.as_of: is not a date; write it as YYYY-MM-DD"),
    ({"birth_date": "2027-01-01"}, "$.birth_date: lies after `as_of`; correct one of the two"),
    ({"birth_date": "1805-01-01"}, "$.birth_date: lies before 1880; correct the year"),
    ({"age_years": -1}, "$.age_years: is below 0; write 0 or more"),
    ({"age_years": 131}, "$.age_years: is above 130; write 130 or less"),
    ({"age_years": "70"}, "$.age_years: is not a number; write a number"),
    ({"age_years": True}, "$.age_years: is not a number; write a number"),
    ({"sex": "F"}, "$.sex: is not a known word; write 'female', 'male' or 'unknown'"),
    ({"location": {"lat": 91}}, "$.location.lat: is above 90; write 90 or less"),
    (
        {"location": {"city": "Houston"}},
        "$.location.city: is not a known key; remove it, or write one of country, postal_code, lat or lon",
    ),
    (
        {"karyotypes": [{"iscn": "46,XX[20]", "when": "2026-01-01"}]},
        "$.karyotypes[0].when: is not a known key; remove it, or write one of iscn or date",
    ),
    ({"diagnoses": {}}, "$.diagnoses: is not a list in brackets; write a list in brackets"),
    ({"diagnoses": ["MDS"]}, "$.diagnoses[0]: is not an object in braces; write an object in braces"),
    ({"diagnoses": [{"status": "active"}]}, "$.diagnoses[0].term: is missing; add it"),
    (
        {"diagnoses": [{"term": "MDS", "status": "current"}]},
        "$.diagnoses[0].status: is not a known word; "
        "write 'active', 'resolved', 'history', 'absent' or 'unknown'",
    ),
    (
        {"observations": [{"name": "ECOG"}]},
        "$.observations[0].category: is missing, and so is the value; write one of the two",
    ),
    (
        {"observations": [lab("AST", 31, "U/L", upper_limit_of_normal=0)]},
        "$.observations[0].upper_limit_of_normal: is not above 0; write a number above 0",
    ),
    (
        {"observations": [lab("hemoglobin", 8.1, "furlong")]},
        "$.observations[0].unit: is not a unit known for hemoglobin; write g/dL",
    ),
    (
        {"observations": [lab("hemoglobin", 8.1, "mmHg")]},
        "$.observations[0].unit: is not a unit known for hemoglobin; write g/dL",
    ),
    (
        {"observations": [lab("hemoglobin", -8.1, "g/dL")]},
        "$.observations[0].value: is below 0; write a measured value",
    ),
    (
        {"observations": [lab("bone marrow blasts", 120, "%")]},
        "$.observations[0].value: is above 100 %; write a percentage from 0 to 100",
    ),
    (
        {"observations": [lab("ECOG", 7)]},
        "$.observations[0].value: is outside the range of ECOG performance status; "
        "write a number from 0 to 5",
    ),
    ({"mutations": [{"gene": "TP53"}]}, "$.mutations[0].status: is missing; add it"),
    (
        {"mutations": [{"gene": "TP53", "status": "detected", "vaf": 62}]},
        "$.mutations[0].vaf: is above 1; write 1 or less",
    ),
    (
        {"transfusions": [{"product": "RBC", "units": -2, "date": "2026-10-25"}]},
        "$.transfusions[0].units: is below 0; write 0 or more",
    ),
    (
        {"transfusions": [{"product": "RBC", "units": 2}]},
        "$.transfusions[0].to: does not fit; write either `date`, or `from` and `to`",
    ),
    (
        {"transfusions": [{"product": "RBC", "units": 2, "from": "2026-10-02", "to": "2026-10-01"}]},
        "$.transfusions[0].to: lies before `from`; write the later date, or swap the two",
    ),
    (
        {"therapies": [{"drug": "azacitidine", "start": "2026-05-01", "end": "2026-04-01"}]},
        "$.therapies[0].end: lies before `start`; write the later date, or swap the two",
    ),
    (
        {"therapies": [{"drug": "azacitidine", "cycles": 2.5}]},
        "$.therapies[0].cycles: is not a whole number; write a whole number",
    ),
    (
        {"therapies": [{"drug": "azacitidine", "cycles": -1}]},
        "$.therapies[0].cycles: is below 0; write 0 or more",
    ),
    (
        {"birth_date": "1950-03-14", "conditions": [{"term": "asthma", "date": "1949-01-01"}]},
        "$.conditions[0].date: lies before the birth date; correct one of the two",
    ),
    (
        {"birth_date": "1950-03-14",
         "transfusions": [{"product": "RBC", "units": 1, "from": "1949-01-01", "to": "1951-01-01"}]},
        "$.transfusions[0].from: lies before the birth date; correct one of the two",
    ),
    (
        {"reproductive": {"pregnant": "no"}},
        "$.reproductive.pregnant: is not true or false; write true or false",
    ),
    (
        {"complete": ["observations"]},
        "$.complete[0]: is not a known word; write 'therapies', 'procedures', 'conditions', 'medications', "
        "'mutations' or 'transfusions'",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "sentence"), FAULTS, ids=[sentence[:60] for _, sentence in FAULTS])
def test_a_fault_is_refused_in_one_sentence(tmp_path: Path, parts: dict[str, Any], sentence: str) -> None:
    assert refused(tmp_path, json.dumps(file_of(**parts))) == sentence


def test_an_unknown_key_names_the_known_ones(tmp_path: Path) -> None:
    said = refused(tmp_path, json.dumps(file_of(hemoglobin=8.1)))
    assert said.startswith(
        "$.hemoglobin: is not a known key; remove it, or write one of schema, id, as_of, sex"
    )
    assert LISTS in said


def test_a_key_that_is_no_word_is_quoted_in_the_path(tmp_path: Path) -> None:
    said = refused(tmp_path, json.dumps(file_of() | {'a "b" c': 1}))
    assert said.startswith('$["a \\"b\\" c"]: is not a known key')


def test_more_faults_are_counted(tmp_path: Path) -> None:
    said = refused(tmp_path, json.dumps(file_of(sex="F", age_years=-1, complete=["x"])))
    assert said == (
        "$.sex: is not a known word; write 'female', 'male' or 'unknown' (2 more places are at fault)"
    )


JSON_FAULTS: list[tuple[str | bytes, str]] = [
    ("", "is not JSON at line 1, column 1 (expecting value); mend the file there"),
    ("{", "is not JSON at line 1, column 2 (expecting property name enclosed in double quotes); "
          "mend the file there"),
    (b'{"id": "\xff"}', "byte 8 is not UTF-8; save the file as UTF-8"),
    ('{"id": "a", "sex": "male", "sex": "female"}', "$.sex: is given twice; keep one of the two"),
    ('{"diagnoses": [{"term": "a", "term": "b"}]}', "$.diagnoses[0].term: is given twice; keep one of the two"),  # noqa: E501
    ('{"age_years": NaN}', "$.age_years: is not a number; write a finite number or leave it out"),
    ('{"age_years": -Infinity}', "$.age_years: is not a number; write a finite number or leave it out"),
    ('{"age_years": 1e999}', "$.age_years: is too large a number; write a finite number or leave it out"),
    ('{"age_years": ' + "9" * 5_000 + "}",
     "$.age_years: is too large a number; write a finite number or leave it out"),
    ('{"id": "\\ud800"}', "$.id: is no valid text; write it in Unicode"),
    ("[]", "$: is not an object in braces; write an object in braces"),
    ("null", "$: is not an object in braces; write an object in braces"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), JSON_FAULTS, ids=[sentence for _, sentence in JSON_FAULTS])
def test_what_only_looks_like_json_is_refused(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    assert refused(tmp_path, content) == sentence


@pytest.mark.parametrize("depth", [40, 100_000])
def test_deep_nesting_is_refused(tmp_path: Path, depth: int) -> None:
    said = refused(tmp_path, '{"a":' + "[" * depth + "]" * depth + "}")
    assert said.endswith("is nested deeper than 32 levels; write it as the contract shows")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    said = refused(tmp_path, b" " * (MAX_BYTES + 1))
    assert said == "is larger than 10,000,000 bytes; write one file a patient"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    said = refusal(tmp_path / "nobody.json")
    assert said == "cannot be read (no such file or directory); give the path of a readable file"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "cannot be read (is a directory); give the path of a readable file"


@pytest.mark.parametrize(
    "parts",
    [
        {"sex": "SECRET"},
        {"age_years": "SECRET"},
        {"observations": [lab("hemoglobin", 8.1, "SECRET")]},
        {"diagnoses": [{"term": "MDS", "date": "SECRET"}]},
        {"diagnoses": [{"term": "MDS", "status": "SECRET"}]},
        {"id": ["SECRET"]},
    ],
)
def test_no_value_is_echoed(tmp_path: Path, parts: dict[str, Any]) -> None:
    assert "SECRET" not in refused(tmp_path, json.dumps(file_of(**parts)))
