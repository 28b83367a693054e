"""What was derived of a chart once need not be derived again while the chart lives."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from matcher.chart import Chart

T = TypeVar("T")


_KEPT = "_derived"
"""Where a chart keeps what was derived of it; charts are frozen, so it cannot change, and goes with them."""


def once_per_chart(derive: Callable[[Chart], T]) -> Callable[[Chart], T]:
    """Remember what `derive` said of a chart object, as its own cached properties are remembered."""

    @wraps(derive)
    def remembered(chart: Chart) -> T:
        kept: dict[Any, T] = chart.__dict__.setdefault(_KEPT, {})
        if derive not in kept:
            kept[derive] = derive(chart)
        return kept[derive]

    return remembered
