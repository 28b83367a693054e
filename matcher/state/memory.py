"""What was derived of a chart once need not be derived again while the chart lives."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from matcher.chart import Chart

T = TypeVar("T")


def once_per_chart(derive: Callable[[Chart], T]) -> Callable[[Chart], T]:
    """Remember what `derive` said of a chart object where its own cached properties are remembered.

    Charts are frozen, so it cannot change, and goes with them.
    """
    name = f"{derive.__module__}.{derive.__qualname__}"

    @wraps(derive)
    def remembered(chart: Chart) -> T:
        kept: dict[str, Any] = chart.__dict__
        found: T
        if name in kept:
            found = kept[name]
        else:
            found = kept[name] = derive(chart)
        return found

    return remembered
