"""A minimum of time passed, asked of one who must fit it: a washout, which those who never had it meet, too.

"At least 4 weeks since prior chemotherapy" is the same as "no chemotherapy within the last 27 days".
"""

from math import ceil

from criteria.nodes import Condition, Criterion, Medication, Not, PriorTherapy, Procedure
from criteria.quantity import Window
from matcher.evaluate.windows import only_minimum

WASHED_OUT = ("exposed", "current")
"""Outcomes after which time is waited for; "relapsed at least 6 months ago" asks for the relapse."""


def washout_of(criterion: Criterion) -> Criterion | None:
    """The washout that a leaf asks for; None for any other criterion."""
    if not isinstance(criterion, PriorTherapy | Medication | Procedure | Condition):
        return None
    window = criterion.window
    if window is None or not only_minimum(window) or _asks_more(criterion):
        return None
    return Not(child=criterion.model_copy(update={"window": _too_recent(window)}))


def _asks_more(criterion: Criterion) -> bool:
    if not isinstance(criterion, PriorTherapy):
        return False
    counted = criterion.count is not None or criterion.duration is not None
    return counted or criterion.outcome not in WASHED_OUT


def _too_recent(window: Window) -> Window:
    """The days that are not yet enough: 28 days ago is enough for "at least 28 days"."""
    days = max(ceil(window.min_days or 0) - 1, 0)
    return window.model_copy(update={"min_days": None, "max_days": float(days)})
