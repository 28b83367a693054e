"""Dense codes for combinations of columns, and the first row that has each.

Two patients with the same code look the same to a question; the first of them is judged for all.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
SMALL = 1 << 14
"""Up to so many possible codes they are numbered without looking at all that occur."""


class Grouping(NamedTuple):
    """`codes` of the rows, 0 to k-1, and for each code the first row that has it."""

    codes: npt.NDArray[np.int32]
    first: npt.NDArray[np.int64]


def dense(column: Any) -> npt.NDArray[np.int32]:
    """Codes of an Arrow column or of numbers; null is a value of its own."""
    array = column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    encoded = pc.dictionary_encode(array, null_encoding="encode")
    codes: npt.NDArray[np.int32] = encoded.indices.to_numpy(zero_copy_only=False)
    return codes


def grouped(columns: Sequence[Any]) -> Grouping:
    """Rows grouped by all the columns."""
    codes = dense(columns[0]).astype(np.int64)
    for column in columns[1:]:
        more = dense(column)
        width = int(more.max(initial=0)) + 1
        codes = dense(codes * width + more).astype(np.int64)
    return Grouping(codes.astype(np.int32), first_of(codes))


def first_of(codes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The first row of each of the codes 0 to k-1, all of which occur."""
    first = np.zeros(int(codes.max(initial=-1)) + 1, np.int64)
    first[codes[::-1]] = np.arange(codes.size - 1, -1, -1)
    return first


def by_signature(signature: Ints) -> Grouping:
    """Rows grouped by a number from 0; small numbers need no hashing."""
    most = int(signature.max(initial=0))
    if most >= SMALL:
        codes = dense(signature)
        return Grouping(codes, first_of(codes))
    first = np.full(most + 1, -1, np.int64)
    first[signature[::-1]] = np.arange(signature.size - 1, -1, -1)
    present = np.flatnonzero(first >= 0)
    renumber = np.zeros(most + 1, np.int32)
    renumber[present] = np.arange(present.size)
    return Grouping(renumber[signature], first[present])


def mixed(columns: Sequence[Any]) -> Ints:
    """One number for several columns of small numbers from 0."""
    found: Ints = columns[0].astype(np.int64)
    for column in columns[1:]:
        found = found * (int(column.max(initial=0)) + 1) + column
    return found
