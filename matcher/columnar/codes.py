"""Columns of verdicts: what is kept of each, and Kleene's tables on whole columns.

A truth alone is not enough: a *fail* of a half-understood line stands only on a recorded fact, and an
*unknown* that is administrative does not count against a trial. The six codes are ordered so that "all of"
is the minimum. With the last bit turned, and only then, "any of" is the maximum. What decides among children
of one truth is as in `matcher.evaluate.combine`: the weakest ground.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matcher.truth import Truth
from matcher.verdict import Verdict

Column = npt.NDArray[np.uint8]

_LAST = np.uint8(1)
FALSE_PRESUMED, FALSE, UNKNOWN, UNKNOWN_ADMINISTRATIVE, TRUE_PRESUMED, TRUE = range(6)


def code_of(verdict: Verdict) -> int:
    """What is kept of a verdict."""
    if verdict.truth is Truth.UNKNOWN:
        return UNKNOWN_ADMINISTRATIVE if verdict.basis == "administrative" else UNKNOWN
    if verdict.truth is Truth.TRUE:
        return TRUE_PRESUMED if verdict.basis == "presumed" else TRUE
    return FALSE_PRESUMED if verdict.basis == "presumed" else FALSE


def inverted(column: Column) -> Column:
    """The contrary, on the same grounds."""
    return (np.uint8(5) - column) ^ _LAST


def all_hold(columns: Sequence[Column]) -> Column:
    """Kleene's conjunction."""
    result = columns[0].copy()
    for column in columns[1:]:
        np.minimum(result, column, out=result)
    return result


def any_holds(columns: Sequence[Column]) -> Column:
    """Kleene's disjunction."""
    result = columns[0] ^ _LAST
    for column in columns[1:]:
        np.maximum(result, column ^ _LAST, out=result)
    return result ^ _LAST


def at_least_hold(count: int, columns: Sequence[Column]) -> Column:
    """Whether at least `count` hold; on the weakest ground of those that have the truth of the whole."""
    stacked = np.stack(columns)
    sure = (stacked >= TRUE_PRESUMED).sum(axis=0)
    possible = (stacked >= UNKNOWN).sum(axis=0)
    if count > len(columns):
        presumed = (stacked == FALSE_PRESUMED) | (stacked == TRUE_PRESUMED)
        same = stacked < UNKNOWN
        weak = np.where(same.any(axis=0), (presumed & same).any(axis=0), presumed.any(axis=0))
        return np.where(weak, FALSE_PRESUMED, FALSE).astype(np.uint8)
    true = np.where((stacked == TRUE_PRESUMED).any(axis=0), TRUE_PRESUMED, TRUE)
    false = np.where((stacked == FALSE_PRESUMED).any(axis=0), FALSE_PRESUMED, FALSE)
    unknown = np.where((stacked == UNKNOWN).any(axis=0), UNKNOWN, UNKNOWN_ADMINISTRATIVE)
    return np.where(sure >= count, true, np.where(possible >= count, unknown, false)).astype(np.uint8)


def if_then(condition: Column, then: Column) -> Column:
    """Where the condition does not hold, the whole does, on the condition's ground."""
    result = np.where(condition <= FALSE, inverted(condition), then)
    open_ = (condition >= UNKNOWN) & (condition < TRUE_PRESUMED) & (then < TRUE_PRESUMED)
    both = np.where(then <= FALSE, condition, np.minimum(condition, then))
    return np.where(open_, both, result).astype(np.uint8)
