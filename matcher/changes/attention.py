"""Who needs attention first: the order of patients on a worklist."""

from collections.abc import Iterable

from matcher.changes.model import PatientChanges


def by_attention(patients: Iterable[PatientChanges]) -> list[PatientChanges]:
    """Patients whom a trial is newly open to, then who lost one, then whose list or washout moves, then new
    ones, then all others; by id among equals."""
    return sorted(patients, key=lambda each: (_urgency(each), each.patient_id))


def is_moved(patient: PatientChanges) -> bool:
    """Whether there is anything to tell of this patient's list since the earlier one."""
    return _urgency(patient) < _FIRST


_FIRST = 3


def _urgency(patient: PatientChanges) -> int:
    if patient.count("gained") or any(each.state == "ended" for each in patient.washouts):
        return 0
    if patient.count("lost"):
        return 1
    if patient.count("changed") or patient.washouts:
        return 2
    return _FIRST if patient.compared_with is None else _FIRST + 1
