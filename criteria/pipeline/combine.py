"""Builds trees without needless depth, and says what is doubtful so that doubt can never exclude."""

from collections.abc import Iterable
from typing import cast

from criteria.nodes import AllOf, Ambiguity, AnyOf, AtLeast, Criterion, Not


def all_of(children: Iterable[Criterion]) -> Criterion | None:
    """All of the children; one child stands for itself, none is None. Equal children count once."""
    children = list(children)
    if len(children) < 2:
        return children[0] if children else None
    flat = _flat(children, "all_of")
    return None if not flat else flat[0] if len(flat) == 1 else AllOf(children=flat)


def any_of(children: Iterable[Criterion]) -> Criterion | None:
    """Any of the children; one child stands for itself, none is None. Equal children count once."""
    children = list(children)
    if len(children) < 2:
        return children[0] if children else None
    flat = _flat(children, "any_of")
    return None if not flat else flat[0] if len(flat) == 1 else AnyOf(children=flat)


def at_least(count: int, children: Iterable[Criterion]) -> Criterion | None:
    """At least `count` of the children."""
    listed = tuple(children)
    if count <= 1 or len(listed) < count:
        return any_of(listed)
    return AtLeast(count=count, children=listed)


def negate(criterion: Criterion) -> Criterion:
    """The denial; a denial of a denial is the thing itself."""
    return criterion.child if isinstance(criterion, Not) else Not(child=criterion)


def either_reading(narrow: Criterion, wide: Criterion, doubt: str) -> Criterion:
    """Two readings are possible, the narrow one implying the wide one.

    True where even the narrow reading holds, false where not even the wide one does, else unknown.
    """
    if narrow == wide:
        return narrow
    return AllOf(children=(wide, AnyOf(children=(narrow, Ambiguity(text=doubt)))))


def _flat(children: Iterable[Criterion], kind: str) -> tuple[Criterion, ...]:
    # Asked by its kind: to ask whether a model is of a class takes longer where it is not.
    flat: list[Criterion] = []
    for child in children:
        if child.kind == kind:
            flat.extend(cast(AllOf | AnyOf, child).children)
        else:
            flat.append(child)
    # Of different kinds none are equal, and telling that is quicker than comparing.
    return tuple(flat if len({child.kind for child in flat}) == len(flat) else dict.fromkeys(flat))
