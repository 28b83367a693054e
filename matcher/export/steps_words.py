"""Home to how next steps are said: the way a fact is found out, a gap in its unit, the physician's lists."""

from dataclasses import dataclass

from criteria.rendering.wording import number
from matcher.export.messages import Messages
from matcher.export.plaintext import one_line
from matcher.steps.asking import Ask
from matcher.steps.near_miss import NearMiss
from matcher.steps.next_step import NextStep

MOST = 10
"""Rows of a list on a page; the json holds all."""


@dataclass(frozen=True, slots=True)
class StepsPart:
    """The next steps on the physician's page: three lists of rows, and how many rows each leaves out."""

    ask: tuple[tuple[str, ...], ...]
    ask_more: str
    opens: tuple[tuple[str, ...], ...]
    opens_more: str
    near: tuple[tuple[str, ...], ...]
    near_more: str


def steps_part(say: Messages, steps: NextStep) -> StepsPart:
    """The rows of the lists, the most useful first."""
    ask = tuple(_asked(say, one) for one in steps.ask_next[:MOST])
    opens = tuple(
        (str(one.opens_on), one.nct_id, one_line("; ".join(one.reasons))) for one in steps.opens_on[:MOST]
    )
    near = tuple(
        (one.nct_id, one_line(one.reason), gap_words(one), say(f"steps.recover_{one.can_recover}"))
        for one in steps.near_misses[:MOST]
    )
    lists = (steps.ask_next, steps.opens_on, steps.near_misses)
    more = [say.count("steps.more", len(one) - MOST) if len(one) > MOST else "" for one in lists]
    return StepsPart(ask, more[0], opens, more[1], near, more[2])


def _asked(say: Messages, one: Ask) -> tuple[str, ...]:
    counts = (len(one.settles), len(one.may_close), len(one.helps))
    return (one_line(one.fact), *map(str, counts), by_words(say, one))


def by_words(say: Messages, one: Ask) -> str:
    """`a blood test; cost low, 1 to 2 days`."""
    return say("steps.by_cell", means=one.means, cost=one.cost, turnaround=one.turnaround)


def gap_words(one: NearMiss) -> str:
    """`0.4 g/dL`, `23 days`; empty where the line has no number."""
    return "" if one.gap is None else f"{number(one.gap)} {one.unit}".strip()
