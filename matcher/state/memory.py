"""What was derived of a chart once need not be derived again while the chart lives."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar
from weakref import ProxyTypes, proxy

from matcher.chart import Chart
from matcher.facts import Fact

F = TypeVar("F", bound=Fact)
K = TypeVar("K", bound=Hashable)
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


def once_per_key(derive: Callable[[K, Chart], T]) -> Callable[[K, Chart], T]:
    """The same for what is derived of a chart and a key: a drug, a fact's path, or several such together."""
    name = f"{derive.__module__}.{derive.__qualname__}"

    @wraps(derive)
    def remembered(key: K, chart: Chart) -> T:
        kept: dict[K, T] | None = chart.__dict__.get(name)
        if kept is None:
            kept = chart.__dict__[name] = {}
        if key not in kept:
            kept[key] = derive(key, chart)
        return kept[key]

    return remembered


def once_per_fact(derive: Callable[[F, Chart], T]) -> Callable[[F, Chart], T]:
    """The same for what is derived of a fact of the chart, by its place in the file."""
    name = f"{derive.__module__}.{derive.__qualname__}"

    @wraps(derive)
    def remembered(fact: F, chart: Chart) -> T:
        kept: dict[str, T] | None = chart.__dict__.get(name)
        if kept is None:
            kept = chart.__dict__[name] = {}
        if fact.path not in kept:
            kept[fact.path] = derive(fact, chart)
        return kept[fact.path]

    return remembered
