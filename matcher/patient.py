"""The patient file: its strict shape, and how it is read.

Home to what a file may say and to the sentences that refuse what it may not. Knows nothing of trials, and
draws no conclusion from the facts: `matcher.chart` does.
"""

import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core.core_schema import ValidationInfo

from matcher.errors import BadInput
from matcher.patient_checks import check
from matcher.patient_faults import fault, faults, first_fault
from matcher.strict_json import read_strict_json

SCHEMA = "mdsmatch.patient/1"


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EARLIEST = date(1880, 1, 1)


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise fault("is not a date; write it as YYYY-MM-DD")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise fault("is not a day of the calendar; write it as YYYY-MM-DD") from None
    if day < _EARLIEST:
        raise fault(f"lies before {_EARLIEST:%Y}; correct the year")
    return day


Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, Field(min_length=1, max_length=2_000)]
Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], Field(strict=False)]
"""A list of the file, kept as a tuple."""
Count = Annotated[int, Field(ge=0, le=10_000)]
Amount = Annotated[float, Field(ge=0, le=1e9)]


def _not_before(end: date | None, start: date | None, what: str) -> date | None:
    if end is not None and start is not None and end < start:
        raise fault(f"lies before {what}; write the later date, or swap the two")
    return end


class Part(BaseModel):
    """Frozen, no unknown keys, no silent conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Location(Part):
    """Where the patient lives; degrees north and east."""

    country: Text | None = None
    postal_code: Text | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None


Status = Literal["active", "resolved", "history", "absent", "unknown"]


class DiagnosisRecord(Part):
    """A diagnosis of the blood or of another cancer, with the day it was made."""

    term: Text
    date: Day | None = None
    status: Status = "unknown"
    therapy_related: bool | None = None


class ObservationRecord(Part):
    """A measured value, a score or its category. Limits of normal are in the unit of the value."""

    name: Text
    value: float | Text | None = None
    unit: Text | None = None
    category: Annotated[Text | None, Field(validate_default=True)] = None
    upper_limit_of_normal: Annotated[float, Field(gt=0, le=1e9)] | None = None
    lower_limit_of_normal: Amount | None = None
    date: Day | None = None

    @field_validator("category")
    @classmethod
    def _says_something(cls, category: str | None, info: ValidationInfo) -> str | None:
        if category is None and info.data.get("value") is None and "value" in info.data:
            raise fault("is missing, and so is the value; write one of the two")
        return category


class KaryotypeRecord(Part):
    """A karyotype as the laboratory wrote it."""

    iscn: Text
    date: Day | None = None


class MutationRecord(Part):
    """A gene that was looked at. `vaf` is the variant's share of the alleles, 0 to 1."""

    gene: Text
    variant: Text | None = None
    vaf: Annotated[float, Field(ge=0, le=1)] | None = None
    status: Literal["detected", "not_detected", "unknown"]
    date: Day | None = None


class TransfusionRecord(Part):
    """Units given on a day, or in a period of which both ends count."""

    product: Literal["RBC", "platelets", "plasma", "other"]
    units: Amount
    date: Day | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Annotated[Day | None, Field(validate_default=True)] = None

    @field_validator("to")
    @classmethod
    def _whole_period(cls, to: Day | None, info: ValidationInfo) -> Day | None:
        given = [info.data.get("date") is not None, info.data.get("from_") is not None, to is not None]
        if given not in ([True, False, False], [False, True, True]):
            raise fault("does not fit; write either `date`, or `from` and `to`")
        return _not_before(to, info.data.get("from_"), "`from`")


Response = Literal["CR", "mCR", "PR", "HI-E", "HI-P", "HI-N", "HI", "SD", "PD", "none", "unknown"]
Outcome = Literal[
    "ongoing", "completed", "relapse", "progression", "no response", "intolerance", "death", "unknown"
]  # fmt: skip


class MedicationRecord(Part):
    """A drug taken. Without an end it is still taken."""

    drug: Text
    start: Day | None = None
    end: Day | None = None
    dose: Text | None = None

    @field_validator("end")
    @classmethod
    def _after_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        return _not_before(end, info.data.get("start"), "`start`")


