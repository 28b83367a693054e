"""What the shape of a patient file cannot show: units against the vocabulary, days against the birth date.

Yields the place, what is wrong and how to mend it; never a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from criteria.errors import UnitError
from criteria.units import convert
from criteria.vocabulary.load import vocabulary
from criteria.vocabulary.model import Concept
from matcher.strict_json import json_path
from matcher.terms import MEASURED_KINDS, read_term

if TYPE_CHECKING:
    from matcher.patient import ObservationRecord, Part, Patient

DATED_LISTS = (
    "diagnoses", "observations", "karyotypes", "mutations", "transfusions", "therapies", "procedures",
    "conditions", "medications",
)  # fmt: skip
DAYS = ("date", "from_", "to", "start", "end")


def check(patient: Patient) -> Iterator[str]:
    """Each fault as `$.observations[3].unit: what; how to mend`, in the order of the file."""
    for index, record in enumerate(patient.observations):
        yield from _observation_faults(record, f"$.observations[{index}]")
    if patient.birth_date is not None:
        yield from _days_before(patient, patient.birth_date)


def _days_before(patient: Patient, born: date) -> Iterator[str]:
    for name in DATED_LISTS:
        for index, record in enumerate(getattr(patient, name)):
            for field in _early(record, born):
                place = json_path((name, index, field.rstrip("_")))
                yield f"{place}: lies before the birth date; correct one of the two"


def _early(record: Part, born: date) -> Iterator[str]:
    for field in _days_of(type(record)):
        day = getattr(record, field)
        if day is not None and day < born:
            yield field


@cache
def _days_of(kind: type[Part]) -> tuple[str, ...]:
    return tuple(field for field in DAYS if field in kind.model_fields)


def _observation_faults(record: ObservationRecord, place: str) -> Iterator[str]:
    term = read_term(record.name, MEASURED_KINDS)
    if term.key is None or term.kind is None or not isinstance(record.value, float | int):
        return
    concept = vocabulary().concept(term.kind, term.key)
    if term.kind == "lab":
        yield from _lab_faults(record, record.value, concept, place)
    yield from _range_faults(record.value, concept, place)


def _lab_faults(record: ObservationRecord, value: float, lab: Concept, place: str) -> Iterator[str]:
    if value < 0:
        yield f"{place}.value: is below 0; write a measured value"
    if record.unit is not None:
        try:
            convert(value, record.unit, lab.key)
        except UnitError:
            yield f"{place}.unit: is not a unit known for {lab.name}; write {lab.attributes['unit']}"


def _range_faults(value: float, concept: Concept, place: str) -> Iterator[str]:
    """A score has a range by definition; a percentage of cells ends at 100."""
    if concept.kind == "lab":
        if concept.attributes.get("unit") == "%" and value > 100:
            yield f"{place}.value: is above 100 %; write a percentage from 0 to 100"
        return
    low, high = concept.attributes.get("low"), concept.attributes.get("high")
    if (low and value < float(low)) or (high and value > float(high)):
        yield f"{place}.value: is outside the range of {concept.name}; write a number from {low} to {high}"
