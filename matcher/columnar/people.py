"""A batch of patients as columns, read through the same door as a single file.

Each distinct record of a list is read once, by `matcher.reading`; its days stay apart, as days before the day
of judgement. Records that were not known on that day are left out here as there. A patient's chart is built
only where one is judged for many.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.chart import Chart, age_range
from matcher.cohort.schema import LISTS, file_of
from matcher.columnar.groups import grouped
from matcher.patient import Patient
from matcher.terms import MEASURED_KINDS, read_term

Days = npt.NDArray[np.int64]

EPOCH = date(1970, 1, 1)
LAB = "lab:"
"""Before the key of a lab or score: not all observations, only those of it."""

NO_LISTS: dict[str, Any] = dict.fromkeys(LISTS, ())
UNDATED = 10**6
"""Stands for the days since a record without a date: older than any."""


@dataclass(frozen=True)
class Rows:
    """The records of one list, by patient and then in the order of the file.

    `forms` holds one of each kind of record, as a value of the file without its days, and `form` the kind of
    each row. `days` are days before the day of judgement (UNDATED: not recorded; negative: after it).
    """

    who: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]
    form: npt.NDArray[np.int32]
    forms: Sequence[Mapping[str, Any]]
    days: Mapping[str, Days]
    starts: npt.NDArray[np.int64]
    """Where the rows of each patient begin, and where the last end; of the whole list only."""

    def only(self, kept: npt.NDArray[np.bool_]) -> "Rows":
        """Some of the rows."""
        days = {name: values[kept] for name, values in self.days.items()}
        return Rows(self.who[kept], self.place[kept], self.form[kept], self.forms, days, self.starts)


class _Born(NamedTuple):
    """The fields of a file that tell the age."""

    birth_date: date | None
    age_years: float | None
    as_of: date


class People:
    """The patients of a table in the Parquet form, judged on `as_of` or each on the day of its file."""

    def __init__(self, table: pa.Table, as_of: date | None = None) -> None:
        self.table = table.combine_chunks()
        self.n = table.num_rows
        self.override = as_of
        self._charts: dict[tuple[int, tuple[str, ...]], Chart] = {}
        self._rows: dict[str, Rows] = {}

    @cached_property
    def today(self) -> Days:
        """The day of judgement of each patient, counted as in a date column."""
        days = self.table["as_of"].cast(pa.int32()).to_numpy().astype(np.int64)
        return days if self.override is None else np.full(self.n, _number(self.override))

    def rows(self, name: str) -> Rows:
        """The records of a list, whatever their days."""
        if name not in self._rows:
            self._rows[name] = self._read(name)
        return self._rows[name]

    def _read(self, name: str) -> Rows:
        array = _one_chunk(self.table[name])
        structs = array.flatten()
        counts = pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False)
        who = np.repeat(np.arange(self.n, dtype=np.int32), counts)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        place = (np.arange(who.size) - starts[who]).astype(np.int32)
        fields = {field: structs.field(at) for at, field in enumerate(LISTS[name])}
        dates = {field for field, kind in LISTS[name].items() if kind == pa.date32()}
        form = grouped([column for field, column in fields.items() if field not in dates])
        plain = structs.take(pa.array(form.first)).to_pylist()
        forms = [{key: value for key, value in one.items() if key not in dates} for one in plain]
        days = {field: self._days(fields[field], who) for field in dates}
        return Rows(who, place, form.codes, forms, days, starts)

    def _days(self, column: pa.Array, who: npt.NDArray[np.int32]) -> Days:
        day = column.cast(pa.int32())
        known = np.asarray(day.is_valid())
        since = self.today[who] - day.fill_null(0).to_numpy(zero_copy_only=False)
        return np.where(known, since, UNDATED)

    def scalar(self, name: str, part: str | None = None) -> pa.Array:
        """A column of single values, of the file or of one of its parts."""
        column = _one_chunk(self.table[name])
        return column if part is None else pc.struct_field(column, part)

    @cached_property
    def complete(self) -> dict[str, npt.NDArray[np.bool_]]:
        """Who has declared which list complete."""
        array = _one_chunk(self.table["complete"])
        counts = pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False)
        who, words = np.repeat(np.arange(self.n), counts), array.flatten()
        names = ("therapies", "procedures", "conditions", "medications", "mutations", "transfusions")
        found = {name: np.zeros(self.n, bool) for name in names}
        for name, flags in found.items():
            flags[who[np.asarray(pc.equal(words, name))]] = True
        return found

    def chart(self, patient: int, lists: Sequence[str]) -> Chart:
        """The patient's chart with all single values and these lists of the file only.

        `lab:hemoglobin` stands for the observations of one lab or score.
        """
        key = patient, tuple(lists)
        if key not in self._charts:
            self._charts[key] = self._chart(patient, lists)
        return self._charts[key]

    def _chart(self, patient: int, lists: Sequence[str]) -> Chart:
        file = {name: column[patient].as_py() for name, column in self._single.items()} | NO_LISTS
        file |= {name: self._records(name, patient) for name in lists if name in LISTS}
        labs = {name.removeprefix(LAB) for name in lists if name.startswith(LAB)}
        if labs:
            file["observations"] = self._records("observations", patient, labs)
        return Chart.of(Patient.model_validate(file_of(file)), self.override)

    def age(self, patient: int) -> tuple[int, int] | None:
        """The range of completed years on the day of judgement."""
        names = ("birth_date", "age_years", "as_of")
        born, years, day = (self._single[name][patient].as_py() for name in names)
        return age_range(_Born(born, years, day), self.override or day)

    @cached_property
    def _single(self) -> dict[str, pa.Array]:
        """The columns that are no lists of records."""
        return {name: self.scalar(name) for name in self.table.schema.names if name not in LISTS}

    def _records(self, name: str, patient: int, labs: Set[str] | None = None) -> list[dict[str, Any]]:
        rows, today = self.rows(name), int(self.today[patient])
        return [
            rows.forms[rows.form[at]] | {day: _date(today, int(d[at])) for day, d in rows.days.items()}
            for at in range(rows.starts[patient], rows.starts[patient + 1])
            if labs is None or self._lab(rows.forms[rows.form[at]]["name"]) in labs
        ]

    def _lab(self, written: str) -> str | None:
        return read_term(written, MEASURED_KINDS).key


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(int))


def _date(today: int, days: int) -> date | None:
    return None if days == UNDATED else EPOCH + timedelta(days=today - days)
