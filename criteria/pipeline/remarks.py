"""What there is to say about a reading: how much of it was understood, and what was not."""

from typing import Final, cast

from criteria.nodes import (
    AllOf,
    Ambiguity,
    AnyOf,
    AtLeast,
    Criterion,
    Detail,
    IfThen,
    Leaf,
    Not,
    Unparsed,
)

_Combined = AllOf | AnyOf | AtLeast | Not | IfThen
_REMARKED: Final = frozenset({"ambiguity", "detail", "unparsed"})
_COMBINED: Final = frozenset({"all_of", "any_of", "at_least", "not", "if_then"})


def leaves(criterion: Criterion) -> list[Leaf]:
    """The leaves of a tree, left to right."""
    if criterion.kind not in _COMBINED:
        return [cast(Leaf, criterion)]
    found: list[Leaf] = []
    waiting = [criterion]
    while waiting:
        node = waiting.pop()
        if node.kind in _COMBINED:
            waiting.extend(reversed(_children(cast(_Combined, node))))
        else:
            found.append(cast(Leaf, node))
    return found


def _children(criterion: _Combined) -> tuple[Criterion, ...]:
    if criterion.kind == "not":
        return (criterion.child,)
    if criterion.kind == "if_then":
        return (criterion.condition, criterion.then)
    return criterion.children


def grants(criterion: Criterion) -> bool:
    """Whether it only allows something, among the inclusions or among the exclusions."""
    allowed = criterion.child if criterion.kind == "not" else criterion
    return allowed.kind == "permission"


def standing(criterion: Criterion) -> str:
    """`unparsed` if anything was not understood, `administrative` if nothing else is asked, `structured`."""
    kinds = {leaf.kind for leaf in leaves(criterion)}
    if "unparsed" in kinds:
        return "unparsed"
    return "administrative" if kinds == {"administrative"} else "structured"


def remarks(criterion: Criterion, scope: str | None) -> tuple[str, ...]:
    """Sentences for people about what was not, or not surely, read."""
    said = [
        _remark(cast(Ambiguity | Detail | Unparsed, leaf))
        for leaf in leaves(criterion)
        if leaf.kind in _REMARKED
    ]
    if scope:
        said.append(f"Only asked in: {scope}")
    return tuple(dict.fromkeys(said))


def _remark(leaf: Ambiguity | Detail | Unparsed) -> str:
    if isinstance(leaf, Ambiguity):
        return f"May be read in two ways: {leaf.text}"
    if isinstance(leaf, Detail):
        return f"For people to check: {leaf.text}"
    return (
        f"Not understood: {leaf.text}"
        if not leaf.why
        else f"{leaf.why[0].upper()}{leaf.why[1:]}: {leaf.text}"
    )
