"""The criteria of all trials, compiled: each distinct question once, and how questions make lines and trials.

An item is compiled from what `matcher.match.match_item` asks: its clinical part, with the joined diagnoses of
alternatives. Two items of any trials that ask the same, in whatever words, are one line here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from criteria.eligibility import Item
from criteria.nodes import (
    AllOf,
    Ambiguity,
    AnyOf,
    AtLeast,
    Condition,
    Criterion,
    Detail,
    IfThen,
    Measurement,
    Not,
    Permission,
    Unparsed,
)
from matcher.evaluate.alternatives import with_joined_diagnoses
from matcher.evaluate.clinical import clinical_part, firm_part, holds_unparsed
from matcher.evaluate.qualifiers import wanted_qualifiers
from matcher.trial import Trial


@dataclass(frozen=True)
class Node:
    """A question put together of earlier ones, named by their positions; `kind` says how."""

    kind: str
    parts: tuple[int, ...]
    count: int = 0


@dataclass(frozen=True)
class Line:
    """One item's question: whether the patient must fit it, and what is firm of it if it was read in part."""

    node: int
    wanted: bool
    firm: int | None

    @property
    def last(self) -> int:
        """The position of the last node that it takes."""
        return self.node if self.firm is None else max(self.node, self.firm)


@dataclass
class Plan:
    """`nodes` are leaves or combinations of earlier nodes; `trials` hold positions of `lines`, in order."""

    nodes: list[Criterion | Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    trials: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)

    @property
    def leaves(self) -> list[tuple[int, Criterion]]:
        """The distinct leaves with their positions."""
        return [(at, node) for at, node in enumerate(self.nodes) if not isinstance(node, Node)]


def compiled(trials: Iterable[Trial]) -> Plan:
    """The plan of these trials, in their order."""
    plan, known_nodes, known_lines = Plan(), _Known(), _Known()
    for trial in trials:
        lines = (_line(item, plan, known_nodes) for item in trial.eligibility.items)
        plan.trials.append((trial.record.nct_id, tuple(known_lines.place(one, plan.lines) for one in lines)))
    return plan


def times_asked(plan: Plan) -> list[int]:
    """For each node how often other nodes and the lines take it."""
    found = [0] * len(plan.nodes)
    for node in plan.nodes:
        for part in node.parts if isinstance(node, Node) else ():
            found[part] += 1
    for line in plan.lines:
        for at in (line.node, line.firm):
            if at is not None:
                found[at] += 1
    return found


def wordless(leaf: Criterion) -> Criterion:
    """The question without the words on which no answer depends: those that differ only in them are one."""
    if isinstance(leaf, Condition) and leaf.concept is not None:
        return leaf.model_copy(update={"text": "", "qualifiers": tuple(sorted(wanted_qualifiers(leaf)))})
    if isinstance(leaf, Measurement):
        return leaf.model_copy(update={"stated": None})
    if isinstance(leaf, Unparsed):
        return Unparsed(text="")
    if isinstance(leaf, Ambiguity | Detail | Permission):
        return leaf.model_copy(update={"text": ""})
    return leaf


class _Known(dict[Any, int]):
    """Where each thing stands in a list that holds it once."""

    def place(self, one: Any, into: list[Any]) -> int:
        if one not in self:
            self[one] = len(into)
            into.append(one)
        return self[one]


def _line(item: Item, plan: Plan, known: _Known) -> Line:
    wanted = item.section != "exclusion"
    asked = clinical_part(item.criterion, wanted).criterion
    firm = _node(firm_part(asked), plan, known) if holds_unparsed(item.criterion) else None
    return Line(_node(asked, plan, known), wanted, firm)


def _node(criterion: Criterion, plan: Plan, known: _Known) -> int:
    parts = _PARTS.get(type(criterion))
    if parts is None:
        return known.place(wordless(criterion), plan.nodes)
    inner = tuple(_node(part, plan, known) for part in parts(criterion))
    if isinstance(criterion, AllOf | AnyOf):
        inner = tuple(sorted(set(inner)))
        if len(inner) == 1:
            return inner[0]
    node = Node(criterion.kind, inner, criterion.count if isinstance(criterion, AtLeast) else 0)
    return known.place(node, plan.nodes)


_PARTS: dict[type, Callable[[Any], tuple[Criterion, ...]]] = {
    AllOf: lambda one: one.children,
    AnyOf: with_joined_diagnoses,
    AtLeast: lambda one: one.children,
    Not: lambda one: (one.child,),
    IfThen: lambda one: (one.condition, one.then),
}
