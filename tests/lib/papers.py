"""Shortlists with everything on them: the published cases on full records and on real ones."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from criteria.parse import parse
from matcher.export.model import Provenance, Shortlist
from matcher.operations.matching import shortlist_of
from matcher.patient import load_patient
from matcher.registry.record import Arm, Contact, Intervention, Location, TrialRecord, eligibility_source
from matcher.sample.load import sample_patients
from matcher.trial import Trial
from tests.lib.shared import SHARED
from tests.lib.shortlists import HOUSTON, SNAPSHOT

ELIGIBILITY = """Inclusion Criteria:

* Age 18 years or older
* Diagnosis of MDS, CMML or AML
* ECOG performance status 0-3
* Creatinine ≤ 20 mg/dL and total bilirubin ≤ 15 x ULN
* RUNX1 or ASXL1 or CEBPA mutation
* Signed informed consent
* Zorbs in good frimble

Exclusion Criteria:

* Active infection
* Uncontrolled heart failure
* Prior treatment with tamibarotene
* Pregnant or breast-feeding
"""

FULL = TrialRecord(
    nct_id="NCT09990001",
    url="https://clinicaltrials.gov/study/NCT09990001",
    brief_title="Tamibarix With Azacitidine After HMA Failure",
    acronym="STIR",
    overall_status="RECRUITING",
    phases=("PHASE2", "PHASE3"),
    study_type="INTERVENTIONAL",
    conditions=("Myelodysplastic Syndromes",),
    interventions=(
        Intervention(name="tamibarix", type="DRUG"),
        Intervention(name="Placebo", type="DRUG"),
        Intervention(name="azacitidine", type="DRUG"),
    ),
    arms=(Arm(label="A", type="EXPERIMENTAL"), Arm(label="B", type="PLACEBO_COMPARATOR")),
    allocation="RANDOMIZED",
    masking="DOUBLE",
    enrollment=364,
    last_update="2026-09-17",
    brief_summary="This randomized trial compares tamibarix with placebo, each with azacitidine, in adults.",
    eligibility_criteria=ELIGIBILITY,
    minimum_age="18 Years",
    locations=(
        Location(
            facility="Hospital Niño Jesús", city="Austin", state="Texas", country="United States",
            status="RECRUITING", lat=30.27, lon=-97.74,
            contacts=(Contact(name="A. Muñoz", phone="555-0100", extension="7", email="am@example.org"),),
        ),
        Location(
            facility="Far Clinic", city="Boston", country="United States", status="RECRUITING",
            lat=42.4, lon=-71.1,
        ),
        Location(
            facility="Shut Clinic", city="Houston", country="United States", status="COMPLETED",
            lat=29.7, lon=-95.4,
        ),
    ),
)  # fmt: skip
"""A record in which every field that a paper shows is given, in our own words."""

SILENT = {
    "overall_status": "NOT_YET_RECRUITING", "allocation": None, "masking": None, "interventions": (),
    "arms": (), "last_update": "2026-08", "locations": (), "enrollment": None,
}  # fmt: skip
WATCHING = {
    "overall_status": None, "study_type": "OBSERVATIONAL", "last_update": None, "masking": "NONE",
    "enrollment": 1,
}  # fmt: skip
CLOSED = {
    "overall_status": "COMPLETED", "masking": "NONE", "allocation": "NON_RANDOMIZED", "last_update": "2019",
}  # fmt: skip
OTHERS = tuple(
    FULL.model_copy(update={"nct_id": f"NCT0999000{number}"} | changes)
    for number, changes in ((2, SILENT), (3, WATCHING), (4, CLOSED))
)
"""Records that leave out what `FULL` gives, that only watch, and that are closed."""


def _trial(record: TrialRecord) -> Trial:
    return Trial(record, parse(eligibility_source(record)))


@cache
def full_records(patient: int) -> Shortlist:
    """The published case of that number (1 to 4) against trials whose records leave nothing out."""
    trials = [_trial(record) for record in (FULL, *OTHERS)]
    person = load_patient(sample_patients()[patient - 1])
    found = shortlist_of(person, trials, SNAPSHOT, all_statuses=True, steps=True)
    return replace(found, home=HOUSTON)


@cache
def real_trials() -> tuple[tuple[Trial, ...], Provenance]:
    """The real records beside the project, read; only where they are."""
    from matcher.cli.trials import gather

    found = gather(Path("unused-home"), SHARED / "registry", (), closed=False)
    return tuple(found[0]), found[1]


@cache
def real_shortlist(patient: int) -> Shortlist:
    """The published case of that number against the real records that take patients or may."""
    person = load_patient(sample_patients()[patient - 1])
    return shortlist_of(person, *real_trials(), steps=True)
