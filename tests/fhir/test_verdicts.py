"""The same person told in FHIR is judged alike, as far as FHIR can say it, and no verdict is turned."""

import json
from datetime import date
from typing import Any

import pytest

from matcher.fhir.patient import patient_of
from matcher.operations.matching import shortlist_of
from matcher.patient import Patient, read_patient
from matcher.sample.load import sample_bundles, sample_patients
from tests.lib.bundles import TOLD_OUTCOMES, bundle_of
from tests.lib.sample_home import sample_readings

FILES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sample_patients()}
each_patient = pytest.mark.parametrize("name", FILES)
Verdicts = dict[str, str]


def verdicts(patient: Patient) -> Verdicts:
    found = sample_readings()
    shortlist = shortlist_of(patient, found.trials, found.provenance, all_statuses=True)
    return {line.id: line.verdict for entry in shortlist.entries for line in entry.match.criteria}


def tellable(file: dict[str, Any]) -> dict[str, Any]:
    """The file without what FHIR has no place for."""
    kept = {key: value for key, value in file.items() if key not in ("reproductive", "donor", "age_years")}
    kept["birth_date"] = f"{int(file['as_of'][:4]) - file['age_years']}-01-02"
    kept["diagnoses"] = [_without(one, "therapy_related") for one in file["diagnoses"]]
    kept["therapies"] = [_course(one) for one in file["therapies"]]
    return kept


def _without(record: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in keys}


def _course(one: dict[str, Any]) -> dict[str, Any]:
    told = one.get("outcome") if one.get("outcome") in TOLD_OUTCOMES else None
    left = _without(one, "cycles", "best_response", "stop_reason", "outcome")
    reason = {"stop_reason": told} if told else {}
    return left | reason | {"outcome": told or ("unknown" if "end" in one else "ongoing")}


@each_patient
def test_a_bundle_gives_the_verdicts_of_the_file_that_says_the_same(name: str) -> None:
    file = FILES[name]
    told = patient_of(bundle_of(file), complete=file.get("complete", ()))
    assert told.issues == ()
    assert verdicts(told.patient) == verdicts(read_patient(tellable(file), "told"))


@each_patient
def test_a_bundle_turns_no_verdict_of_the_whole_file(name: str) -> None:
    file = FILES[name]
    told = verdicts(patient_of(bundle_of(file), complete=file.get("complete", ())).patient)
    whole = verdicts(read_patient(file, name))
    assert told.keys() == whole.keys()
    turned = {key: (whole[key], told[key]) for key in told if {whole[key], told[key]} == {"pass", "fail"}}
    assert turned == {}


def test_silence_about_complete_lists_leaves_more_open() -> None:
    file = FILES["published-3"]
    silent = verdicts(patient_of(bundle_of(file)).patient)
    complete = verdicts(patient_of(bundle_of(file), complete=file["complete"]).patient)
    assert {key for key in silent if silent[key] != "unknown" and silent[key] != complete[key]} == set()
    assert list(silent.values()).count("unknown") > list(complete.values()).count("unknown")


def test_the_bundled_bundle_is_the_third_published_patient() -> None:
    (path,) = sample_bundles()
    told = patient_of(json.loads(path.read_text(encoding="utf-8")))
    assert told.issues == ()
    expected = read_patient(tellable(FILES["published-3"]) | {"complete": []}, "told")
    assert told.patient.as_of == date(2026, 11, 1)
    assert verdicts(told.patient) == verdicts(expected)
