"""What was derived of a chart once need not be derived again while the chart lives."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import ProxyTypes, proxy

from matcher.chart import Chart

T = TypeVar("T")


def pointing_back(chart: Chart) -> Chart:
    """The chart by a weak reference, for what is remembered on it and asks it again.

    With a strong one neither would go until the garbage collector comes: thousands of objects a patient.
    """
    weak: Chart = chart if isinstance(chart, ProxyTypes) else proxy(chart)
    return weak


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