class TherapyRecord(MedicationRecord):
    """A line of treatment; `drug` may name several. Responses are the words of the IWG."""

    cycles: Count | None = None
    best_response: Response = "unknown"
    outcome: Outcome = "unknown"
    stop_reason: Text | None = None


class ProcedureRecord(Part):
    """A transplant, an operation, a course of radiation."""

    name: Text
    date: Day | None = None


class ConditionRecord(Part):
    """Another illness, with the day it began or was noted; `absent` says that it was looked for."""

    term: Text
    status: Status = "unknown"
    grade: Text | Annotated[int, Field(ge=0, le=10)] | None = None
    date: Day | None = None


class ReproductiveRecord(Part):
    """Pregnancy, lactation, contraception."""

    childbearing_potential: bool | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    contraception: bool | None = None


class DonorRecord(Part):
    """Which donors there are, and whether a transplant is planned for."""

    matched_sibling: bool | None = None
    matched_unrelated: bool | None = None
    haploidentical: bool | None = None
    transplant_candidate: bool | None = None


CompleteList = Literal["therapies", "procedures", "conditions", "medications", "mutations", "transfusions"]


class Patient(Part):
    """One patient as the file has it; see the contract, section 2. Lists keep the order of the file."""

    schema_: Literal["mdsmatch.patient/1"] = Field(alias="schema")
    id: Annotated[str, Field(min_length=1, max_length=200)]
    as_of: Day
    sex: Literal["female", "male", "unknown"] | None = None
    birth_date: Day | None = None
    age_years: Annotated[float, Field(ge=0, le=130)] | None = None
    location: Location | None = None
    diagnoses: Many[DiagnosisRecord] = ()
    observations: Many[ObservationRecord] = ()
    karyotypes: Many[KaryotypeRecord] = ()
    mutations: Many[MutationRecord] = ()
    transfusions: Many[TransfusionRecord] = ()
    therapies: Many[TherapyRecord] = ()
    procedures: Many[ProcedureRecord] = ()
    conditions: Many[ConditionRecord] = ()
    medications: Many[MedicationRecord] = ()
    reproductive: ReproductiveRecord | None = None
    donor: DonorRecord | None = None
    complete: Many[CompleteList] = ()

    @field_validator("id")
    @classmethod
    def _printable(cls, value: str) -> str:
        if not value.isprintable() or not value.strip():
            raise fault("has signs that cannot be printed; write letters, digits and hyphens")
        return value

    @field_validator("birth_date")
    @classmethod
    def _born(cls, born: date | None, info: ValidationInfo) -> date | None:
        as_of = info.data.get("as_of")
        if born is not None and as_of is not None and born > as_of:
            raise fault("lies after `as_of`; correct one of the two")
        return born


def load_patient(path: Path) -> Patient:
    """The patient in the file.

    Raises BadInput with one sentence that names the file, the place in it and how to mend it, and no value.
    """
    return read_patient(read_strict_json(path), str(path))


def read_patient(value: Any, source: str) -> Patient:
    """The patient in a JSON value; `source` is the name for messages. Raises BadInput."""
    try:
        patient = Patient.model_validate(value)
    except ValidationError as error:
        raise BadInput(f"{source}: {first_fault(error, value, Patient)}") from None
    if (found := next(check(patient), None)) is not None:
        raise BadInput(f"{source}: {found}")
    return patient


def to_file(patient: Patient) -> str:
    """The content of a file that `load_patient` reads as this patient; nothing that was not said."""
    content = patient.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def all_faults(value: Any) -> dict[str, str]:
    """All that `read_patient` would refuse, by place (`$.observations[3].unit`); empty for a good file.

    What only a whole file can show, such as a unit that is not known, is looked for once its shape is right.
    """
    try:
        patient = Patient.model_validate(value)
    except ValidationError as error:
        return faults(error, value, Patient)
    parted = (found.partition(": ") for found in check(patient))
    return {place: said for place, _, said in parted}
