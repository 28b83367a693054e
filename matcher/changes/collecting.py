"""Puts the patients of one night together into its document: everybody, the refused, those who are gone."""

from collections.abc import Iterable
from typing import NamedTuple

from matcher.changes.compare import View, compare
from matcher.changes.files import Earlier
from matcher.changes.judged import Basis, Judged
from matcher.changes.model import GonePatient, NightChanges, PatientChanges, RefusedFile


class Refusal(NamedTuple):
    """The name of a patient file that could not be used, and why."""

    file: str
    why: str


class Collection:
    """One night's patients, each compared as it comes."""

    def __init__(self, basis: Basis, earlier: Earlier, since: str | None = None) -> None:
        """`since`: the night with which all are compared; None: each with the last one that matched it."""
        self.basis = basis
        self._earlier, self._since = earlier, since
        self._patients: list[PatientChanges] = []

    def add(self, judged: Judged) -> None:
        """Compare this patient."""
        before = self._earlier.view(judged.patient_id)
        self._patients.append(compare(View(judged, self.basis), before))

    def document(self, refusals: Iterable[Refusal]) -> NightChanges:
        """What changed for all who were added, and for those who could not be."""
        patients = tuple(sorted(self._patients, key=lambda each: each.patient_id))
        earlier = self._earlier.changes()
        known = earlier.people() if earlier else ()
        people = {patient_id: (file, night) for patient_id, file, night in known}
        refused = _refused(refusals, people, {patient.patient_id for patient in patients})
        gone = _gone(people, patients, refused)
        return NightChanges(
            night=self.basis.night,
            day=self.basis.day,
            since=self._since,
            snapshot=self.basis.snapshot,
            all_statuses=self.basis.all_statuses,
            counts=_counts(patients) | {"refused": len(refused), "gone": len(gone)},
            patients=patients,
            refused=refused,
            gone=gone,
        )


People = dict[str, tuple[str, str]]
"""By patient: the file, and the last night that matched this patient."""


def _refused(refusals: Iterable[Refusal], people: People, here: set[str]) -> tuple[RefusedFile, ...]:
    """A broken file cannot say whose it is; its name can, if no other file is this patient's tonight."""
    known = {file: (whose, night) for whose, (file, night) in people.items() if whose not in here}
    found = []
    for file, why in sorted(refusals):
        patient_id, night = known.get(file, (None, None))
        found.append(RefusedFile(file=file, why=_opening(why), patient_id=patient_id, last_night=night))
    return tuple(found)


def _opening(why: str) -> str:
    """The first line: the trace of a fault that may follow is for `refused.txt`."""
    return why.partition("\n")[0].rstrip(":")


def _gone(
    people: People, patients: Iterable[PatientChanges], refused: Iterable[RefusedFile]
) -> tuple[GonePatient, ...]:
    here = {patient.patient_id for patient in patients} | {file.patient_id for file in refused}
    gone = sorted((patient_id, night) for patient_id, (_, night) in people.items() if patient_id not in here)
    return tuple(GonePatient(patient_id=patient_id, last_night=night) for patient_id, night in gone)


def _counts(patients: Iterable[PatientChanges]) -> dict[str, int]:
    """How many patients there are, and how many for whom there is something of each sort."""
    everybody = list(patients)
    return {
        "patients": len(everybody),
        "first": sum(each.compared_with is None for each in everybody),
        "gained": sum(each.count("gained") > 0 for each in everybody),
        "lost": sum(each.count("lost") > 0 for each in everybody),
        "changed": sum(each.count("changed") > 0 for each in everybody),
        "washouts": sum(bool(each.washouts) for each in everybody),
    }
