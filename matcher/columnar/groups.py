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

FEW = 64
"""Up to so many codes the first row of each is looked for on its own."""


class Grouping(NamedTuple):
    """`codes` of the rows, and for each code from 0 the first row that has it; -1 for one that no row has."""

    codes: npt.NDArray[Any]
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
    """Rows grouped by all the columns; each code occurs."""
    codes, width = _from_zero(columns[0])
    for column in columns[1:]:
        more, many = _from_zero(column)
        if width * many > SMALL:
            codes, width = _from_zero(dense(codes))
        codes, width = codes * many + more, width * many
    return by_signature(codes)


def _from_zero(column: Any) -> tuple[Ints, int]:
    """The column as numbers from 0, and how many there may be."""
    if isinstance(column, np.ndarray) and column.dtype.kind in "bi" and column.size:
        least, most = int(column.min()), int(column.max())
        if most - least < SMALL:
            return column.astype(np.int64) - least, most - least + 1
    codes = dense(column).astype(np.int64)
    return codes, int(codes.max(initial=0)) + 1


def first_of(codes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The first row of each of the codes 0 to k-1, all of which occur."""
    first = np.zeros(int(codes.max(initial=-1)) + 1, np.int64)
    first[codes[::-1]] = np.arange(codes.size - 1, -1, -1)
    return first


def by_signature(signature: npt.NDArray[Any]) -> Grouping:
    """Rows grouped by a number from 0; each code occurs. Small numbers need no hashing."""
    most = int(signature.max(initial=0))
    if most >= SMALL:
        codes = dense(signature)
        return Grouping(codes, first_of(codes))
    first = _first_rows(signature, most)
    present = np.flatnonzero(first >= 0)
    renumber = np.zeros(most + 1, np.int32)
    renumber[present] = np.arange(present.size)
    return Grouping(renumber.take(signature), first[present])


def by_code(signature: npt.NDArray[Any]) -> Grouping:
    """Rows grouped by a number from 0, which is the code where it is small: some may not occur."""
    most = int(signature.max(initial=0))
    if most >= FEW:
        return narrow(by_signature(signature))
    codes = signature.astype(np.uint8)
    return Grouping(codes, _first_rows(codes, most))


def narrow(groups: Grouping) -> Grouping:
    """The same groups in fewer bytes, to be kept: their codes must not be reckoned with."""
    return Grouping(groups.codes.astype(np.min_scalar_type(groups.first.size)), groups.first)


def _first_rows(signature: npt.NDArray[Any], most: int) -> npt.NDArray[np.int64]:
    """The first row with each number up to `most`; -1 where none has it."""
    if most < FEW:
        held = signature.astype(np.uint8).tobytes()
        return np.array([held.find(code) for code in range(most + 1)], np.int64)
    first = np.full(most + 1, -1, np.int64)
    first[signature[::-1]] = np.arange(signature.size - 1, -1, -1)
    return first


def mixed(columns: Sequence[Any]) -> Ints:
    """One number for several columns of small numbers from 0."""
    found: Ints = columns[0].astype(np.int64)
    for column in columns[1:]:
        found = found * (int(column.max(initial=0)) + 1) + column
    return found
