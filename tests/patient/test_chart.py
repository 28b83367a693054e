"""What a chart holds of a file: what is after `as_of`, what the terms mean, what is said of the reading."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.chart import Chart
from matcher.facts import How
from matcher.patient import load_patient
from matcher.terms import DRUG_KINDS, ILLNESS_KINDS, read_drugs, read_term
from tests.lib.charts import chart, course, diagnosis, file_of, illness, lab
from tests.lib.shared import SHARED, needs_shared

EXAMPLE = {
    "sex": "female",
    "birth_date": "1950-03-14",
    "location": {"country": "US", "postal_code": "77030", "lat": 29.71, "lon": -95.40},
    "diagnoses": [diagnosis("MDS with excess blasts 2", "2025-02-10", therapy_related=False)],
    "observations": [
        lab("hemoglobin", 8.1, "g/dL"),
        lab("ECOG", 1),
        {"name": "IPSS-R", "value": 5.5, "category": "High", "date": "2025-02-10"},
        lab("serum EPO", 612, "mU/mL", "2025-02-10"),
        lab("AST", 31, "U/L", upper_limit_of_normal=40),
    ],
    "transfusions": [
        {"product": "RBC", "units": 2, "date": "2026-10-25"},
        {"product": "RBC", "units": 6, "from": "2026-08-01", "to": "2026-09-26"},
    ],
    "therapies": [course("azacitidine", "2025-07-01", "2026-09-20", cycles=14, best_response="PR",
                         outcome="relapse", stop_reason="loss of response")],
    "procedures": [{"name": "allogeneic stem cell transplant", "date": "2024-01-01"}],
    "conditions": [illness("HIV infection", "absent"), illness("congestive heart failure", grade="NYHA II")],
    "medications": [{"drug": "deferasirox", "start": "2026-01-01"}],
}  # fmt: skip


def test_the_contract_example_is_read_with_its_keys() -> None:
    known = chart(**EXAMPLE)
    assert [one.disease for one in known.diagnoses] == ["MDS-EB2"]
    assert [one.term.key for one in known.observations] == [
        "hemoglobin",
        "ecog",
        "ipss_r",
        "serum_epo",
        "ast",
    ]
    assert [one.condition for one in known.illnesses] == [None, "hiv", "heart_failure"]
    assert [one.keys for one in known.courses] == [("azacitidine",), ("deferasirox",)]
    assert [one.term.key for one in known.procedures] == ["allogeneic_transplant"]
    assert known.notes == ()


def test_every_fact_carries_its_path() -> None:
    known = chart(**EXAMPLE)
    facts = (*known.illnesses, *known.observations, *known.transfusions, *known.courses, *known.procedures)
    assert [fact.path for fact in facts] == [
        "diagnoses[0]", "conditions[0]", "conditions[1]", *(f"observations[{i}]" for i in range(5)),
        "transfusions[0]", "transfusions[1]", "therapies[0]", "medications[0]", "procedures[0]",
    ]  # fmt: skip


FUTURE: list[tuple[str, dict[str, Any]]] = [
    ("illnesses", {"diagnoses": [diagnosis("AML", "2026-11-02")]}),
    ("illnesses", {"conditions": [illness("asthma", day="2026-11-02")]}),
    ("observations", {"observations": [lab("ECOG", 1, day="2026-11-02")]}),
    ("karyotypes", {"karyotypes": [{"iscn": "46,XX[20]", "date": "2026-11-02"}]}),
    ("mutations", {"mutations": [{"gene": "TP53", "status": "detected", "date": "2026-11-02"}]}),
    ("transfusions", {"transfusions": [{"product": "RBC", "units": 2, "date": "2026-11-02"}]}),
    ("transfusions",
     {"transfusions": [{"product": "RBC", "units": 2, "from": "2026-10-02", "to": "2026-11-02"}]}),
    ("courses", {"therapies": [course("azacitidine", "2026-11-02", None)]}),
    ("courses", {"therapies": [{"drug": "azacitidine", "end": "2026-11-02"}]}),
    ("courses", {"medications": [{"drug": "metformin", "start": "2026-11-02"}]}),
    ("procedures", {"procedures": [{"name": "splenectomy", "date": "2026-11-02"}]}),
    ("procedures", {"therapies": [course("allogeneic stem cell transplant", "2026-11-02", None)]}),
]  # fmt: skip


@pytest.mark.parametrize(("kept", "parts"), FUTURE, ids=[str(list(parts)) for _, parts in FUTURE])
def test_a_fact_after_as_of_does_not_exist(kept: str, parts: dict[str, Any]) -> None:
    assert getattr(chart(**parts), kept) == ()
    assert len(getattr(chart(date(2026, 11, 2), **parts), kept)) == 1


def test_a_course_that_ends_later_is_ongoing_and_its_outcome_unknown() -> None:
    (known,) = chart(date(2026, 6, 1), therapies=EXAMPLE["therapies"]).courses
    assert (known.ongoing, known.end, known.cycles) == (True, None, None)
    assert (known.best_response, known.outcome, known.stop_reason) == (None, None, None)


@pytest.mark.parametrize(
    ("more", "ongoing"),
    [
        ({}, None),
        ({"outcome": "ongoing"}, True),
        ({"outcome": "relapse"}, False),
        ({"stop_reason": "wish of the patient"}, False),
        ({"end": "2026-10-01"}, False),
    ],
)
def test_whether_a_course_still_runs(more: dict[str, Any], ongoing: bool | None) -> None:
    (known,) = chart(therapies=[{"drug": "azacitidine", "start": "2026-01-01"} | more]).courses
    assert known.ongoing is ongoing


@pytest.mark.parametrize(
    ("parts", "as_of", "age"),
    [
        ({"birth_date": "1950-11-01"}, None, (76, 76)),
        ({"birth_date": "1950-11-02"}, None, (75, 75)),
        ({"birth_date": "2000-02-29"}, date(2026, 2, 28), (25, 25)),
        ({"age_years": 70}, None, (70, 70)),
        ({"age_years": 70}, date(2027, 6, 1), (70, 71)),
        ({"age_years": 70}, date(2025, 11, 1), (69, 70)),
        ({}, None, None),
    ],
)
def test_age_is_in_completed_years(
    parts: dict[str, Any], as_of: date | None, age: tuple[int, int] | None
) -> None:
    assert chart(as_of, **parts).age == age


UNITS = [
    ("hemoglobin", 81, "g/L", 8.1),
    ("platelets", 31_000, "/uL", 31.0),
    ("platelets", 31, "10*9/L", 31.0),
    ("creatinine", 88.4, "umol/L", pytest.approx(1.0, abs=0.001)),
    ("serum EPO", 612, "mU/mL", 612.0),
]


@pytest.mark.parametrize(("name", "value", "unit", "canonical"), UNITS)
def test_values_are_kept_in_canonical_units(name: str, value: float, unit: str, canonical: float) -> None:
    (known,) = chart(observations=[lab(name, value, unit)]).observations
    assert known.value == canonical


def test_limits_of_normal_are_converted_with_their_value() -> None:
    (known,) = chart(
        observations=[lab("creatinine", 88.4, "umol/L", upper_limit_of_normal=106.1)]
    ).observations
    assert known.upper_limit == pytest.approx(1.2, abs=0.001)


def test_a_value_without_unit_is_taken_in_the_plausible_one_and_said() -> None:
    known = chart(observations=[lab("platelets", 31_000)])
    assert known.observations[0].value == 31.0
    assert [note.said for note in known.notes] == ["platelets has no unit; taken as /uL"]


def test_the_latest_value_counts_and_of_one_day_the_last() -> None:
    known = chart(observations=[
        lab("ECOG", 2, day="2026-10-28"), lab("ECOG", 0, day="2026-01-01"), lab("ECOG", 1, day="2026-10-28"),
    ])  # fmt: skip
    latest = known.latest("ecog")
    assert latest is not None
    assert (latest.path, latest.value) == ("observations[2]", 1)


TERMS: list[tuple[str, tuple[str, ...], str | None, How]] = [
    ("AML", ILLNESS_KINDS, "AML", "exact"),
    ("acute myeloid leukaemia", ILLNESS_KINDS, "AML", "exact"),
    ("acute myeloid leukemia with inv(16)", ILLNESS_KINDS, "AML", "part"),
    ("AML, in second relapse", ILLNESS_KINDS, "AML", "part"),
    ("hypothyroidsm", ILLNESS_KINDS[::-1], "hypothyroidism", "fuzzy"),
    ("zorbitis", ILLNESS_KINDS, None, "unmatched"),
    ("azacitidine 75 mg/m2", DRUG_KINDS, "azacitidine", "part"),
    ("azacitadin", DRUG_KINDS, "azacitidine", "fuzzy"),
    ("Vidaza", DRUG_KINDS, "azacitidine", "exact"),
]


@pytest.mark.parametrize(("written", "kinds", "key", "how"), TERMS)
def test_terms_are_read_exactly_then_fuzzily(
    written: str, kinds: tuple[str, ...], key: str | None, how: How
) -> None:
    term = read_term(written, kinds)
    assert (term.key, term.how) == (key, how)


def test_a_negative_finding_is_not_read_by_its_beginning() -> None:
    assert read_term("HIV, test negative", ILLNESS_KINDS[::-1]).key is None


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("azacitidine + eltrombopag", ["azacitidine", "eltrombopag"]),
        ("azacitidine and venetoclax", ["venetoclax and azacitidine"]),
        ("azacitidine/magrolimab", ["azacitidine", "magrolimab"]),
        ("7+3", ["7+3"]),
        ("azacitidine + XYZ-0001", ["azacitidine", None]),
        ("hypomethylating agent", ["HMA"]),
    ],
)
def test_a_combination_gives_its_drugs(written: str, keys: list[str | None]) -> None:
    found = [term.key for term in read_drugs(written)]
    if written == "azacitidine and venetoclax":
        keys = ["azacitidine", "venetoclax"] if len(found) == 2 else keys
    assert found == keys


def test_what_cannot_be_matched_is_said_and_kept() -> None:
    known = chart(
        conditions=[illness("zorbitis")],
        therapies=[course("XYZ-0001")],
        observations=[lab("zorb level", 3, "g/dL")],
    )
    assert [(note.path, note.said) for note in known.unmatched] == [
        ("conditions[0]", "'zorbitis' is not in the vocabulary"),
        ("observations[0]", "'zorb level' is not in the vocabulary"),
        ("therapies[0]", "'XYZ-0001' is not in the vocabulary"),
    ]
    assert (len(known.illnesses), len(known.courses), len(known.observations)) == (1, 1, 1)


def test_a_transplant_among_the_therapies_is_a_procedure() -> None:
    known = chart(therapies=[course("allogeneic stem cell transplant", "2024-01-01", None)])
    assert [(done.term.key, done.path) for done in known.procedures] == [
        ("allogeneic_transplant", "therapies[0]")
    ]


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "patient.json"
    path.write_text(json.dumps(file_of(sex="female")), encoding="utf-8-sig")
    assert load_patient(path).sex == "female"


@needs_shared
def test_the_patients_of_the_gold_set_are_read_without_a_note() -> None:
    files = sorted((SHARED / "gold" / "patients").glob("*.json"))
    assert len(files) == 6
    assert {path.stem: Chart.of(load_patient(path)).notes for path in files} == {p.stem: () for p in files}
