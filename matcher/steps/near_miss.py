"""Near misses: trials with one failing line, how far it is off in its own units, and whether it can recover.

What can recover is data (`data/recovery.toml`). Home to that reading; it judges no criterion.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from criteria.nodes import Age, Condition, Leaf, LifeExpectancy, Measurement, Performance
from criteria.quantity import Interval
from criteria.rendering.wording import number
from matcher.chart import Chart
from matcher.evaluate.evaluate import answer
from matcher.evaluate.measurement import asked_value
from matcher.match import TrialMatch
from matcher.steps.deciding import Deciding, Way, leaves_of, way_round
from matcher.steps.tables import table
from matcher.trial import Trial

RECOVERY = ("no", "unclear", "yes")
"""From the worst: what has to mend all its parts mends as its worst, what any mends as its best."""


STEPS = {"ecog": "ECOG grade", "karnofsky": "Karnofsky points", "lansky": "Lansky points"}


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One trial with one failing line. `gap` is what is missing to the limit, in the line's own unit, None
    where the line has no number; `can_recover` is yes, no or unclear, `how` says how."""

    nct_id: str
    line_id: str
    text: str
    reason: str
    gap: float | None
    unit: str
    can_recover: str
    how: str
    opens_on: date | None
    open_lines: int


def near_misses(chart: Chart, trials: Iterable[Trial], matches: Iterable[TrialMatch]) -> tuple[NearMiss, ...]:
    """The trials with one failing line, in the order of the matches; those that can recover first."""
    by_number = {trial.record.nct_id: trial for trial in trials}
    found = [one for match in matches if (one := _near(chart, by_number[match.nct_id], match)) is not None]
    return tuple(sorted(found, key=lambda one: -RECOVERY.index(one.can_recover)))


def _near(chart: Chart, trial: Trial, match: TrialMatch) -> NearMiss | None:
    failing = [place for place, line in enumerate(match.criteria) if line.verdict == "fail"]
    if len(failing) != 1:
        return None
    line, question = match.criteria[failing[0]], trial.questions[failing[0]]
    way = way_round(question.criterion, answer(question.criterion, chart))
    gap, unit = _gap(way, line.opens_on, chart)
    recovery = "yes" if line.opens_on else _recovery(way, chart)
    return NearMiss(
        nct_id=match.nct_id,
        line_id=line.id,
        text=line.text,
        reason=line.reason,
        gap=gap,
        unit=unit,
        can_recover=recovery,
        how=table("recovery")["how"]["window"] if line.opens_on else _how(way, recovery),
        opens_on=line.opens_on,
        open_lines=sum(one.verdict == "unknown" and one.basis != "administrative" for one in match.criteria),
    )


# --- how far -----------------------------------------------------------------------------------------------


def _gap(way: Way, opens_on: date | None, chart: Chart) -> tuple[float | None, str]:
    """The gap of the line: days to wait, or that of its only part with a number."""
    if opens_on is not None:
        return float((opens_on - chart.as_of).days), "days"
    found = [gap for one in leaves_of(way) if (gap := gap_of(one.leaf, chart)) is not None]
    return found[0] if len(found) == 1 else (None, "")


def gap_of(leaf: Leaf, chart: Chart) -> tuple[float, str] | None:
    """How far the patient's number is from the limits it misses or is held out by, and in which unit."""
    found = _number(leaf, chart)
    if found is None:
        return None
    value, unit, interval = found
    return _rounded(distance(interval, value)), unit


def _number(leaf: Leaf, chart: Chart) -> tuple[float, str, Interval] | None:
    match leaf:
        case Measurement():
            value = asked_value(leaf, chart)
            return (value, leaf.unit, leaf.interval) if value is not None else None
        case Age() if chart.age is not None and chart.age[0] == chart.age[1]:
            return chart.age[0], "years", leaf.interval
        case Performance() | LifeExpectancy():
            key = leaf.scale if isinstance(leaf, Performance) else "life_expectancy"
            seen = chart.latest(key)
            unit = STEPS[leaf.scale] if isinstance(leaf, Performance) else "days"
            return (seen.value, unit, leaf.interval) if seen and seen.value is not None else None
    return None


def distance(interval: Interval, value: float) -> float:
    """From outside to the nearest limit; from inside (an exclusion that applies) to the nearest way out."""
    if interval.low is not None and value < interval.low:
        return interval.low - value
    if interval.high is not None and value > interval.high:
        return value - interval.high
    return min(abs(value - limit) for limit in (interval.low, interval.high) if limit is not None)


def _rounded(value: float) -> float:
    return float(number(value)) if value < 1e6 else value


# --- whether it can recover --------------------------------------------------------------------------------


def _recovery(way: Way | Deciding, chart: Chart) -> str:
    if isinstance(way, Deciding):
        return recovery_of(way.leaf, chart)
    each = [RECOVERY.index(_recovery(part, chart)) for part in way.parts]
    if not each:
        return "unclear"
    return RECOVERY[min(each) if way.every else max(each)]


def recovery_of(leaf: Leaf, chart: Chart) -> str:
    """Whether one part that stands in the way can recover."""
    rules = table("recovery")
    match leaf:
        case Age(interval=Interval(low=low)) if low is not None and chart.age and chart.age[1] < low:
            return "yes"
        case Measurement() if leaf.lab in rules["labs"]["yes"]:
            return "yes"
        case Condition() if leaf.concept in rules["conditions"]["yes"] and leaf.tense == "current":
            return "yes"
    return str(rules["kind"].get(leaf.kind, "unclear"))


def _how(way: Way, recovery: str) -> str:
    if recovery != "yes":
        return ""
    names = {"measurement": "labs", "condition": "conditions", "age": "age_low"}
    how = table("recovery")["how"]
    said = (how.get(names.get(one.leaf.kind, one.leaf.kind)) for one in leaves_of(way))
    return "; ".join(dict.fromkeys(filter(None, said)))


def recoverable(found: Iterable[NearMiss]) -> Iterator[NearMiss]:
    """Those that are worth another look later."""
    return (one for one in found if one.can_recover != "no")
