"""Erythroid response by IWG 2018: by the burden before treatment, from hemoglobin or from transfusions.

NTD: hemoglobin up by 1.5 g/dL for 8 weeks. LTB: no transfusion for 8 weeks. HTB: the same is a major, half of
the units over 16 weeks a minor response. All within 24 weeks. Limits: `data/response.toml`.
"""

from datetime import date, timedelta
from itertools import pairwise

from matcher.chart import Chart
from matcher.facts import TransfusionRecord
from matcher.state.evidence import cite, declared
from matcher.state.improvement import longest_run, rise, span
from matcher.state.model import Erythroid
from matcher.state.tables import table
from matcher.state.transfusion import burden, units_in
from matcher.state.treated import Treated, before, during, unsupported

_RULE = table("response")["erythroid_2018"]
_BEFORE, _WITHIN = timedelta(days=_RULE["before_days"]), timedelta(days=_RULE["within_days"])
_LASTING = timedelta(days=_RULE["lasting_days"])


def erythroid(chart: Chart, line: Treated) -> Erythroid | None:
    """The response, for a burden before treatment that is known; only a complete list tells it."""
    if "transfusions" not in chart.complete:
        return None
    before_it = burden(chart.transfusions, line.start - timedelta(days=1), complete=True).burden
    if before_it is None:
        return None
    if before_it == "gap":
        return _said(chart, line, "gap", None, None, "IWG 2018 has no criteria between NTD and LTB")
    if before_it == "NTD":
        return _by_hemoglobin(chart, line)
    return _by_transfusions(chart, line, before_it)


def _said(
    chart: Chart, line: Treated, group: str, responded: bool | None, degree: str | None, why: str
) -> Erythroid:
    red = [one for one in chart.transfusions if one.product == "RBC" and _touches(one, line)]
    closed = (declared("transfusions"),) if "transfusions" in chart.complete else ()
    hemoglobins = [*before(chart, line, "hemoglobin"), *during(chart, line, "hemoglobin")]
    counted = hemoglobins if group == "NTD" else []
    return Erythroid(
        burden_before=group,
        responded=responded,
        degree=degree,
        why=why,
        source=_RULE["source"],
        confidence=_RULE["minor_confidence"] if degree == "minor" else _RULE["confidence"],
        evidence=(*(cite(one) for one in red), *closed, *(cite(one) for one in counted)),
    )


def _touches(record: TransfusionRecord, line: Treated) -> bool:
    return record.date is not None and line.start - _BEFORE <= record.date <= line.until


def _until(line: Treated) -> date:
    return min(line.until, line.start + _WITHIN)


def _by_hemoglobin(chart: Chart, line: Treated) -> Erythroid:
    earlier = [one for one in before(chart, line, "hemoglobin")
               if one.date and one.date >= line.start - _BEFORE]  # fmt: skip
    if len(earlier) < 2:
        return _said(chart, line, "NTD", None, None, "needs two hemoglobin values in the 16 weeks before")
    lowest = min(((one.value or 0.0) + (other.value or 0.0)) / 2 for one, other in pairwise(earlier))
    early = (one for one in during(chart, line, "hemoglobin") if one.date and one.date <= _until(line))
    values = [one for one in early if unsupported(chart, one, "hemoglobin")]
    run = longest_run(values, lambda value: rise(lowest, value) >= _RULE["hemoglobin_rise"])
    if len(run) >= 2 and span(run) >= _LASTING:
        return _said(chart, line, "NTD", True, None, f"hemoglobin 1.5 g/dL above {lowest:.1f} for 8 weeks")
    followed = bool(values) and line.start + _WITHIN <= line.until
    why = f"no 8 weeks with hemoglobin 1.5 g/dL above {lowest:.1f} are recorded"
    return _said(chart, line, "NTD", False if followed else None, None, why)


def _by_transfusions(chart: Chart, line: Treated, group: str) -> Erythroid:
    red = [one for one in chart.transfusions if one.product == "RBC" and one.units]
    if _longest_free(red, line.start, _until(line)) >= _LASTING:
        degree = "major" if group == "HTB" else None
        return _said(chart, line, group, True, degree, "no transfusion for 8 weeks within 24 weeks")
    if group == "HTB" and _halved(red, line):
        return _said(chart, line, group, True, "minor", str(_RULE["minor_source"]))
    followed = line.start + _WITHIN <= line.until
    why = "no 8 weeks without transfusion within 24 weeks"
    return _said(chart, line, group, False if followed else None, None, why)


def _longest_free(red: list[TransfusionRecord], first: date, last: date) -> timedelta:
    """The longest time without a transfusion; a period counts as transfused on each of its days."""
    days = sorted((one.start or one.date or first, one.date or last) for one in red if one.date)
    inside = [(begin, end) for begin, end in days if end >= first and begin <= last]
    longest, free_from = timedelta(0), first
    for begin, end in inside:
        longest = max(longest, begin - free_from)
        free_from = max(free_from, end + timedelta(days=1))
    return max(longest, last - free_from)


def _halved(red: list[TransfusionRecord], line: Treated) -> bool:
    days = int(_RULE["minor_days"])
    end = line.start + timedelta(days=days - 1)
    if end > line.until:
        return False
    earlier = units_in(red, line.start - timedelta(days=1), days, complete=True)
    then = units_in(red, end, days, complete=True)
    return then.high <= float(_RULE["minor_share"]) * earlier.low
