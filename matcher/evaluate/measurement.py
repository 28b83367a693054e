"""Laboratory values and other measured numbers against a trial's limits.

The latest usable value at or before the chart's day counts. Units are canonical on both sides; "x ULN" uses
the laboratory's own limit, else the usual one of the vocabulary, and says which.
"""

from datetime import timedelta

from criteria.nodes import Measurement
from criteria.rendering.wording import duration, limits, number
from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.evaluate.clearance import estimated_clearance
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.groups import apart
from matcher.evaluate.node_memory import once_per_node
from matcher.evaluate.say import amount, decided, name, on, unknown
from matcher.evaluate.tables import table
from matcher.facts import Observation
from matcher.plain import plain_value
from matcher.verdict import Basis, Verdict

STAND_INS = {"blasts": ("marrow_blasts", "blood_blasts")}
"""What a lab named without its place may be, most likely first."""

SUPPORTED_BY = {"hemoglobin": "RBC", "hematocrit": "RBC", "platelets": "platelets"}
"""The product that lifts a value for a while."""

SUPPORT_DAYS = 28
"""For so long before a value a transfusion may have lifted it; no source, chosen wide (M-low)."""

EXACT_DIGITS = 9
"""So many decimals of a ratio count: 3.6 mg/dL is exactly three times a limit of 1.2."""

MULTIPLES = {"xULN": "the upper limit of normal", "xLLN": "the lower limit of normal"}


@plain_value
class _Value:
    """A number in the unit the criterion asks in, and how it came about."""

    number: float
    said: str
    facts: tuple[Observation, ...]
    basis: Basis = "recorded"


@evaluate.register
def _(criterion: Measurement, chart: Chart) -> Verdict:
    found = _observed(criterion.lab, chart)
    if found is None and (each := apart(criterion)) is not None:
        return evaluate(each, chart)
    if found is None:
        return _estimated(criterion, chart)
    if found.value is None:
        return unknown(_unusable(found), [name("lab", criterion.lab)], [found])
    if (late := _too_old(criterion, found, chart)) is not None:
        return late
    value = _in_asked_unit(criterion, found, found.value)
    if isinstance(value, Verdict):
        return value
    return _judged(criterion, value, chart)


def asked_value(criterion: Measurement, chart: Chart) -> float | None:
    """The patient's number in the unit the criterion asks in; None where there is none that can be used."""
    found = _observed(criterion.lab, chart)
    if found is None or found.value is None:
        estimate = estimated_clearance(chart) if criterion.lab == "creatinine_clearance" else None
        return estimate.value if estimate else None
    value = _in_asked_unit(criterion, found, found.value)
    return value.number if isinstance(value, _Value) else None


def _observed(lab: str, chart: Chart) -> Observation | None:
    for key in (lab, *STAND_INS.get(lab, ())):
        if (found := chart.latest(key)) is not None:
            return found
    return None


def _estimated(criterion: Measurement, chart: Chart) -> Verdict:
    """A creatinine clearance can be computed; nothing else that was not measured."""
    estimate = estimated_clearance(chart) if criterion.lab == "creatinine_clearance" else None
    if estimate is None:
        return unknown(f"{name('lab', criterion.lab)} is not recorded", [name("lab", criterion.lab)])
    said = f"creatinine clearance {estimate.value:.0f} mL/min by Cockcroft-Gault (formula recalled, M-high)"
    return _judged(criterion, _Value(estimate.value, said, estimate.facts, "derived"), chart)


def _unusable(found: Observation) -> str:
    trouble = found.trouble or f"{found.term.said} is recorded as {found.written!r}, not as a number"
    return f"{trouble} {on(found.date)}"


def _too_old(criterion: Measurement, found: Observation, chart: Chart) -> Verdict | None:
    window = criterion.window
    if window is None or window.max_days is None:
        return None
    lab, asked_for = name("lab", criterion.lab), f"not older than {duration(window.max_days)}"
    if found.date is None:
        return unknown(
            f"{lab} has no date, asked is one {asked_for}", [f"a {lab} value with its date"], [found]
        )
    age = (chart.as_of - found.date).days
    if age <= window.max_days:
        return None
    reason = f"{lab} {on(found.date)} is {age} days old, asked is one {asked_for}"
    return unknown(reason, [f"a {lab} value {asked_for}"], [found])


