"""Equal parts of criteria become one object, so that an answer to one is the answer to all.

Alternatives that are one question are joined here once and not for every patient.
"""

from functools import lru_cache

from criteria.nodes import AllOf, AnyOf, AtLeast, Criterion, IfThen, Not
from matcher.evaluate.alternatives import with_joined_diagnoses

_NODES = 200_000
"""More than all trials of the field hold; beyond it equal nodes are only judged more than once."""


def shared(criterion: Criterion) -> Criterion:
    """The one object that stands for all criteria equal to this one; so do its parts."""
    match criterion:
        case AllOf() | AnyOf() | AtLeast():
            criterion = _with(criterion, children=_children(criterion))
        case Not():
            criterion = _with(criterion, child=shared(criterion.child))
        case IfThen():
            criterion = _with(criterion, condition=shared(criterion.condition), then=shared(criterion.then))
    return _first(criterion)


@lru_cache(maxsize=_NODES)
def _first(criterion: Criterion) -> Criterion:
    return criterion


def _children(criterion: AllOf | AnyOf | AtLeast) -> tuple[Criterion, ...]:
    parts = with_joined_diagnoses(criterion) if isinstance(criterion, AnyOf) else criterion.children
    return tuple(map(shared, parts))


def _with(criterion: Criterion, **parts: object) -> Criterion:
    return criterion.model_copy(update=parts)
