"""Time windows: whether something so many days ago lies in one, and the day on which that turns.

Days count back from the chart's day, which stands for enrolment. A length in half-lives needs the half-life
of the drug; without one, only what lies beyond the longest half-life of any drug is decided.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from math import ceil, floor, inf
from typing import NamedTuple

from criteria.errors import UnknownConcept
from criteria.quantity import Window
from criteria.vocabulary.load import vocabulary
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth

LONGEST_HALF_LIFE_DAYS = 60.0
"""Longer than that of any drug given in this field, antibodies included (M-med); used where none is known."""


class Length(NamedTuple):
    """A number of days that may lie anywhere from `least` to `most`."""

    least: float
    most: float


def inside(window: Window, least: int, most: int, drugs: Iterable[str] = ()) -> Truth:
    """Whether something between `least` and `most` days ago lies in the window, whatever is left open."""
    low, high = limits_of(window, tuple(drugs))
    if least >= low.most and most <= high.least:
        return TRUE
    if most < low.least or least > high.most:
        return FALSE
    return UNKNOWN


def only_minimum(window: Window) -> bool:
    """Whether the window asks only that enough time has passed."""
    return window.max_days is None and window.min_days is not None


def turns_on(window: Window, last: date, truth: Truth, drugs: Iterable[str] = ()) -> date | None:
    """The day on which waiting alone turns the truth of a window round that counts from `last`."""
    low, high = limits_of(window, tuple(drugs))
    if truth is TRUE and high.most != inf:
        return last + timedelta(days=floor(high.most) + 1)
    if truth is FALSE and only_minimum(window):
        return last + timedelta(days=ceil(low.most))
    return None


@lru_cache(maxsize=10_000)
def limits_of(window: Window, drugs: tuple[str, ...]) -> tuple[Length, Length]:
    """From how many to how many days ago the window reaches."""
    if only_minimum(window):
        return _length(window, window.min_days, drugs), Length(inf, inf)
    if window.max_days is None and window.half_lives is None:
        return Length(0, 0), Length(inf, inf)
    return Length(*(window.min_days or 0,) * 2), _length(window, window.max_days, drugs)


def _length(window: Window, stated: float | None, drugs: tuple[str, ...]) -> Length:
    """The stated days, the half-lives, or the longer or shorter of the two."""
    if window.half_lives is None:
        return Length(*(stated or 0,) * 2)
    low, high = (window.half_lives * days for days in _half_life(drugs))
    if stated is None:
        return Length(low, high)
    if window.whichever == "longer":
        return Length(max(stated, low), max(stated, high))
    if window.whichever == "shorter":
        return Length(min(stated, low), min(stated, high))
    return Length(min(stated, low), max(stated, high))


def _half_life(drugs: tuple[str, ...]) -> Length:
    """The longest half-life among the drugs, in days."""
    known = [_half_life_of(drug) for drug in drugs] or [Length(0.0, LONGEST_HALF_LIFE_DAYS)]
    return Length(max(one.least for one in known), max(one.most for one in known))


def _half_life_of(drug: str) -> Length:
    try:
        hours = vocabulary().concept("drug", drug).attributes.get("half_life_hours", "")
    except UnknownConcept:
        hours = ""
    return Length(*(float(hours) / 24,) * 2) if hours else Length(0.0, LONGEST_HALF_LIFE_DAYS)
