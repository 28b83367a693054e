"""What was derived of a chart once need not be derived again while the chart lives."""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from matcher.chart import Chart

T = TypeVar("T")


def once_per_chart(derive: Callable[[Chart], T]) -> Callable[[Chart], T]:
    """Remember what `derive` said of a chart object; charts are frozen, so it cannot change.

    Keyed by identity, because comparing charts by value would cost more than most derivations.
    """
    kept: dict[int, T] = {}

    @wraps(derive)
    def remembered(chart: Chart) -> T:
        key = id(chart)
        if key not in kept:
            kept[key] = derive(chart)
            weakref.finalize(chart, kept.pop, key, None)
        return kept[key]

    return remembered