def _in_asked_unit(criterion: Measurement, found: Observation, value: float) -> _Value | Verdict:
    said = f"{found.term.said} {amount(value, found.unit)}"
    if criterion.unit not in MULTIPLES:
        return _Value(value, f"{said} {on(found.date)}", (found,))
    limit, assumed = limit_of_normal(criterion.unit, found)
    if limit is None:
        need = f"{MULTIPLES[criterion.unit]} for {found.term.said}"
        return unknown(f"{said} {on(found.date)}, but {need} is not recorded", [need], [found])
    told = f"usual limit {number(limit)}, assumed" if assumed else f"limit {number(limit)}"
    ratio = round(value / limit, EXACT_DIGITS)
    times = f"{said} {on(found.date)} is {ratio:.2g} times {MULTIPLES[criterion.unit]} ({told})"
    return _Value(ratio, times, (found,), "derived" if assumed else "recorded")


def limit_of_normal(unit: str, found: Observation) -> tuple[float | None, bool]:
    """The limit that `unit` multiplies, in the canonical unit; and whether it is only the usual one."""
    if unit == "xLLN":
        return found.lower_limit or None, False
    if found.upper_limit is not None:
        return found.upper_limit, False
    usual = vocabulary().concept("lab", str(found.term.key)).attributes.get("uln_default")
    return (float(usual), True) if usual else (None, False)


def _judged(criterion: Measurement, value: _Value, chart: Chart) -> Verdict:
    if (boundary := _on_boundary(criterion, value.number)) is not None:
        return unknown(f"{value.said}: {boundary}", ["how the trial counts exactly this value"], value.facts)
    holds = criterion.interval.holds(value.number)
    reason = f"{value.said}, {'as asked' if holds else 'not as asked'}: {_wanted(criterion)}"
    if criterion.untransfused and (doubt := _support(criterion, value, holds, chart)) is not None:
        return doubt
    return decided(holds, reason, value.facts, value.basis)


@once_per_node
def _wanted(criterion: Measurement) -> str:
    return criterion.stated or f"{limits(criterion.interval)}{_unit(criterion.unit)}"


def _unit(unit: str) -> str:
    if unit == "%":
        return unit
    return f" times {MULTIPLES[unit]}" if unit in MULTIPLES else f" {unit}"


def _on_boundary(criterion: Measurement, value: float) -> str | None:
    bounds = (criterion.interval.low, criterion.interval.high)
    for boundary in table("boundaries")["boundary"]:
        if criterion.lab in boundary["labs"] and value == boundary["value"] and value in bounds:
            return str(boundary["why"])
    return None


def _support(criterion: Measurement, value: _Value, holds: bool, chart: Chart) -> Verdict | None:
    """Doubt about a value that a transfusion may have lifted; None where it changes nothing."""
    product = SUPPORTED_BY.get(criterion.lab)
    lifted_out = not holds and not _below(criterion, value.number)
    lifted_in = holds and criterion.interval.low is not None
    if product is None or not (lifted_in or lifted_out):
        return None
    day = value.facts[0].date
    begin = day - timedelta(days=SUPPORT_DAYS) if day else None
    given = [
        t for t in chart.transfusions
        if t.product == product and (day is None or begin is None or (t.date or day) >= begin)
        and (day is None or (t.start or day) <= day)
    ]  # fmt: skip
    need = f"{name('lab', criterion.lab)} without a transfusion before it"
    if given:
        return unknown(f"{value.said}, but {product} were transfused shortly before", [need],
                       (*value.facts, *given))  # fmt: skip
    if "transfusions" not in chart.complete:
        return unknown(f"{value.said}, but transfusions before it are not recorded", [need], value.facts)
    return None


def _below(criterion: Measurement, value: float) -> bool:
    low = criterion.interval.low
    return low is not None and value <= low
