"""Who needs attention first: the order of patients on a worklist."""

from collections.abc import Iterable
from typing import Literal

from matcher.changes.model import PatientChanges

Urgency = Literal["gained", "lost", "moved", "first", "same"]
"""Why somebody stands on the list: a trial is newly open to the patient (or a washout has ended), one was
lost, the list or a washout moved otherwise, there is no earlier list, or nothing changed."""

URGENCIES: tuple[Urgency, ...] = ("gained", "lost", "moved", "first", "same")
"""The most urgent first."""


def urgency(patient: PatientChanges) -> Urgency:
    """The most urgent of what is to be told of this patient."""
    if patient.count("gained") or any(each.state == "ended" for each in patient.washouts):
        return "gained"
    if patient.count("lost"):
        return "lost"
    if patient.count("changed") or patient.washouts:
        return "moved"
    return "first" if patient.compared_with is None else "same"


def by_attention(patients: Iterable[PatientChanges]) -> list[PatientChanges]:
    """The patients, the most urgent first; by id among equals."""
    return sorted(patients, key=lambda each: (URGENCIES.index(urgency(each)), each.patient_id))


def is_moved(patient: PatientChanges) -> bool:
    """Whether there is anything to tell of this patient's list since the earlier one."""
    return urgency(patient) not in ("first", "same")
