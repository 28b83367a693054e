"""The patient file's records to facts with vocabulary keys, without those dated after `as_of`.

One function a list of the file. Knows nothing of trials; decides nothing about the patient.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from criteria.errors import UnitError
from criteria.units import bare_unit, convert
from criteria.vocabulary.load import vocabulary
from matcher.facts import (
    Course,
    Illness,
    KaryotypeReport,
    Mutation,
    Observation,
    ProcedureDone,
    Term,
    TransfusionRecord,
)
from matcher.patient import MedicationRecord, ObservationRecord, Patient, TherapyRecord
from matcher.terms import ILLNESS_KINDS, MEASURED_KINDS, read_drugs, read_term


def _known(day: date | None, as_of: date) -> bool:
    return day is None or day <= as_of


def illnesses(patient: Patient, as_of: date) -> Iterator[Illness]:
    """Diagnoses first, then conditions."""
    for index, record in enumerate(patient.diagnoses):
        if _known(record.date, as_of):
            term = read_term(record.term, ILLNESS_KINDS)
            yield Illness(f"diagnoses[{index}]", record.date, term, record.status, None,
                          record.therapy_related, True)  # fmt: skip
    for index, condition in enumerate(patient.conditions):
        if _known(condition.date, as_of):
            term = read_term(condition.term, ILLNESS_KINDS[::-1])
            yield Illness(f"conditions[{index}]", condition.date, term, condition.status, condition.grade)


def observations(patient: Patient, as_of: date) -> Iterator[Observation]:
    """Values in canonical units; a value that cannot be used is kept with the reason."""
    for index, record in enumerate(patient.observations):
        if _known(record.date, as_of):
            yield _observation(f"observations[{index}]", record)


def _observation(path: str, record: ObservationRecord) -> Observation:
    term = read_term(record.name, MEASURED_KINDS)
    number = record.value if isinstance(record.value, float | int) else None
    said = f"{record.value:g}" if number is not None else str(record.value or record.category)
    written = f"{said} {record.unit or ''}".strip()
    text = record.value if isinstance(record.value, str) else None
    of_lab = term.kind == "lab" and number is not None
    read = _canonical(number or 0.0, record, term) if of_lab else _Measured(number)
    return Observation(path, record.date, term, read.value, read.unit, written, text, record.category,
                       read.upper_limit, read.lower_limit, read.trouble, read.taken_as)  # fmt: skip


class _Measured(NamedTuple):
    """A value with its limits of normal in `unit`, or what the trouble is."""

    value: float | None
    unit: str = ""
    upper_limit: float | None = None
    lower_limit: float | None = None
    trouble: str | None = None
    taken_as: str | None = None


def _canonical(number: float, record: ObservationRecord, term: Term) -> _Measured:
    """The value and its limits in the lab's canonical unit; without a value where the unit leaves doubt."""
    lab = str(term.key)
    unit = vocabulary().concept("lab", lab).attributes.get("unit", "")
    written = record.unit or bare_unit(number, lab)
    if written is None:
        return _Measured(None, unit, trouble=f"{term.said} has no unit")
    try:
        return _Measured(
            convert(number, written, lab),
            unit,
            _converted(record.upper_limit_of_normal, written, lab),
            _converted(record.lower_limit_of_normal, written, lab),
            taken_as=None if record.unit or written == unit else written,
        )
    except UnitError as error:
        return _Measured(None, unit, trouble=str(error))


def _converted(value: float | None, unit: str, lab: str) -> float | None:
    return None if value is None else convert(value, unit, lab)


def karyotypes(patient: Patient, as_of: date) -> Iterator[KaryotypeReport]:
    """In the order of the file."""
    for index, record in enumerate(patient.karyotypes):
        if _known(record.date, as_of):
            yield KaryotypeReport(f"karyotypes[{index}]", record.date, record.iscn)


def mutations(patient: Patient, as_of: date) -> Iterator[Mutation]:
    """In the order of the file."""
    for index, record in enumerate(patient.mutations):
        if _known(record.date, as_of):
            gene = read_term(record.gene, ("gene",)).key or record.gene.upper()
            yield Mutation(
                f"mutations[{index}]", record.date, gene, record.status, record.variant, record.vaf
            )


def transfusions(patient: Patient, as_of: date) -> Iterator[TransfusionRecord]:
    """In the order of the file. A period that ends after `as_of` was not yet counted then and is left out."""
    for index, record in enumerate(patient.transfusions):
        last = record.to or record.date
        if _known(last, as_of):
            start = record.from_ or record.date
            yield TransfusionRecord(f"transfusions[{index}]", last, record.product, record.units, start)


def courses(patient: Patient, as_of: date) -> Iterator[Course]:
    """Therapies first, then medications."""
    for index, record in enumerate(patient.therapies):
        if _known(record.start, as_of) and not (record.start is None and not _known(record.end, as_of)):
            yield _course(f"therapies[{index}]", record, as_of)
    for index, medication in enumerate(patient.medications):
        if _known(medication.start, as_of):
            yield _medication(f"medications[{index}]", medication, as_of)


def _course(path: str, record: TherapyRecord, as_of: date) -> Course:
    agents = read_drugs(record.drug)
    if record.end is not None and record.end > as_of:
        return Course(path, record.start, record.drug, agents, dose=record.dose, ongoing=True)
    return Course(
        path,
        record.start,
        record.drug,
        agents,
        record.end,
        _ongoing(record),
        record.cycles,
        record.dose,
        _said(record.best_response),
        _said(record.outcome),
        record.stop_reason,
    )


def _ongoing(record: TherapyRecord) -> bool | None:
    if record.end is not None:
        return False
    if record.outcome == "ongoing":
        return True
    return None if record.outcome == "unknown" and record.stop_reason is None else False


def _said(word: str) -> str | None:
    return None if word == "unknown" else word


def _medication(path: str, record: MedicationRecord, as_of: date) -> Course:
    ended = record.end is not None and record.end <= as_of
    return Course(path, record.start, record.drug, read_drugs(record.drug), record.end if ended else None,
                  not ended, dose=record.dose, medication=True)  # fmt: skip


def procedures(patient: Patient, as_of: date) -> Iterator[ProcedureDone]:
    """Procedures, then those named among the therapies."""
    for index, record in enumerate(patient.procedures):
        if _known(record.date, as_of):
            yield ProcedureDone(f"procedures[{index}]", record.date, read_term(record.name, ("procedure",)))
    for index, therapy in enumerate(patient.therapies):
        if _known(therapy.start, as_of):
            for term in _procedures_in(therapy.drug):
                yield ProcedureDone(f"therapies[{index}]", therapy.start, term)


def _procedures_in(written: str) -> list[Term]:
    return [term for term in read_drugs(written) if term.kind == "procedure"]
