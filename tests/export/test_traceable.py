"""Every fact of a trial that a patient reads stands in its record; the page says in which, of what date."""

import re
from collections.abc import Iterator

import pytest

from matcher.export.messages import messages
from matcher.export.patient_page import PatientTrial, patient_page
from matcher.export.plaintext import one_line
from matcher.registry.record import TrialRecord
from tests.lib.papers import full_records, real_shortlist
from tests.lib.shared import needs_shared

SAY = messages()
MONTHS = SAY.listing("date.months")

SAID = {
    "design.randomised": lambda record: record.allocation == "RANDOMIZED",
    "design.not_randomised": lambda record: record.allocation == "NON_RANDOMIZED",
    "design.placebo": lambda record: "placebo" in str((record.interventions, record.arms)).lower(),
    "design.blinded": lambda record: record.masking in ("SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"),
    "design.open_label": lambda record: record.masking == "NONE",
    "design.watching": lambda record: record.study_type == "OBSERVATIONAL",
    "design.unsaid": lambda record: (record.allocation, record.masking) == (None, None),
}
"""What a record must hold for a sentence on its design to be said."""

each_case = pytest.mark.parametrize("case", [1, 2, 3, 4])
NUMBER = re.compile(r"\d+")


def told(case: int) -> Iterator[tuple[PatientTrial, TrialRecord]]:
    shortlist = full_records(case)
    records = {entry.record.nct_id: entry.record for entry in shortlist.entries}
    for group in patient_page(SAY, shortlist, in_full=None).groups:
        for trial in group.trials:
            yield trial, records[trial.nct_id]


@each_case
def test_names_and_words_are_those_of_the_record(case: int) -> None:
    assert list(told(case))
    for trial, record in told(case):
        assert trial.title in (record.brief_title, f"{record.brief_title} ({record.acronym})")
        assert set(filter(None, trial.treatments.split(", "))) <= {
            given.name for given in record.interventions
        }
        assert one_line(record.brief_summary or "").startswith(trial.summary.removesuffix(" …"))
        assert trial.address == record.url
        if trial.site:
            assert any(
                place.facility and trial.site.name.startswith(place.facility) for place in record.locations
            )
        people = [one for place in record.locations for one in place.contacts] + list(record.central_contacts)
        for contact in trial.contacts:
            assert any(
                one.name and contact.startswith(one.name) and (one.phone or "") in contact for one in people
            )


@each_case
def test_what_taking_part_means_is_what_the_record_says(case: int) -> None:
    counted = {
        lambda record: SAY.count("design.groups", len(record.arms)),
        lambda record: SAY.count("design.people", record.enrollment or 0),
    }
    for trial, record in told(case):
        known = {SAY(key) for key, holds in SAID.items() if holds(record)} | {say(record) for say in counted}
        assert set(trial.meaning) <= known
        assert trial.meaning


@each_case
def test_every_number_on_a_trial_stands_in_its_record(case: int) -> None:
    for trial, record in told(case):
        shown = " ".join(
            (trial.status, trial.phase, *trial.meaning, *trial.why, *points(trial), trial.source)
        )
        ours = {str(len(record.arms)), trial.check_unread.split(" ")[0]}
        given = set(NUMBER.findall(record.model_dump_json())) | {
            str(int(n)) for n in NUMBER.findall(record.last_update or "")
        }
        assert set(NUMBER.findall(shown)) <= given | ours


def points(trial: PatientTrial) -> Iterator[str]:
    for check in trial.check:
        yield from check.points


@each_case
def test_every_trial_names_its_entry_and_the_day_of_its_last_change(case: int) -> None:
    ends = {"NCT09990001": "on September 17, 2026.", "NCT09990002": "on August 2026.",
            "NCT09990003": "gives no date of its last change.", "NCT09990004": "on 2019."}  # fmt: skip
    for trial, _ in told(case):
        assert trial.nct_id in trial.source
        assert trial.source.endswith(ends[trial.nct_id])


@needs_shared
@pytest.mark.shared
@each_case
def test_real_trials_name_their_entry_and_its_day(case: int) -> None:
    shortlist = real_shortlist(case)
    dates = {entry.record.nct_id: entry.record.last_update for entry in shortlist.entries}
    trials = [t for group in patient_page(SAY, shortlist, in_full=None).groups for t in group.trials]
    assert len(trials) > 20
    for trial in trials:
        year, *rest = (dates[trial.nct_id] or "").split("-")
        day = f"{MONTHS[int(rest[0]) - 1]} {int(rest[1])}, {year}" if rest else "gives no date"
        assert trial.nct_id in trial.source
        assert day in trial.source


def test_the_page_says_of_what_date_the_registry_and_the_file_are() -> None:
    page = patient_page(SAY, full_records(3))
    assert "as the registry stood on October 31, 2026" in page.source
    assert "Compared with the file as of November 1, 2026" in page.source
