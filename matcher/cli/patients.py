"""Home to the patients that are named on the command line: files of their own, or FHIR bundles."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.errors import BadInput
from matcher.patient import Patient, read_patient
from matcher.strict_json import read_strict_json

if TYPE_CHECKING:
    from matcher.fhir.issues import Issue


def load_patients(files: Iterable[Path]) -> list[Patient]:
    """The patients of the files, in this order. Raises BadInput, also where two files have the same id."""
    by_id: dict[str, Path] = {}
    patients = []
    for file in files:
        patient = _load(file)
        if patient.id in by_id:
            raise BadInput(f"{file}: $.id is the id in {by_id[patient.id]} too; give each patient an own one")
        by_id[patient.id] = file
        patients.append(patient)
    return patients


def tell_issues(file: Path, issues: Iterable["Issue"]) -> None:
    """Name on standard error what was not understood of a bundle."""
    for issue in issues:
        word = "taken" if issue.taken else "left out"
        click.echo(f"{file}: {issue.path}: {issue.said} ({word})", err=True)


def _load(file: Path) -> Patient:
    content = read_strict_json(file)
    if isinstance(content, dict) and content.get("resourceType") == "Bundle":
        return _of_bundle(file, content)
    return read_patient(content, str(file))


def _of_bundle(file: Path, bundle: dict[str, Any]) -> Patient:
    # Imported here: the models of FHIR take as long as a whole match, and few files are bundles.
    from matcher.fhir.patient import patient_of

    try:
        found = patient_of(bundle)
    except BadInput as fault:
        raise BadInput(f"{file}: {fault}") from None
    tell_issues(file, found.issues)
    return found.patient
