"""The Parquet form of the patient file: one row a patient, each list of the file a list of structs.

Home to the columns and to the way there and back, which loses nothing. Two fields hold a number or words and
so have two columns each (`value`, `value_text`; `grade_number`, `grade`). A field that the file leaves out is
null.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from matcher.patient import Patient

SCHEMA = "mdsmatch.patient/1"
SYNTHETIC = b"mdsmatch.synthetic"
"""The key of the file's metadata that says `true` where the patients are invented."""

_TEXT, _DAY, _NUMBER, _FLAG = pa.string(), pa.date32(), pa.float64(), pa.bool_()

LISTS: Mapping[str, Mapping[str, pa.DataType]] = {
    "diagnoses": {"term": _TEXT, "date": _DAY, "status": _TEXT, "therapy_related": _FLAG},
    "observations": {
        "name": _TEXT, "value": _NUMBER, "value_text": _TEXT, "unit": _TEXT, "category": _TEXT,
        "upper_limit_of_normal": _NUMBER, "lower_limit_of_normal": _NUMBER, "date": _DAY,
    },
    "karyotypes": {"iscn": _TEXT, "date": _DAY},
    "mutations": {"gene": _TEXT, "variant": _TEXT, "vaf": _NUMBER, "status": _TEXT, "date": _DAY},
    "transfusions": {"product": _TEXT, "units": _NUMBER, "date": _DAY, "from": _DAY, "to": _DAY},
    "therapies": {
        "drug": _TEXT, "start": _DAY, "end": _DAY, "dose": _TEXT, "cycles": pa.int32(),
        "best_response": _TEXT, "outcome": _TEXT, "stop_reason": _TEXT,
    },
    "procedures": {"name": _TEXT, "date": _DAY},
    "conditions": {
        "term": _TEXT, "status": _TEXT, "grade": _TEXT, "grade_number": pa.int32(), "date": _DAY,
    },
    "medications": {"drug": _TEXT, "start": _DAY, "end": _DAY, "dose": _TEXT},
}  # fmt: skip
"""The lists of the file and the columns of each."""

PARTS: Mapping[str, Mapping[str, pa.DataType]] = {
    "location": {"country": _TEXT, "postal_code": _TEXT, "lat": _NUMBER, "lon": _NUMBER},
    "reproductive": dict.fromkeys(
        ("childbearing_potential", "pregnant", "breastfeeding", "contraception"), _FLAG
    ),
    "donor": dict.fromkeys(
        ("matched_sibling", "matched_unrelated", "haploidentical", "transplant_candidate"), _FLAG
    ),
}
"""The single parts of the file."""

_SCALARS = {"id": _TEXT, "as_of": _DAY, "sex": _TEXT, "birth_date": _DAY, "age_years": _NUMBER}
_TWOFOLD = (("observations", "value", "value_text"), ("conditions", "grade", "grade_number"))


def _struct(fields: Mapping[str, pa.DataType]) -> pa.DataType:
    return pa.struct(list(fields.items()))


PATIENTS = pa.schema([
    *_SCALARS.items(),
    *((name, _struct(fields)) for name, fields in PARTS.items()),
    *((name, pa.list_(_struct(fields))) for name, fields in LISTS.items()),
    ("complete", pa.list_(_TEXT)),
])  # fmt: skip
"""The columns of a shard."""


def marked(schema: pa.Schema, *, synthetic: bool) -> pa.Schema:
    """The schema with the mark that tells invented patients from real ones."""
    return schema.with_metadata({b"mdsmatch.schema": SCHEMA.encode(), SYNTHETIC: str(synthetic).lower()})


def is_synthetic(schema: pa.Schema) -> bool:
    """Whether a shard says of itself that its patients are invented."""
    return bool((schema.metadata or {}).get(SYNTHETIC) == b"true")


def table_of(patients: Iterable[Patient], *, synthetic: bool = False) -> pa.Table:
    """The patients as rows, in their order."""
    return pa.Table.from_pylist(
        [_row(patient) for patient in patients], schema=marked(PATIENTS, synthetic=synthetic)
    )


def _row(patient: Patient) -> dict[str, Any]:
    row = patient.model_dump(by_alias=True)
    for name, words, other in _TWOFOLD:
        row[name] = [_parted(record, words, other) for record in row[name]]
    return row


def _parted(record: dict[str, Any], field: str, other: str) -> dict[str, Any]:
    """The field in the column of its kind: `value` of numbers, `grade` of words."""
    value, takes_words = record[field], field == "grade"
    fits = isinstance(value, str) is takes_words
    return record | {field: value if fits else None, other: None if fits else value}


def patients_of(table: pa.Table) -> list[dict[str, Any]]:
    """The rows as patient files (JSON values with dates as `date`), without what a row leaves null."""
    return [file_of(row) for row in table.to_pylist()]


def file_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """One row as the value that `matcher.patient.read_patient` takes."""
    file: dict[str, Any] = {"schema": SCHEMA} | {
        name: row[name] for name in _SCALARS if row[name] is not None
    }
    file |= {name: _said(row[name]) for name in PARTS if row[name] is not None}
    for name in LISTS:
        file[name] = [_said(record) for record in row[name] or ()]
    for name, field, other in _TWOFOLD:
        file[name] = [_joined(record, field, other) for record in file[name]]
    return file | {"complete": list(row["complete"] or ())}


def _said(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None}


def _joined(record: dict[str, Any], field: str, other: str) -> dict[str, Any]:
    return record | {field: record.pop(other)} if other in record else record
