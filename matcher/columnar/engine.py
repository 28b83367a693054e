"""The verdicts of many patients on the lines of a plan.

Each leaf is judged by `matcher.evaluate` once for each group of patients that it cannot tell apart; the rest
is taking from tables, minima and maxima.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
from matcher.columnar.plan import Node, Plan
from matcher.evaluate.evaluate import evaluate

LENSES = (lenses, lenses_illness, lenses_therapy)
"""The modules whose import registers how each kind of leaf groups patients."""

BLOCK = 4_096
"""So many patients are put together at once: their columns stay near the processor."""


@dataclass(frozen=True)
class LeafColumn:
    """The code of each patient, or one code for all."""

    codes: Column | int

    def part(self, patients: slice) -> Column:
        """The codes of some patients."""
        if isinstance(self.codes, int):
            same: Column = _SAME[self.codes][: patients.stop - patients.start]
            return same
        return self.codes[patients]


_SAME = np.repeat(np.arange(6, dtype=np.uint8), BLOCK).reshape(6, BLOCK)
"""For each code a column of it."""


def leaf_columns(plan: Plan, people: People) -> dict[int, LeafColumn]:
    """The columns of all leaves of a plan, by their position."""
    leaves = plan.leaves
    batch = Batch(Facts(people), score_limits(leaf for _, leaf in leaves))
    return {at: _leaf_column(leaf, batch) for at, leaf in leaves}


def _leaf_column(leaf: Criterion, batch: Batch) -> LeafColumn:
    groups, lists = facet(leaf, batch)
    charts = (batch.facts.chart(int(at), *lists) for at in groups.first)
    table = np.array([code_of(evaluate(leaf, chart)) for chart in charts], np.uint8)
    return LeafColumn(int(table[0]) if len(table) == 1 else table[groups.codes])


def line_blocks(plan: Plan, table: pa.Table, as_of: date | None = None) -> Iterator[tuple[slice, Column]]:
    """For blocks of patients the codes of all lines: a row for each line, a column for each patient."""
    columns = leaf_columns(plan, People(table, as_of))
    for start in range(0, table.num_rows, BLOCK):
        patients = slice(start, min(start + BLOCK, table.num_rows))
        yield patients, _lines(plan, columns, patients)


def _lines(plan: Plan, columns: dict[int, LeafColumn], patients: slice) -> Column:
    nodes: list[Column] = []
    for at, node in enumerate(plan.nodes):
        nodes.append(_combined(node, nodes) if isinstance(node, Node) else columns[at].part(patients))
    found = np.empty((len(plan.lines), patients.stop - patients.start), np.uint8)
    for row, line in enumerate(plan.lines):
        column = nodes[line.node]
        if line.wanted:
            found[row] = column
        else:
            np.bitwise_xor(5 - column, 1, out=found[row])
        if line.firm is not None:
            stands = nodes[line.firm] == (FALSE if line.wanted else TRUE)
            np.putmask(found[row], (found[row] <= FALSE) & ~stands, UNKNOWN)
    return found


def _combined(node: Node, nodes: list[Column]) -> Column:
    parts = [nodes[part] for part in node.parts]
    if node.kind == "all_of":
        return all_hold(parts)
    if node.kind == "any_of":
        return any_holds(parts)
    if node.kind == "not":
        return inverted(parts[0])
    return if_then(*parts) if node.kind == "if_then" else at_least_hold(node.count, parts)


def fails(codes: Column) -> npt.NDArray[np.bool_]:
    """Which lines stand in the way."""
    return codes <= FALSE
