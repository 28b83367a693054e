"""A record reads every shape a study comes in, and never fills in what is not given."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.eligibility import Coverage, Eligibility, EligibilitySource
from matcher.errors import BadInput
from matcher.registry.record import (
    Arm,
    Contact,
    Intervention,
    Location,
    TrialRecord,
    eligibility_source,
)
from matcher.trial import Trial
from tests.lib.shared import SHARED, needs_shared
from tests.lib.studies import nct

FULL: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": nct(1),
            "briefTitle": " Trial One ",
            "officialTitle": "A Trial Called One",
            "acronym": "ONE",
        },
        "statusModule": {
            "overallStatus": "UNKNOWN",
            "lastKnownStatus": "RECRUITING",
            "whyStopped": "funds",
            "startDateStruct": {"date": "2020-05", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2027"},
            "lastUpdatePostDateStruct": {"date": "2024-02-29"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "A Clinic", "class": "OTHER"}},
        "descriptionModule": {"briefSummary": "What it is about."},
        "conditionsModule": {"conditions": ["MDS", "CMML"], "keywords": ["ESA"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "DOUBLE"},
            },
            "enrollmentInfo": {"count": 40},
        },
        "armsInterventionsModule": {
            "armGroups": [{"label": "A", "type": "EXPERIMENTAL", "description": "drug"}],
            "interventions": [{"type": "DRUG", "name": "azacitidine", "otherNames": ["Vidaza"]}],
        },
        "eligibilityModule": {
            "eligibilityCriteria": "\r\n  Inclusion:\r\n\r\n  * Adults \\> 18\r\n",
            "healthyVolunteers": False,
            "sex": "ALL",
            "minimumAge": "18 Years",
            "maximumAge": "90 Years",
        },
        "contactsLocationsModule": {
            "centralContacts": [
                {"name": "Desk", "role": "CONTACT", "phone": "1", "phoneExt": "2", "email": "d@x"}
            ],
            "locations": [
                {
                    "facility": "Hospital",
                    "status": "RECRUITING",
                    "city": "Houston",
                    "state": "Texas",
                    "zip": "77030",
                    "country": "United States",
                    "geoPoint": {"lat": 29.76, "lon": -95.36},
                    "contacts": [{"name": "Ward", "role": "CONTACT"}],
                }
            ],
        },
    },
    "hasResults": True,
}


def test_every_field_of_a_full_record() -> None:
    assert TrialRecord.from_study(FULL) == TrialRecord(
        nct_id=nct(1),
        brief_title="Trial One",
        official_title="A Trial Called One",
        acronym="ONE",
        overall_status="UNKNOWN",
        last_known_status="RECRUITING",
        why_stopped="funds",
        phases=("PHASE1", "PHASE2"),
        study_type="INTERVENTIONAL",
        conditions=("MDS", "CMML"),
        keywords=("ESA",),
        interventions=(Intervention(name="azacitidine", type="DRUG", other_names=("Vidaza",)),),
        arms=(Arm(label="A", type="EXPERIMENTAL", description="drug"),),
        allocation="RANDOMIZED",
        masking="DOUBLE",
        primary_purpose="TREATMENT",
        lead_sponsor="A Clinic",
        start_date="2020-05",
        primary_completion_date="2027",
        last_update="2024-02-29",
        brief_summary="What it is about.",
        enrollment=40,
        eligibility_criteria="\r\n  Inclusion:\r\n\r\n  * Adults \\> 18\r\n",
        sex="ALL",
        minimum_age="18 Years",
        maximum_age="90 Years",
        healthy_volunteers=False,
        locations=(
            Location(
                facility="Hospital",
                status="RECRUITING",
                city="Houston",
                state="Texas",
                zip="77030",
                country="United States",
                lat=29.76,
                lon=-95.36,
                contacts=(Contact(name="Ward", role="CONTACT"),),
            ),
        ),
        central_contacts=(Contact(name="Desk", role="CONTACT", phone="1", extension="2", email="d@x"),),
        has_results=True,
        url=f"https://clinicaltrials.gov/study/{nct(1)}",
    )


def minimal(**modules: Any) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": nct(1)}, **modules}}


def test_nothing_but_a_number() -> None:
    record = TrialRecord.from_study(minimal())
    assert record == TrialRecord(nct_id=nct(1), url=f"https://clinicaltrials.gov/study/{nct(1)}")
    assert (record.overall_status, record.eligibility_criteria, record.phases) == (None, "", ())


@pytest.mark.parametrize(
    "study",
    [{}, [], None, "x", {"protocolSection": None}, {"protocolSection": {"identificationModule": []}}],
)
def test_no_number_is_bad_input(study: Any) -> None:
    with pytest.raises(
        BadInput, match=r"no NCT number at protocolSection\.identificationModule\.nctId; give"
    ):
        TrialRecord.from_study(study)


def test_words_that_the_registry_may_add_are_kept() -> None:
    record = TrialRecord.from_study(
        minimal(
            statusModule={"overallStatus": "PAUSED"},
            designModule={"phases": ["PHASE5"], "studyType": "PLATFORM"},
        )
    )
    assert (record.overall_status, record.phases, record.study_type) == ("PAUSED", ("PHASE5",), "PLATFORM")


ODD_SHAPES = [
    (minimal(conditionsModule={"conditions": "MDS", "keywords": None}), "conditions", ("MDS",)),
    (minimal(conditionsModule={"conditions": ["MDS", "", None, {}, 5]}), "conditions", ("MDS", "5")),
    (minimal(identificationModule={"nctId": [nct(1)], "briefTitle": ["A", "B"]}), "brief_title", "A\nB"),
    (minimal(identificationModule={"nctId": nct(1).lower(), "acronym": " "}), "acronym", None),
    (minimal(designModule={"phases": "PHASE2"}), "phases", ("PHASE2",)),
    (minimal(designModule={"enrollmentInfo": {"count": "40"}}), "enrollment", 40),
    (minimal(designModule={"enrollmentInfo": {"count": 99999999}}), "enrollment", None),
    (minimal(designModule={"enrollmentInfo": {"count": "many"}}), "enrollment", None),
    (minimal(designModule={"enrollmentInfo": {"count": True}}), "enrollment", None),
    (minimal(designModule=[]), "study_type", None),
    (minimal(eligibilityModule={"eligibilityCriteria": ["a", "b"]}), "eligibility_criteria", "a\nb"),
    (minimal(eligibilityModule={"eligibilityCriteria": "a\ud83db"}), "eligibility_criteria", "a�b"),
    (minimal(eligibilityModule={"healthyVolunteers": "No"}), "healthy_volunteers", False),
    (minimal(eligibilityModule={"healthyVolunteers": "Yes"}), "healthy_volunteers", True),
    (minimal(eligibilityModule={"healthyVolunteers": "maybe"}), "healthy_volunteers", None),
    (
        minimal(armsInterventionsModule={"interventions": {"name": "A"}}),
        "interventions",
        (Intervention(name="A"),),
    ),
    (minimal(armsInterventionsModule={"interventions": [{"type": "DRUG"}, "x"]}), "interventions", ()),
    (minimal(contactsLocationsModule={"locations": [{"geoPoint": {"lat": 1}}]}), "locations", (Location(),)),
    (
        minimal(contactsLocationsModule={"locations": [{"geoPoint": {"lat": "91", "lon": 0}}]}),
        "locations",
        (Location(),),
    ),
    (
        minimal(contactsLocationsModule={"locations": [{"geoPoint": {"lat": "1.5", "lon": 2}}]}),
        "locations",
        (Location(lat=1.5, lon=2.0),),
    ),
    ({**minimal(), "hasResults": "false"}, "has_results", False),
]


@pytest.mark.parametrize(("study", "field", "expected"), ODD_SHAPES)
def test_odd_shapes(study: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(TrialRecord.from_study(study), field) == expected


def test_a_paraphrase_says_so() -> None:
    marked = {**minimal(), "mdsmatch": {"paraphrase": True, "note": "our own words"}}
    record = TrialRecord.from_study(marked)
    assert (record.paraphrase, record.paraphrase_note) == (True, "our own words")
    assert TrialRecord.from_study(minimal()).paraphrase is False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from(sorted(FULL["protocolSection"])), st.data())
def test_no_shape_stops_it(value: Any, module: str, data: st.DataObject) -> None:
    fields = FULL["protocolSection"][module]
    spoilt = {**fields, data.draw(st.sampled_from(sorted(fields))): value}
    spoilt |= {"nctId": nct(1)} if module == "identificationModule" else {}
    record = TrialRecord.from_study({"protocolSection": {**FULL["protocolSection"], module: spoilt}})
    assert record.nct_id == nct(1)
    assert TrialRecord.model_validate_json(record.model_dump_json()) == record


def test_what_the_parser_takes() -> None:
    assert eligibility_source(TrialRecord.from_study(FULL)) == EligibilitySource(
        nct(1), "\r\n  Inclusion:\r\n\r\n  * Adults \\> 18\r\n", "ALL", "18 Years", "90 Years", False
    )
    assert eligibility_source(TrialRecord.from_study(minimal())) == EligibilitySource(nct(1), "")


def test_a_trial_is_one_trial() -> None:
    record = TrialRecord.from_study(minimal())
    coverage = Coverage(sentences=0, structured=0, administrative=0, unparsed=0)
    eligibility = Eligibility(nct_id=nct(1), items=(), coverage=coverage)
    assert Trial(record, eligibility).record is record
    with pytest.raises(ValueError, match=f"{nct(1)} cannot carry the criteria of {nct(2)}"):
        Trial(record, eligibility.model_copy(update={"nct_id": nct(2)}))


def real_studies() -> list[Path]:
    return sorted((*SHARED.glob("registry/*.json"), *SHARED.glob("registry-other/*.json")))


@needs_shared
@pytest.mark.shared
def test_every_real_record_is_read() -> None:
    studies = [(path, json.loads(path.read_bytes())) for path in real_studies()]
    records = [TrialRecord.from_study(study) for _, study in studies]
    assert [record.nct_id for record in records] == [path.stem for path, _ in studies]
    assert len(records) == 836
    texts = [study["protocolSection"]["eligibilityModule"]["eligibilityCriteria"] for _, study in studies]
    assert [record.eligibility_criteria for record in records] == texts
    assert sum(record.overall_status is None for record in records) == 207
    assert sum(len(record.locations) for record in records) == 5237
    assert sum(place.lat is not None for record in records for place in record.locations) == 1923
    assert sum(len(record.interventions) for record in records) == 2326
    for record in records:
        assert TrialRecord.model_validate_json(record.model_dump_json()) == record
