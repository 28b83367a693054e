"""What was judged once of a chart is not judged again: many trials ask the same in the same words.

Home to the memory of verdicts. It is kept by the identity of a node and lives as long as the chart.
"""

from collections.abc import Callable
from typing import Any

from criteria.nodes import Administrative, Ambiguity, Criterion, Detail, Permission, Unparsed
from matcher.chart import Chart, Judged
from matcher.evaluate.dispatch import evaluate
from matcher.verdict import Verdict

SAME_FOR_ALL: tuple[type, ...] = (Administrative, Ambiguity, Detail, Permission, Unparsed)
"""Leaves that no fact decides: what is said of them is the same for every patient."""

_of_all = Judged()
_handlers: dict[type, Callable[[Any, Chart], Verdict]] = {}


def answer(criterion: Criterion, chart: Chart) -> Verdict:
    """What `evaluate` says, asked once of each node and chart."""
    key = id(criterion)
    found = chart.judged.verdicts.get(key) or _of_all.verdicts.get(key)
    return found or _asked(criterion, chart)


def _asked(criterion: Criterion, chart: Chart) -> Verdict:
    kind = type(criterion)
    verdict = (_handlers.get(kind) or _handler(kind))(criterion, chart)
    (_of_all if kind in SAME_FOR_ALL else chart.judged).keep(criterion, verdict)
    return verdict


def _handler(kind: type) -> Callable[[Any, Chart], Verdict]:
    return _handlers.setdefault(kind, evaluate.dispatch(kind))
