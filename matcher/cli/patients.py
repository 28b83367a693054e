"""Home to the patients that are named on the command line."""

from collections.abc import Iterable
from pathlib import Path

from matcher.errors import BadInput
from matcher.patient import Patient, load_patient


def load_patients(files: Iterable[Path]) -> list[Patient]:
    """The patients of the files, in this order. Raises BadInput, also where two files have the same id."""
    by_id: dict[str, Path] = {}
    patients = []
    for file in files:
        patient = load_patient(file)
        if patient.id in by_id:
            raise BadInput(f"{file}: $.id is the id in {by_id[patient.id]} too; give each patient an own one")
        by_id[patient.id] = file
        patients.append(patient)
    return patients
