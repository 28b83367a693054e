"""The limits that the questions of a plan set to numbers: between two neighbours no question tells apart."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from criteria.nodes import Criterion, Measurement, RiskCategory
from criteria.quantity import Interval
from matcher.evaluate.groups import GROUPS
from matcher.evaluate.measurement import MULTIPLES, STAND_INS
from matcher.evaluate.tables import table


@dataclass
class LabEdges:
    """The limits asked of one lab: of the value, of its multiple of a limit of normal, of its age in days."""

    values: set[float] = field(default_factory=set)
    multiples: set[float] = field(default_factory=set)
    ages: set[float] = field(default_factory=set)
    untransfused: bool = False


@dataclass
class Edges:
    """The limits of all labs and of the risk scores."""

    labs: dict[str, LabEdges] = field(default_factory=lambda: defaultdict(LabEdges))
    scores: set[float] = field(default_factory=set)


def edges_of(leaves: Iterable[Criterion]) -> Edges:
    """The limits that these questions set."""
    edges = Edges()
    for leaf in leaves:
        if isinstance(leaf, Measurement):
            for lab in labs_read(leaf.lab):
                _add(edges.labs[lab], leaf)
        elif isinstance(leaf, RiskCategory) and leaf.interval is not None:
            edges.scores.update(bounds(leaf.interval))
    return edges


def _add(edges: LabEdges, leaf: Measurement) -> None:
    (edges.multiples if leaf.unit in MULTIPLES else edges.values).update(bounds(leaf.interval))
    if leaf.window is not None and leaf.window.max_days is not None:
        edges.ages.add(leaf.window.max_days)
    edges.untransfused |= leaf.untransfused
    edges.values.update(
        float(one["value"]) for one in table("boundaries")["boundary"] if leaf.lab in one["labs"]
    )


def bounds(interval: Interval) -> list[float]:
    """The ends of an interval."""
    return [end for end in (interval.low, interval.high) if end is not None]


def labs_read(lab: str) -> tuple[str, ...]:
    """The labs of which a question for one lab may read: itself, what it may stand for, those of its group."""
    return (lab, *STAND_INS.get(lab, ()), *GROUPS.get(lab, ()))


def side(edges: Sequence[float], value: float | None) -> int:
    """Where a value lies among sorted limits: 0 for none, odd between two limits, even on one."""
    if value is None or value != value:
        return 0
    at = bisect_left(edges, value)
    on = at < len(edges) and edges[at] == value
    return 2 * at + (2 if on else 1)
