"""What was derived of a chart once need not be derived again while the chart lives."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from matcher.chart import Chart

T = TypeVar("T")


@contextmanager
def resting_collector() -> Iterator[None]:
    """A state holds no cycles, and looking for some while it is derived would cost a fifth of the time."""
    rests = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if rests:
            gc.enable()


def once_per_chart(derive: Callable[[Chart], T]) -> Callable[[Chart], T]:
    """Remember what `derive` said of a chart object where its own cached properties are remembered.

    Charts are frozen, so it cannot change, and goes with them.
    """
    name = f"{derive.__module__}.{derive.__qualname__}"

    @wraps(derive)
    def remembered(chart: Chart) -> T:
        kept: dict[str, Any] = chart.__dict__
        if name not in kept:
            kept[name] = derive(chart)
        found: T = kept[name]
        return found

    return remembered
