"""The verdicts of many patients on the lines of a plan.

Each leaf is judged by `matcher.evaluate` once for each group of patients that it cannot tell apart; the rest
is taking from tables, minima and maxima.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from criteria.nodes import Criterion
from matcher.columnar import lenses, lenses_illness, lenses_therapy
from matcher.columnar.codes import (
    FALSE,
    TRUE,
    UNKNOWN,
    Column,
    all_hold,
    any_holds,
    at_least_hold,
    code_of,
    if_then,
    inverted,
)
from matcher.columnar.edges import score_limits
from matcher.columnar.facet import Batch, facet
from matcher.columnar.facts import Facts
from matcher.columnar.people import People
from matcher.columnar.plan import Node, Plan, times_asked
from matcher.evaluate.evaluate import evaluate

LENSES = (lenses, lenses_illness, lenses_therapy)
"""The modules whose import registers how each kind of leaf groups patients."""

BLOCK = 4_096
"""So many patients are handed on at once."""

TOGETHER = 4 * BLOCK
"""So many patients are put together at once: fewer, and the steps between cost more than the columns."""


@dataclass(frozen=True)
class LeafColumn:
    """The code of each group, and the group of each patient: many leaves share the groups. One code for all
    where they do not differ."""

    table: Column
    groups: npt.NDArray[Any] | None = None

    def part(self, patients: slice) -> Column:
        """The codes of some patients."""
        if self.groups is None:
            return np.full(patients.stop - patients.start, self.table[0])
        return self.table.take(self.groups[patients])


def leaf_columns(plan: Plan, people: People) -> dict[int, LeafColumn]:
    """The columns of all leaves of a plan, by their position."""
    leaves = plan.leaves
    batch = Batch(Facts(people), score_limits(leaf for _, leaf in leaves))
    return {at: _leaf_column(leaf, batch) for at, leaf in leaves}


def _leaf_column(leaf: Criterion, batch: Batch) -> LeafColumn:
    groups, lists = facet(leaf, batch)
    present = np.flatnonzero(groups.first >= 0)
    charts = [batch.facts.chart(at, *lists) for at in groups.first[present].tolist()]
    judged = [code_of(evaluate(leaf, chart)) for chart in charts]
    if len(set(judged)) == 1:
        return LeafColumn(np.array(judged[:1], np.uint8))
    table = np.zeros(groups.first.size, np.uint8)
    table[present] = judged
    return LeafColumn(table, groups.codes)


def line_blocks(plan: Plan, table: pa.Table, as_of: date | None = None) -> Iterator[tuple[slice, Column]]:
    """For blocks of patients the codes of all lines: a row for each line, a column for each patient.

    They stand until the next block is asked for.
    """
    columns = leaf_columns(plan, People(table, as_of))
    asked = times_asked(plan)
    held = np.empty((len(plan.lines), min(TOGETHER, table.num_rows)), np.uint8)
    for whole in _slices(0, table.num_rows, TOGETHER):
        codes = held[:, : whole.stop - whole.start]
        _judge_lines(plan, _Nodes(columns, whole, asked), codes)
        for part in _slices(whole.start, whole.stop, BLOCK):
            yield part, codes[:, part.start - whole.start : part.stop - whole.start]


def _slices(start: int, stop: int, length: int) -> Iterator[slice]:
    for at in range(start, stop, length):
        yield slice(at, min(at + length, stop))


class _Nodes:
    """The columns of the nodes of a plan for some patients, each kept until it is asked for the last time."""

    def __init__(self, leaves: dict[int, LeafColumn], patients: slice, asked: Sequence[int]) -> None:
        self.leaves, self.patients, self.left = leaves, patients, list(asked)
        self.made: list[Column | None] = []

    def make(self, node: Criterion | Node) -> None:
        """The column of the next node of the plan."""
        if isinstance(node, Node):
            self.made.append(_COMBINED[node.kind](node, [self.take(part) for part in node.parts]))
        else:
            self.made.append(self.leaves[len(self.made)].part(self.patients))

    def take(self, at: int) -> Column:
        """The column of a node, once for each time that the plan asks for it."""
        column = self.made[at]
        assert column is not None, "asked more often than the plan says"
        self.left[at] -= 1
        if not self.left[at]:
            self.made[at] = None
        return column


_COMBINED: dict[str, Callable[[Node, list[Column]], Column]] = {
    "all_of": lambda _, parts: all_hold(parts),
    "any_of": lambda _, parts: any_holds(parts),
    "not": lambda _, parts: inverted(parts[0]),
    "if_then": lambda _, parts: if_then(*parts),
    "at_least": lambda node, parts: at_least_hold(node.count, parts),
}


def _judge_lines(plan: Plan, nodes: _Nodes, found: Column) -> None:
    """Write the codes of all lines into the rows of `found`."""
    for row, line in enumerate(plan.lines):
        for node in plan.nodes[len(nodes.made) : line.last + 1]:
            nodes.make(node)
        column = nodes.take(line.node)
        found[row] = column if line.wanted else inverted(column)
        if line.firm is not None:
            stands = nodes.take(line.firm) == (FALSE if line.wanted else TRUE)
            np.putmask(found[row], (found[row] <= FALSE) & ~stands, UNKNOWN)
