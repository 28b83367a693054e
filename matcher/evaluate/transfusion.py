"""Transfusion need: the trial's own count where it gives one, else what IWG 2006 and IWG 2018 agree on.

The counting is `matcher.state.transfusion`'s; here it meets the line.
"""

from math import inf

from criteria.nodes import Transfusion
from criteria.quantity import Interval
from criteria.rendering.wording import duration, limits, number
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.say import decided, of_truth, unknown
from matcher.facts import TransfusionRecord
from matcher.state.transfusion import EIGHT_WEEKS, SIXTEEN_WEEKS, Units, burden, units_in
from matcher.truth import FALSE, NOT, TRUE, UNKNOWN, Truth
from matcher.verdict import Basis, Verdict

WORDS = {"RBC": "RBC", "platelets": "platelet", "any": "RBC and platelet"}
PRODUCTS = {"RBC": ("RBC",), "platelets": ("platelets",), "any": ("RBC", "platelets")}


@evaluate.register
def _(criterion: Transfusion, chart: Chart) -> Verdict:
    period = criterion.per_days or criterion.span_days
    if criterion.units is not None and period is not None:
        return _counted(criterion, criterion.units, period, chart)
    return _in_plain_sense(criterion, chart)


def _counted(criterion: Transfusion, asked: Interval, period: float, chart: Chart) -> Verdict:
    """The last period and, where the trial looks further back, its average must agree."""
    span = max(criterion.span_days or period, period)
    last, whole = _given(criterion, period, chart), _given(criterion, span, chart)
    recent, average = _holds(asked, last, 1.0), _holds(asked, whole, period / span)
    truth = recent if recent is average else UNKNOWN
    said = f"{_said(last)} {WORDS[criterion.product]} units in the last {duration(period)}"
    if span > period:
        said += f", {_said(whole)} in the last {duration(span)}"
    return of_truth(
        truth,
        f"{said}; asked {limits(asked)} per {duration(period)}",
        [f"all {WORDS[criterion.product]} transfusions of the last {duration(span)}"],
        _facts(whole, chart),
        _basis(truth, whole),
    )


def _given(criterion: Transfusion, days: float, chart: Chart) -> Units:
    wanted = [one for one in chart.transfusions if one.product in PRODUCTS[criterion.product]]
    return units_in(wanted, chart.as_of, max(round(days), 1), complete="transfusions" in chart.complete)


def _facts(units: Units, chart: Chart) -> list[TransfusionRecord]:
    return [one for one in chart.transfusions if one.path in units.paths]


def _said(units: Units) -> str:
    """`6`, `at least 4`, `2 to 8`."""
    if units.high == inf and units.low == 0:
        return "an unknown number of"
    if units.high == inf:
        return f"at least {number(units.low)}"
    return number(units.low) if units.known else f"{number(units.low)} to {number(units.high)}"


def _holds(asked: Interval, units: Units, share: float) -> Truth:
    low, high = units.low * share, units.high * share
    if low == 0 and high == inf:
        return UNKNOWN
    if asked.holds(low) and asked.holds(high):
        return TRUE
    return UNKNOWN if _meets(asked, low, high) else FALSE


def _meets(asked: Interval, low: float, high: float) -> bool:
    """Whether some number from `low` to `high` is asked for."""
    ends = [low, high, *(bound for bound in (asked.low, asked.high) if bound is not None)]
    between = [(one + other) / 2 for one in ends for other in ends if one != inf and other != inf]
    return any(asked.holds(number) for number in (*ends, *between) if low <= number <= high)


def _basis(truth: Truth, units: Units) -> Basis:
    return "presumed" if truth is not UNKNOWN and units.high == 0 else "derived"


def _in_plain_sense(criterion: Transfusion, chart: Chart) -> Verdict:
    eight, sixteen = _given(criterion, EIGHT_WEEKS, chart), _given(criterion, SIXTEEN_WEEKS, chart)
    dependent = _dependent(criterion, sixteen, chart)
    units = f"{WORDS[criterion.product]} units"
    said = f"{_said(eight)} {units} in the last 8 weeks, {_said(sixteen)} in the last 16 weeks"
    if dependent is UNKNOWN:
        missing = "not all transfusions are recorded" if sixteen.high == inf else (
            "definitions of dependence differ on that, and the line gives none"
        )  # fmt: skip
        need = f"{WORDS[criterion.product]} transfusion need as the trial counts it"
        return unknown(f"{said}; {missing}", [need], _facts(sixteen, chart))
    word = "dependent" if dependent is TRUE else "independent"
    truth = dependent if criterion.dependent else NOT[dependent]
    reason = f"{said}: transfusion {word} by IWG 2006 and IWG 2018"
    return decided(truth is TRUE, reason, _facts(sixteen, chart), _basis(truth, sixteen))


def recent_red_cells(chart: Chart) -> list[TransfusionRecord]:
    """The red cells given within 16 weeks."""
    red = [one for one in chart.transfusions if one.product == "RBC" and one.units > 0]
    return _facts(units_in(red, chart.as_of, SIXTEEN_WEEKS, complete=False), chart)


def _dependent(criterion: Transfusion, sixteen: Units, chart: Chart) -> Truth:
    """Only for red cells are there published limits; none at all is independence of any product."""
    if sixteen.high == 0:
        return FALSE
    if criterion.product == "platelets":
        return UNKNOWN
    red = burden(chart.transfusions, chart.as_of, complete="transfusions" in chart.complete)
    return red.dependent if red.dependent is TRUE else UNKNOWN
