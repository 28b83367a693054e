"""A criterion as plain English, for people to check what was read: `ECOG 0 to 2`.

Home to the combinations and to opposites; the leaves have their words in `criteria.rendering.leaves`. Must
not know whether anybody meets a criterion, nor where it is shown: the text is not escaped for any medium.
"""

from collections.abc import Iterable, Sequence
from functools import singledispatch

from criteria import nodes
from criteria.nodes import Criterion
from criteria.rendering.leaves import phrase


@singledispatch
def render(criterion: Criterion) -> str:
    """What `criterion` describes, in plain English; never empty."""
    return phrase(criterion)


# --- combinations ------------------------------------------------------------------------------------------


@render.register
def _(criterion: nodes.AllOf) -> str:
    return _connected(criterion.children, "and")


@render.register
def _(criterion: nodes.AnyOf) -> str:
    return _connected(criterion.children, "or")


@render.register
def _(criterion: nodes.AtLeast) -> str:
    return f"at least {criterion.count} of: {_listed(criterion.children)}"


@render.register
def _(criterion: nodes.Not) -> str:
    return _opposite(criterion.child)


@render.register
def _(criterion: nodes.IfThen) -> str:
    return f"if {_nested(criterion.condition)}: {_nested(criterion.then)}"


def _connected(children: Sequence[Criterion], word: str) -> str:
    if len(children) == 1:
        return render(children[0])
    parts = [_nested(child) for child in children]
    # A part that has an "and", an "or" or a comma of its own would be read into its neighbour.
    plain = not any(mark in part for part in parts for mark in (",", " and ", " or "))
    return f" {word} ".join(parts) if plain else f"; {word} ".join(parts)


def _listed(children: Iterable[Criterion]) -> str:
    return "; ".join(_nested(child) for child in children)


def _nested(criterion: Criterion) -> str:
    """A combination inside another, or its opposite, stands in brackets."""
    return f"({render(criterion)})" if _combines(criterion) else render(criterion)


def _combines(criterion: Criterion) -> bool:
    if isinstance(criterion, nodes.Not):
        return _combines(criterion.child)
    if isinstance(criterion, nodes.AllOf | nodes.AnyOf):
        return len(criterion.children) > 1 or _combines(criterion.children[0])
    return isinstance(criterion, nodes.AtLeast | nodes.IfThen)


# --- opposites ---------------------------------------------------------------------------------------------


@singledispatch
def _opposite(criterion: Criterion) -> str:
    """What does not hold, in plain English: a noun takes "no"."""
    return f"no {render(criterion)}"


@_opposite.register
def _(criterion: nodes.Not) -> str:
    return render(criterion.child)


@_opposite.register
def _(criterion: nodes.AllOf) -> str:
    if len(criterion.children) == 1:
        return _opposite(criterion.children[0])
    return f"not all of: {_listed(criterion.children)}"


@_opposite.register
def _(criterion: nodes.AnyOf) -> str:
    if len(criterion.children) == 1:
        return _opposite(criterion.children[0])
    return f"none of: {_listed(criterion.children)}"


@_opposite.register
def _(criterion: nodes.AtLeast) -> str:
    return f"fewer than {criterion.count} of: {_listed(criterion.children)}"


@_opposite.register(nodes.IfThen)
@_opposite.register(nodes.Administrative)
@_opposite.register(nodes.Permission)
@_opposite.register(nodes.Detail)
@_opposite.register(nodes.Ambiguity)
@_opposite.register(nodes.Unparsed)
def _(criterion: Criterion) -> str:
    return f"not ({render(criterion)})"


@_opposite.register(nodes.Age)
@_opposite.register(nodes.Sex)
@_opposite.register(nodes.Performance)
@_opposite.register(nodes.Measurement)
@_opposite.register(nodes.LifeExpectancy)
@_opposite.register(nodes.RiskCategory)
def _(criterion: Criterion) -> str:
    return f"not {render(criterion)}"
