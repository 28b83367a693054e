"""Which leaves of a criterion decide its verdict, and on which side each stands.

Walks a criterion and its explanation side by side. Knows no leaf.
"""

from collections.abc import Iterator
from typing import NamedTuple

from criteria.nodes import AllOf, AnyOf, AtLeast, Criterion, IfThen, Leaf, Not
from matcher.truth import FALSE
from matcher.verdict import Verdict


class Deciding(NamedTuple):
    """A leaf that decides, and what was said of it."""

    leaf: Leaf
    verdict: Verdict


class Way(NamedTuple):
    """What has to change: every one of `parts`, or any of them; a single leaf has itself as its part."""

    every: bool
    parts: tuple["Way | Deciding", ...]


def way_round(criterion: Criterion, verdict: Verdict) -> Way:
    """What would have to change for the verdict to be another."""
    match criterion:
        case Not():
            return way_round(criterion.child, verdict.children[0])
        case AllOf() | AnyOf() | AtLeast():
            # "All of" that fails is mended by mending every failing part, "any of" by any; and turned round.
            every = isinstance(criterion, AllOf) is (verdict.truth is FALSE)
            return Way(every, tuple(_same(criterion.children, verdict)))
        case IfThen():
            return Way(False, tuple(_same((criterion.condition, criterion.then), verdict)))
    return Way(True, (Deciding(criterion, verdict),))


def _same(children: tuple[Criterion, ...], verdict: Verdict) -> Iterator[Way]:
    """The parts that say what the whole says."""
    for child, said in zip(children, verdict.children, strict=False):
        if said.truth is verdict.truth:
            yield way_round(child, said)


def leaves_of(way: "Way | Deciding") -> Iterator[Deciding]:
    """All deciding leaves, in the order of the line."""
    if isinstance(way, Deciding):
        yield way
    else:
        for part in way.parts:
            yield from leaves_of(part)
