"""A searchset is sound FHIR, in the order of the matches, and tells what it is not."""

import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from matcher.export.messages import messages
from matcher.export.model import Shortlist
from matcher.fhir.issues import Issue
from matcher.fhir.searchset import Studies, searchset
from matcher.fhir.study import research_study
from matcher.fhir.tables import table
from matcher.operations.matching import shortlist_of
from matcher.patient import load_patient
from matcher.registry.record import TrialRecord
from matcher.sample.load import sample_patients
from tests.lib.sample_home import sample_readings
from tests.lib.shared import SHARED, needs_shared


@pytest.fixture(scope="module")
def shortlist() -> Shortlist:
    found = sample_readings()
    return shortlist_of(load_patient(sample_patients()[2]), found.trials, found.provenance, all_statuses=True)


def made(shortlist: Shortlist, *issues: Issue) -> dict[str, Any]:
    return searchset(messages(), shortlist.entries, Studies(), issues)


def test_the_matches_are_a_sound_searchset_in_their_order(shortlist: Shortlist) -> None:
    bundle = made(shortlist)
    Bundle.model_validate(bundle)
    assert (bundle["type"], bundle["total"], len(bundle["entry"])) == ("searchset", 25, 26)
    told = [(one["resource"]["id"], one["search"]["score"]) for one in bundle["entry"][:-1]]
    assert told == [(one.match.nct_id, round(one.match.score, 6)) for one in shortlist.entries]
    assert all(one["search"]["mode"] == "match" for one in bundle["entry"][:-1])


def test_the_grade_follows_the_verdict_and_is_never_certain(shortlist: Shortlist) -> None:
    words = {"eligible": "probable", "possible": "possible", "ineligible": "certainly-not"}
    for told, entry in zip(made(shortlist)["entry"], shortlist.entries, strict=False):
        (grade,) = told["search"]["extension"]
        assert grade == {
            "url": "http://hl7.org/fhir/StructureDefinition/match-grade",
            "valueCode": words[entry.match.verdict],
        }


def test_it_says_that_it_is_no_advice_and_what_was_not_understood(shortlist: Shortlist) -> None:
    issue = Issue("Bundle.entry[3].resource.code", "unmatched", "is not in the vocabulary", True)
    last = made(shortlist, issue)["entry"][-1]
    assert last["search"] == {"mode": "outcome"}
    notice, told = last["resource"]["issue"]
    assert notice["diagnostics"] == messages()("common.not_advice")
    assert told == {
        "severity": "information",
        "code": "informational",
        "diagnostics": "Bundle.entry[3].resource.code: is not in the vocabulary",
        "expression": ["Bundle.entry[3].resource.code"],
    }


def test_the_same_matches_give_the_same_bytes(shortlist: Shortlist) -> None:
    assert json.dumps(made(shortlist)) == json.dumps(made(shortlist))


def record(**fields: Any) -> TrialRecord:
    return TrialRecord(nct_id="NCT00000001", url="https://clinicaltrials.gov/study/NCT00000001", **fields)


@pytest.mark.parametrize(("status", "told"), table("studies")["status"].items())
def test_a_status_is_told_in_the_words_of_fhir(status: str, told: str) -> None:
    assert research_study(record(overall_status=status))["status"] == told


@pytest.mark.parametrize("status", [None, "UNKNOWN", "SOMETHING_NEW"])
def test_a_status_that_is_not_known_is_said_to_be_absent(status: str | None) -> None:
    study = research_study(record(overall_status=status))
    assert "status" not in study
    assert study["_status"]["extension"][0]["valueCode"] == "unknown"
    assert Studies().of(record(overall_status=status)) == study


@pytest.mark.parametrize(
    ("phases", "code"),
    [
        (("PHASE1",), "phase-1"),
        (("PHASE1", "PHASE2"), "phase-1-phase-2"),
        (("EARLY_PHASE1",), "early-phase-1"),
        (("NA",), "n-a"),
    ],
)
def test_a_phase_is_a_code(phases: tuple[str, ...], code: str) -> None:
    assert research_study(record(phases=phases))["phase"]["coding"][0]["code"] == code


def test_sites_and_contacts_come_along() -> None:
    contact = {"name": "Desk", "phone": "1 2", "extension": "3", "email": "a@example.org"}
    place = {"facility": "Clinic", "city": "Lyon", "country": "France", "status": "RECRUITING",
             "lat": 45.7, "lon": 4.8, "contacts": [contact]}  # fmt: skip
    study = Studies().of(record(locations=[place], central_contacts=[contact]))
    (site,) = study["contained"]
    assert study["site"] == [{"reference": "#site-1"}]
    assert site["position"] == {"longitude": 4.8, "latitude": 45.7}
    assert site["address"] == {"city": "Lyon", "country": "France"}
    assert study["contact"][0]["telecom"] == [
        {"system": "phone", "value": "1 2 ext. 3"}, {"system": "email", "value": "a@example.org"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["\x00\x1b[31m", "<script>alert(1)</script>", "\u202egnp", " ", "=1+1", "x" * 300_000]
)
def test_hostile_registry_text_stays_text(text: str) -> None:
    place = {"facility": text, "city": text, "contacts": [{"name": text, "phone": text}]}
    study = Studies().of(
        record(brief_title=text, eligibility_criteria=text, why_stopped=text, start_date=text, phases=(text,),
               conditions=(text,), locations=[place], arms=[{"label": text}], lead_sponsor=text)
    )  # fmt: skip
    written = json.dumps(study)
    assert "\\u0000" not in written and "\\u001b" not in written and "\\u202e" not in written
    assert "period" not in study


@needs_shared
def test_all_real_records_are_sound_studies() -> None:
    studies = Studies()
    files = sorted((SHARED / "registry").glob("NCT*.json"))
    for path in files:
        studies.of(TrialRecord.from_study(json.loads(path.read_text(encoding="utf-8"))))
    assert len(files) == 449
