"""What the rows of each patient say together, as one code a patient."""

from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.columnar.groups import dense

Levels = npt.NDArray[np.uint8]


def highest(truths: npt.NDArray[np.int8], who: npt.NDArray[Any], n: int) -> Levels:
    """For each patient the highest truth of the rows: 1 false, 2 unknown, 3 true; 0 for no row."""
    found = np.zeros(n, np.uint8)
    for truth in (-1, 0, 1):
        found[who[truths == truth]] = truth + 2
    return found


def sets_of(kind: npt.NDArray[Any], who: npt.NDArray[Any], n: int, kinds: int) -> npt.NDArray[np.int32]:
    """Codes of how often each patient has each kind, 0 for no row. Exact: rows are told apart one by one."""
    found = np.zeros(n, np.int64)
    if not who.size:
        return found.astype(np.int32)
    order = np.lexsort((kind, who))
    kind, who = kind[order], who[order]
    starts = np.flatnonzero(np.concatenate([[True], who[1:] != who[:-1]]))
    place = np.arange(who.size) - np.repeat(starts, np.diff([*starts, who.size]))
    for at in range(int(place.max()) + 1):
        here = place == at
        found *= kinds + 1
        found[who[here]] += kind[here] + 1
        found = dense_from_zero(found)
    return found.astype(np.int32)


def dense_from_zero(codes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Dense codes in which 0 stays 0."""
    again = dense(np.concatenate([[0], codes]))
    return (again[1:]).astype(np.int64)
