"""The bundled sample: complete, v2-shaped, marked as paraphrase, in our own words, read without faults."""

import json
import re
from typing import Any

import pytest

from criteria.layout.items import lay_out
from matcher.patient import load_patient
from matcher.registry.record import TrialRecord
from matcher.sample.load import sample_patients, sample_studies, sample_trials
from tests.lib.shared import SHARED, needs_shared

AFTER_HMA_FAILURE = {
    "NCT02158936", "NCT03268954", "NCT02942290", "NCT02103478", "NCT03306264", "NCT02281084", "NCT02907359",
    "NCT02577406", "NCT03383575", "NCT02841540", "NCT03404193", "NCT02966782", "NCT02775903", "NCT02508870",
    "NCT02530463", "NCT02890329", "NCT03259516", "NCT02936752", "NCT02992860", "NCT02019069",
}  # fmt: skip
LOWER_RISK = {"NCT02631070", "NCT03682536", "NCT02598661", "NCT06045689", "NCT01243476"}
STATUSES = {"COMPLETED", "TERMINATED", "ACTIVE_NOT_RECRUITING", "UNKNOWN"}
PHASES = {"PHASE1", "PHASE2", "PHASE3"}
CONFIDENCES = {"S", "M-high", "M-med", "M-low"}
COPIED_WORDS = 8

STUDIES = {study["protocolSection"]["identificationModule"]["nctId"]: study for study in sample_studies()}
each_study = pytest.mark.parametrize("study", STUDIES.values(), ids=STUDIES.keys())


def eligibility(study: dict[str, Any]) -> str:
    return study["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]


def test_the_sample_holds_the_trials_of_both_papers() -> None:
    assert set(STUDIES) == AFTER_HMA_FAILURE | LOWER_RISK
    assert len(STUDIES) == 25


def test_each_trial_lies_in_the_file_of_its_number() -> None:
    assert [path.stem for path in sample_trials()] == sorted(STUDIES)


@each_study
def test_a_trial_is_a_v2_study(study: dict[str, Any]) -> None:
    protocol = study["protocolSection"]
    record = TrialRecord.from_study(study)
    assert set(study) == {"mdsmatch", "protocolSection"}
    assert {"statusModule", "descriptionModule", "conditionsModule", "designModule"} < set(protocol)
    assert record.overall_status in STATUSES
    assert record.phases and set(record.phases) <= PHASES
    assert record.interventions and record.conditions and record.brief_title
    assert record.minimum_age in {"18 Years", "60 Years"} and record.sex == "ALL"


@each_study
def test_arms_name_interventions_of_the_trial(study: dict[str, Any]) -> None:
    given = study["protocolSection"]["armsInterventionsModule"]
    names = {f"{item['type'].title()}: {item['name']}" for item in given["interventions"]}
    for arm in given.get("armGroups", []):
        assert set(arm["interventionNames"]) <= names


@each_study
def test_a_trial_says_that_it_is_a_paraphrase_and_where_it_is_from(study: dict[str, Any]) -> None:
    record, mark = TrialRecord.from_study(study), study["mdsmatch"]
    assert record.paraphrase
    assert record.paraphrase_note == mark["note"]
    assert "not the registry's text" in mark["note"]
    assert "a paraphrase, not the registry's text" in eligibility(study)
    assert mark["status_note"] and mark["confidence"]
    assert {source["confidence"] for source in mark["sources"]} <= CONFIDENCES
    assert all(source["supports"] and source["source"] for source in mark["sources"])


@each_study
def test_what_was_recalled_is_never_marked_as_read(study: dict[str, Any]) -> None:
    sources = study["mdsmatch"]["sources"]
    assert all(source["confidence"] != "S" for source in sources if source["source"] == "recalled")


@each_study
def test_the_text_has_the_layout_of_the_registry(study: dict[str, Any]) -> None:
    text = eligibility(study)
    layout = lay_out(text)
    printed = [text[start:end] for start, end in layout.headings]
    sections = {item.section for item in layout.items}
    assert printed[0].endswith("(a paraphrase, not the registry's text):")
    assert printed[1:] == ["Inclusion Criteria:", "Exclusion Criteria:"]
    assert sections == {"inclusion", "exclusion"}
    assert len(layout.items) == text.count("\n* ")


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + COPIED_WORDS]) for i in range(len(found) - COPIED_WORDS + 1)}


def own_words(study: dict[str, Any]) -> str:
    protocol = study["protocolSection"]
    arms = protocol["armsInterventionsModule"].get("armGroups", [])
    described = [arm["description"] for arm in arms]
    return "\n\n".join([eligibility(study), protocol["descriptionModule"]["briefSummary"], *described])


@needs_shared
def test_no_eight_words_in_a_row_are_those_of_the_registry() -> None:
    originals = {
        nct_id: json.loads(path.read_text(encoding="utf-8"))["protocolSection"]
        for nct_id in STUDIES
        if (path := SHARED / "registry" / f"{nct_id}.json").exists()
    }
    copied = {
        nct_id: " ".join(run)
        for nct_id, protocol in originals.items()
        for run in runs(json.dumps(protocol, ensure_ascii=False)) & runs(own_words(STUDIES[nct_id]))
    }
    assert len(originals) == 9
    assert copied == {}


def test_the_four_published_patients_are_read() -> None:
    patients = [load_patient(path) for path in sample_patients()]
    assert [patient.id for patient in patients] == [f"published-{n}" for n in (1, 2, 3, 4)]
    assert {patient.as_of.isoformat() for patient in patients} == {"2026-11-01"}
    assert all(patient.therapies for patient in patients)


@needs_shared
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_published_patient_tells_what_the_reference_case_tells(number: int) -> None:
    ours = json.loads(sample_patients()[number - 1].read_text(encoding="utf-8"))
    reference = json.loads((SHARED / "gold/patients" / f"seed004-p{number}.json").read_text(encoding="utf-8"))
    for part in ("sex", "age_years", "diagnoses", "karyotypes", "mutations", "transfusions", "complete"):
        assert ours.get(part) == reference.get(part), part
    assert [told(course) for course in ours["therapies"]] == [
        told(course) for course in reference["therapies"]
    ]


def told(course: dict[str, Any]) -> list[Any]:
    return [course.get(key) for key in ("drug", "start", "end", "cycles", "best_response", "outcome")]
