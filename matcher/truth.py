"""Three truth values and Kleene's strong tables, written out.

Learning a fact never turns a decided result: `UNKNOWN` may become either, `TRUE` and `FALSE` stay.
`Truth` has no truth value of its own in Python, so that no `if truth:` can take unknown for false.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Final, NoReturn


class Truth(IntEnum):
    """False, unknown, true, ordered so that "and" is the minimum and "or" the maximum."""

    FALSE = -1
    UNKNOWN = 0
    TRUE = 1

    def __bool__(self) -> NoReturn:
        raise TypeError("a Truth has three values: compare it with TRUE, FALSE or UNKNOWN")


TRUE: Final = Truth.TRUE
FALSE: Final = Truth.FALSE
UNKNOWN: Final = Truth.UNKNOWN
"""The three by themselves: a matcher asks for them thousands of times, and an enumeration is slow to ask."""

F, U, T = FALSE, UNKNOWN, TRUE

NOT: dict[Truth, Truth] = {T: F, U: U, F: T}

AND: dict[tuple[Truth, Truth], Truth] = {
    (T, T): T, (T, U): U, (T, F): F,
    (U, T): U, (U, U): U, (U, F): F,
    (F, T): F, (F, U): F, (F, F): F,
}  # fmt: skip

OR: dict[tuple[Truth, Truth], Truth] = {
    (T, T): T, (T, U): T, (T, F): T,
    (U, T): T, (U, U): U, (U, F): U,
    (F, T): T, (F, U): U, (F, F): F,
}  # fmt: skip


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's conjunction, the minimum; of nothing it is true."""
    found = tuple(truths)
    return F if F in found else (U if U in found else T)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's disjunction, the maximum; of nothing it is false."""
    found = tuple(truths)
    return T if T in found else (U if U in found else F)


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """Whether at least `count` hold, decided as soon as the unknown ones cannot change it."""
    listed = list(truths)
    if listed.count(T) >= count:
        return T
    return U if listed.count(T) + listed.count(U) >= count else F
