"""Performance status: ECOG, Karnofsky, Lansky, and the way from one scale to another.

Two conversions between ECOG and Karnofsky are in use (`data/performance.toml`); one counts only where both
agree. Lansky is for children and never converted.
"""

from functools import cache

from criteria.nodes import Performance
from criteria.rendering.leaves import SCALES
from criteria.rendering.wording import either
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.say import against, decided, on, unknown
from matcher.evaluate.tables import table
from matcher.facts import Observation
from matcher.truth import FALSE, TRUE, UNKNOWN
from matcher.verdict import Verdict

CONVERTED_FROM = {"ecog": "karnofsky", "karnofsky": "ecog"}
MAPPINGS = ("usual", "prasad_2018")


@evaluate.register
def _(criterion: Performance, chart: Chart) -> Verdict:
    found = chart.latest(criterion.scale)
    if found is not None and found.value is not None:
        return _direct(criterion, found, found.value)
    other = chart.latest(CONVERTED_FROM.get(criterion.scale, criterion.scale))
    if other is not None and other.value is not None:
        return _converted(criterion, other, other.value)
    return unknown("the performance status is not recorded", [SCALES[criterion.scale]])


def _direct(criterion: Performance, found: Observation, value: float) -> Verdict:
    holds = criterion.interval.holds(value)
    reason = f"{SCALES[criterion.scale]} {value:g} {on(found.date)} {against(criterion.interval, holds)}"
    return decided(holds, reason, [found])


def _converted(criterion: Performance, other: Observation, value: float) -> Verdict:
    meant = _ecog_of(value) if criterion.scale == "ecog" else _karnofsky_of(value)
    held = {criterion.interval.holds(one) for one in meant}
    truth = UNKNOWN if len(held) != 1 else (TRUE if held == {True} else FALSE)
    scale, given = SCALES[criterion.scale], SCALES[CONVERTED_FROM[criterion.scale]]
    values = either([f"{one:g}" for one in sorted(meant)]) if meant else "no value"
    reason = f"only {given} {value:g} {on(other.date)}, which is {scale} {values} by the conversions in use"
    if truth is UNKNOWN:
        return unknown(reason, [scale], [other])
    holds = truth is TRUE
    return decided(holds, f"{reason}: {scale} {against(criterion.interval, holds)}", [other], "derived")


def _ecog_of(karnofsky: float) -> set[float]:
    """What the steps of ten on both sides of a Karnofsky value mean."""
    low, high = int(karnofsky // 10) * 10, int(-(-karnofsky // 10)) * 10
    return {float(mapping[step]) for mapping in _mappings() for step in (low, high) if step in mapping}


def _karnofsky_of(ecog: float) -> set[float]:
    return {float(k) for mapping in _mappings() for k, grade in mapping.items() if grade == ecog}


@cache
def _mappings() -> tuple[dict[int, int], ...]:
    tables = (table("performance")[name]["ecog_of"] for name in MAPPINGS)
    return tuple({int(karnofsky): grade for karnofsky, grade in one.items()} for one in tables)
