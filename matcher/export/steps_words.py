"""Home to how next steps are said: the way a fact is found out, and a gap in its unit."""

from criteria.rendering.wording import number
from matcher.export.messages import Messages
from matcher.steps.asking import Ask
from matcher.steps.near_miss import NearMiss


def by_words(say: Messages, one: Ask) -> str:
    """`a blood test; cost low, 1 to 2 days`."""
    return say("steps.by_cell", means=one.means, cost=one.cost, turnaround=one.turnaround)


def gap_words(one: NearMiss) -> str:
    """`0.4 g/dL`, `23 days`; empty where the line has no number."""
    return "" if one.gap is None else f"{number(one.gap)} {one.unit}".strip()
