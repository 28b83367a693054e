"""Which way round a tree is: whether it describes somebody of whom nothing is recorded."""

from typing import Final

from criteria.nodes import (
    Administrative,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Criterion,
    Detail,
    Diagnosis,
    IfThen,
    Leaf,
    Medication,
    Not,
    PriorTherapy,
    Procedure,
    Reproductive,
)
from criteria.quantity import Window

_COMBINED: Final = frozenset({"not", "all_of", "any_of", "at_least"})
_DONE_OR_SUFFERED: Final = (Condition, Medication, PriorTherapy, Procedure)


def holds_by_absence(criterion: Criterion) -> bool:
    """Whether the tree is true of one without illness, therapy or procedure, because it denies one.

    What it says of other things (age, values, the disease) counts as not true.
    """
    if criterion.kind not in _COMBINED:
        return False
    match criterion:
        case Not():
            return _denies(criterion.child)
        case AllOf():
            return all(map(holds_by_absence, criterion.children))
        case AnyOf():
            return any(map(holds_by_absence, criterion.children))
        case AtLeast():
            return sum(map(holds_by_absence, criterion.children)) >= criterion.count
        case IfThen():
            return False
    return False


def asks_washout(criterion: Criterion) -> bool:
    """Whether only a therapy or procedure within some time is named: nobody is asked to have had one."""
    parts = criterion.children if isinstance(criterion, AllOf | AnyOf) else (criterion,)
    if len(parts) > 1:
        return all(isinstance(part, Not) or asks_washout(part) for part in parts)
    leaf = parts[0]
    if isinstance(leaf, PriorTherapy | Procedure):
        return leaf.window is not None and leaf.window.max_days is not None
    return isinstance(leaf, Detail)


def _denies(child: Criterion) -> bool:
    """Whether what is denied names illnesses, therapies or procedures only."""
    match child:
        case AllOf() | AnyOf() | AtLeast():
            return all(map(_denies, child.children))
    if isinstance(child, Reproductive):
        return child.state in {"pregnant", "breastfeeding"}
    return isinstance(child, _DONE_OR_SUFFERED)


def keeps_out(leaf: Leaf) -> bool:
    """Whether "no ..." before it among the exclusions can only mean that it keeps out, not its lack."""
    match leaf:
        case PriorTherapy():
            if leaf.outcome == "intolerant":
                return True
            return leaf.outcome in {"exposed", "current"} and _is_recent(leaf.window)
        case Procedure():
            return _is_recent(leaf.window)
        case Diagnosis():
            return leaf.tense == "history"
        case Condition(concept="illness"):
            # Of an illness that is not named only one that weighs can be meant.
            return bool(leaf.qualifiers)
    return isinstance(leaf, Administrative | Condition | Detail | Medication | Reproductive)


def _is_recent(window: Window | None) -> bool:
    return window is not None and window.max_days is not None
