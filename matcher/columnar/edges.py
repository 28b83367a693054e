"""The limits that the questions of a plan set to numbers: between two neighbours no question tells apart."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from criteria.nodes import Criterion, RiskCategory
from criteria.quantity import Interval
from matcher.evaluate.groups import GROUPS
from matcher.evaluate.measurement import STAND_INS
from matcher.state.risk import SYSTEMS
from matcher.state.tables import table

ScoreLimits = Mapping[str, set[float]]
"""For each prognostic system the limits on its score."""


def score_limits(leaves: Iterable[Criterion]) -> ScoreLimits:
    """The limits that these questions, and the groups of lower and higher risk, set to the scores."""
    found: dict[str, set[float]] = {system: set() for system in SYSTEMS}
    for system, limits in found.items():
        if (limit := table("scores")[system].get("lower_risk_up_to")) is not None:
            limits.add(float(limit))
    for leaf in leaves:
        if isinstance(leaf, RiskCategory) and leaf.interval is not None:
            for system in SYSTEMS if leaf.system is None else {leaf.system} & set(SYSTEMS):
                found[system].update(bounds(leaf.interval))
    return found


def bounds(interval: Interval) -> list[float]:
    """The ends of an interval."""
    return [end for end in (interval.low, interval.high) if end is not None]


def labs_read(lab: str) -> tuple[str, ...]:
    """The labs that a question for one may read: itself, what it may stand for, those of its group."""
    return (lab, *STAND_INS.get(lab, ()), *GROUPS.get(lab, ()))


def side(edges: Sequence[float], value: float | None) -> int:
    """Where a value lies among sorted limits: 0 for none, odd between two limits, even on one."""
    if value is None or value != value:
        return 0
    at = bisect_left(edges, value)
    on = at < len(edges) and edges[at] == value
    return 2 * at + (2 if on else 1)


def sides(values: npt.NDArray[Any], limits: set[float]) -> npt.NDArray[np.int32]:
    """Where each value lies among the limits, as `side` tells of one; nan is none."""
    ordered = np.array(sorted(limits))
    left = np.searchsorted(ordered, values, "left")
    right = np.searchsorted(ordered, values, "right")
    return np.where(np.isnan(values), 0, left + right + 1).astype(np.int32)
