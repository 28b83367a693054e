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
