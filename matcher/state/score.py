"""What all prognostic scores share: bounds for facts, steps for points, a result that keeps best and worst.

Knows no single score and no patient.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple


class Bounds(NamedTuple):
    """A number known to lie from `low` to `high`; both the same where it was measured."""

    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


ANYTHING = Bounds(0.0, inf)


@lru_cache(maxsize=10_000, typed=True)
def exactly(value: float) -> Bounds:
    """Bounds of a measured value."""
    return Bounds(value, value)


def measured(value: float | None) -> Bounds:
    """Bounds of a value that may be missing; no count of cells and no percentage is below zero."""
    return ANYTHING if value is None else exactly(value)


class Scored(NamedTuple):
    """A score and the category that it falls into."""

    score: float
    category: str


class ScoreRange(NamedTuple):
    """Everything between `best` and `worst` is possible; `missing` names what would narrow it.

    `categories` are those possible, from best to worst. `score` and `category` are None unless only one is
    possible, or the score's authors settle it by a rule of their own (`settled`, with the `rule`).
    """

    best: Scored
    worst: Scored
    categories: tuple[str, ...]
    missing: tuple[str, ...] = ()
    settled: Scored | None = None
    mean: Scored | None = None
    rule: str | None = None

    @property
    def score(self) -> float | None:
        """The score, where one can be claimed."""
        if self.best.score == self.worst.score:
            return self.best.score
        return self.settled.score if self.settled else None

    @property
    def category(self) -> str | None:
        """The category, where one can be claimed."""
        if len(self.categories) == 1:
            return self.categories[0]
        return self.settled.category if self.settled else None


Steps = Sequence[Mapping[str, Any]]


def step(steps: Steps, value: float) -> Mapping[str, Any] | None:
    """The first step that holds `value`; None above the last limit."""
    for one in steps:
        if "below" in one:
            if value < one["below"]:
                return one
        elif "up_to" not in one or value <= one["up_to"]:
            return one
    return None


def points(steps: Steps, bounds: Bounds) -> Bounds:
    """The fewest and most points that `bounds` allow; steps are monotone, so the ends decide."""
    at_low = _points_at(steps, bounds.low)
    if bounds.low == bounds.high:
        return exactly(at_low)
    at_high = _points_at(steps, bounds.high)
    return Bounds(min(at_low, at_high), max(at_low, at_high))


def _points_at(steps: Steps, value: float) -> float:
    held = step(steps, value) or steps[-1]
    return float(held["points"])


def group_points(weights: Mapping[str, float], groups: Iterable[str]) -> Bounds:
    """The fewest and most points of the karyotype groups still possible."""
    possible = [float(weights[group]) for group in groups]
    return Bounds(min(possible), max(possible))


def total(parts: Iterable[Bounds]) -> Bounds:
    """The sum, end by end."""
    low = high = 0.0
    for part_low, part_high in parts:
        low += part_low
        high += part_high
    return Bounds(low, high)


def scored(categories: Steps, score: float) -> Scored:
    """The score without floating dust or a minus before nought, and its category."""
    clean = round(score, 6) + 0.0
    held = step(categories, clean)
    assert held is not None, "the last category has no limit"
    return Scored(clean, str(held["category"]))


def score_range(categories: Steps, bounds: Bounds, missing: Iterable[str] = ()) -> ScoreRange:
    """The range of a score whose points add up to `bounds`."""
    best = scored(categories, bounds.low)
    if bounds.low == bounds.high:
        return ScoreRange(best, best, (best.category,), tuple(missing))
    worst = scored(categories, bounds.high)
    names = [str(one["category"]) for one in categories]
    between = names[names.index(best.category) : names.index(worst.category) + 1]
    return ScoreRange(best, worst, tuple(between), tuple(missing))
