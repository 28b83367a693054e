"""The outcome of each patient and trial as Arrow rows: the verdict, and the lines that stand in the way.

A line is named by its place among the trial's items, counted from 0; `items_of` is the table to join it with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.columnar.codes import FALSE, TRUE, TRUE_PRESUMED, UNKNOWN, Column
from matcher.columnar.plan import Plan
from matcher.trial import Trial

Lines = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]

VERDICTS = ("eligible", "possible", "ineligible")

_WORD = pa.dictionary(pa.int32(), pa.string())
MATCHES = pa.schema([
    ("nct_id", _WORD), ("patient_id", _WORD), ("verdict", _WORD), ("failing", pa.list_(pa.uint16())),
    ("synthetic", pa.bool_()),
])  # fmt: skip
"""A row for each patient and trial."""


@dataclass(frozen=True)
class Written:
    """Words of which each row has one, to be shared by all blocks of a file."""

    trials: pa.Array
    patients: pa.Array
    verdicts: pa.Array


def verdicts_of(codes: Column) -> npt.NDArray[np.int32]:
    """The verdict of a trial from its lines (rows) for each patient, as `matcher.match` decides it.

    Administrative lines do not count; a trial without any other line stays possible.
    """
    if not len(codes):
        return np.full(codes.shape[1], 1, np.int32)
    worst, best = codes.min(axis=0), codes.max(axis=0)
    open_ = (worst == UNKNOWN) | (best < TRUE_PRESUMED)
    return np.where(worst <= FALSE, 2, np.where(open_, 1, 0)).astype(np.int32)


def failing_of(codes: Column, lines: Lines, ever: Flags) -> tuple[npt.NDArray[np.uint16], Counts]:
    """The places of the failing lines of each patient, one after the other, and how many each has.

    `ever` tells of each line of the plan whether anybody fails it: most lines nobody does.
    """
    places = np.flatnonzero(ever[lines])
    failing = codes[lines[places]] <= FALSE
    where = np.flatnonzero(np.ascontiguousarray(failing.T))
    return places.astype(np.uint16)[where % max(len(places), 1)], failing.sum(axis=0, dtype=np.int32)


def rows_of(plan: Plan, codes: Column, patients: slice, words: Written, *, synthetic: bool) -> pa.RecordBatch:
    """The rows of a block of patients, by trial and then by patient."""
    size = patients.stop - patients.start
    trials = [np.array(lines, np.int64) for _, lines in plan.trials]
    verdicts = np.concatenate([verdicts_of(codes[lines]) for lines in trials])
    ever = codes.min(axis=1, initial=TRUE) <= FALSE
    failing = [failing_of(codes, lines, ever) for lines in trials]
    offsets = np.concatenate([[0], *(counts for _, counts in failing)]).cumsum().astype(np.int32)
    places = pa.array(np.concatenate([places for places, _ in failing]))
    who = np.tile(np.arange(patients.start, patients.stop, dtype=np.int32), len(trials))
    which = np.repeat(np.arange(len(trials), dtype=np.int32), size)
    return pa.RecordBatch.from_arrays(
        [
            pa.DictionaryArray.from_arrays(which, words.trials),
            pa.DictionaryArray.from_arrays(who, words.patients),
            pa.DictionaryArray.from_arrays(verdicts, words.verdicts),
            pa.ListArray.from_arrays(pa.array(offsets), places),
            pa.array(np.full(who.size, synthetic)),
        ],
        schema=MATCHES,
    )


def items_of(trials: Sequence[Trial]) -> pa.Table:
    """The lines of the trials: trial, place, id, section and text."""
    items = [
        (trial.record.nct_id, place, item.id, item.section, item.text)
        for trial in trials
        for place, item in enumerate(trial.eligibility.items)
    ]
    names = ("nct_id", "place", "item_id", "section", "text")
    return pa.table({name: [item[at] for item in items] for at, name in enumerate(names)})
