"""The next steps of a patient, what a finding would change, and the charts of a cohort, for the commands."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from matcher.chart import Chart
from matcher.errors import BadInput
from matcher.export.calendar_file import calendar
from matcher.export.messages import messages
from matcher.export.model import Provenance, Shortlist
from matcher.export.private_file import write_private
from matcher.operations.matching import patient_files, shortlist_of
from matcher.patient import Patient, load_patient
from matcher.steps.finding import with_findings
from matcher.steps.whatif import Change, changes
from matcher.trial import Trial


def changed_by(
    patient: Patient,
    findings: Iterable[str],
    trials: Sequence[Trial],
    source: Provenance,
    *,
    as_of: date | None = None,
    all_statuses: bool = False,
) -> tuple[Shortlist, tuple[Change, ...]]:
    """The patient's shortlist as it is, and what the findings would change. Raises BadInput."""
    other = with_findings(patient, findings, as_of or patient.as_of)
    before, after = (
        shortlist_of(one, trials, source, as_of=as_of, all_statuses=all_statuses) for one in (patient, other)
    )
    was, now = ([entry.match for entry in one.entries] for one in (before, after))
    return before, changes(was, now)


def write_calendar(shortlist: Shortlist, path: Path) -> None:
    """The days on which trials open as an iCalendar file, readable by its owner only. Raises BadInput."""
    openings = shortlist.next_step.opens_on if shortlist.next_step else ()
    write_private(path, calendar(messages(), shortlist.patient_id, shortlist.as_of, openings))


def charts_of(folder: Path, as_of: date | None) -> tuple[list[Chart], list[str]]:
    """The charts of a cohort's files, and a sentence about each file that cannot be used.

    Raises BadInput for a folder in which no file can be used.
    """
    charts: list[Chart] = []
    refused: list[str] = []
    for file in patient_files(folder):
        try:
            charts.append(Chart.of(load_patient(file), as_of))
        except BadInput as fault:
            refused.append(str(fault))
    if not charts:
        raise BadInput(f"{folder}: no patient file can be used; the first: {refused[0]}")
    return charts, refused
