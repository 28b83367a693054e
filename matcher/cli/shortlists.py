"""Home to one patient's shortlist of patient file and trials: what `match` and `shortlist` share."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from matcher.chart import Chart
from matcher.cli.trials import Trials
from matcher.errors import BadInput
from matcher.export.model import Entry, Shortlist, home_of
from matcher.match import match_all
from matcher.patient import Patient, load_patient


def load_patients(files: Iterable[Path]) -> list[Patient]:
    """The patients of the files, in this order. Raises BadInput, also where two files have the same id."""
    by_id: dict[str, Path] = {}
    patients = []
    for file in files:
        patient = load_patient(file)
        if patient.id in by_id:
            raise BadInput(
                f"{file}: $.id is also the id in {by_id[patient.id]}; give each patient an own one"
            )
        by_id[patient.id] = file
        patients.append(patient)
    return patients


def shortlist_of(patient: Patient, trials: Trials, as_of: date | None) -> Shortlist:
    """The patient's match with every trial, best first; `as_of` None: judged on the file's own day."""
    records = {trial.record.nct_id: trial.record for trial in trials.trials}
    matches = match_all(Chart.of(patient, as_of), trials.trials)
    return Shortlist(
        patient_id=patient.id,
        as_of=as_of or patient.as_of,
        snapshot=trials.provenance,
        entries=tuple(Entry(match, records[match.nct_id]) for match in matches),
        home=home_of(patient),
    )
