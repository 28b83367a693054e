"""Hematologic improvement by IWG 2006 from dated counts: erythroid, platelets, neutrophils; for 8 weeks.

Limits and sources: `data/response.toml`.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import fmean

from matcher.chart import Chart
from matcher.facts import Observation
from matcher.state.evidence import cite
from matcher.state.model import Judged
from matcher.state.tables import table
from matcher.state.transfusion import EIGHT_WEEKS, units_in
from matcher.state.treated import Treated, before, during, unsupported

_RULE = table("response")["improvement"]
_BEFORE = timedelta(days=EIGHT_WEEKS)
_LASTING = timedelta(days=_RULE["lasting_days"])

Run = list[Observation]


def improvements(chart: Chart, line: Treated) -> tuple[Judged, ...]:
    """HI-E, HI-P and HI-N, each where the counts before allow it and some count on treatment reaches it."""
    found = [_by_counts(chart, line, key, name) for key, name in _NAMES.items()]
    fewer = _fewer_units(chart, line)
    shown = [one for one in (*found, fewer) if one is not None]
    erythroid = [one for one in shown if one.at_best == "HI-E"]
    other = tuple(one for one in shown if one.at_best != "HI-E")
    return (*sorted(erythroid, key=lambda one: one.category is None)[:1], *other)


_NAMES = {"hemoglobin": "HI-E", "platelets": "HI-P", "anc": "HI-N"}


def _by_counts(chart: Chart, line: Treated, key: str, name: str) -> Judged | None:
    base = [one for one in before(chart, line, key) if one.date and one.date >= line.start - _BEFORE][-2:]
    base = [one for one in base if unsupported(chart, one, key)]
    if not base:
        return None
    reached = _REACHED[key](fmean(one.value or 0.0 for one in base))
    if reached is None:
        return None
    after = [one for one in during(chart, line, key) if unsupported(chart, one, key)]
    run = longest_run(after, reached)
    return _judged(name, base, run, after) if run else None


def longest_run(values: list[Observation], reached: Callable[[float], bool]) -> Run:
    """The longest stretch of values that all reach what is asked; the later of two equally long."""
    runs: list[Run] = [[]]
    for one in values:
        if one.value is not None and reached(one.value):
            runs[-1].append(one)
        else:
            runs.append([])
    return max(reversed(runs), key=span)


def span(run: Run) -> timedelta:
    """From the first to the last day of a stretch; a single value is a little longer than none."""
    if not run or run[0].date is None or run[-1].date is None:
        return timedelta(0)
    return run[-1].date - run[0].date + timedelta(seconds=1)


def _judged(name: str, base: Run, run: Run, after: Run) -> Judged:
    """Shown where it lasted; open while the last value still reaches it; else too short."""
    lasted = span(run) >= _LASTING
    open_ = not lasted and after[-1] is run[-1]
    return Judged(
        category=name if lasted else None,
        at_best=name,
        lasting=True if lasted else None if open_ else False,
        date=run[0].date.isoformat() if run[0].date else None,
        needs=("counts until 8 weeks have passed",) if open_ else (),
        source=_RULE["source"],
        confidence=_RULE["confidence"],
        evidence=tuple(cite(one) for one in (*base, *run)),
    )


# --- what is asked of each count ---------------------------------------------------------------------------

Reached = Callable[[float], bool]


def rise(base: float, value: float) -> float:
    """How much a value lies above another, without floating dust."""
    return round(value - base, 6)


def _hemoglobin(base: float) -> Reached | None:
    if base >= _RULE["hemoglobin_before_below"]:
        return None
    return lambda value: rise(base, value) >= _RULE["hemoglobin_rise"]


def _platelets(base: float) -> Reached | None:
    """Above 20 a rise by 30; from below 20 to above 20 and at least twice as many."""
    if base >= _RULE["platelets_before_below"]:
        return None
    if base > _RULE["platelets_low"]:
        return lambda value: rise(base, value) >= _RULE["platelets_rise"]
    return lambda value: value > _RULE["platelets_low"] and value >= 2 * base


def _neutrophils(base: float) -> Reached | None:
    """At least twice as many, and more than 0.5 above."""
    if base >= _RULE["anc_before_below"]:
        return None
    return lambda value: value >= 2 * base and rise(base, value) > _RULE["anc_rise_above"]


_REACHED: dict[str, Callable[[float], Reached | None]] = {
    "hemoglobin": _hemoglobin,
    "platelets": _platelets,
    "anc": _neutrophils,
}


# --- fewer transfusions ------------------------------------------------------------------------------------


def _fewer_units(chart: Chart, line: Treated) -> Judged | None:
    """Four units fewer in 8 weeks than in the 8 weeks before; only a complete list shows it."""
    if "transfusions" not in chart.complete:
        return None
    red = [one for one in chart.transfusions if one.product == "RBC"]
    fewer = _RULE["fewer_units_in_8_weeks"]
    first = units_in(red, line.start - timedelta(days=1), EIGHT_WEEKS, complete=True)
    for end in _window_ends(line) if first.low >= fewer else ():
        then = units_in(red, end, EIGHT_WEEKS, complete=True)
        if first.low - then.high >= fewer:
            paths = {*first.paths, *then.paths}
            return Judged(
                category="HI-E",
                at_best="HI-E",
                lasting=True,
                date=end.isoformat(),
                notes=("by units of red cells; that they were given for Hb up to 9 g/dL is not recorded",),
                source=_RULE["source"],
                confidence=_RULE["confidence"],
                evidence=tuple(cite(one) for one in red if one.path in paths),
            )
    return None


def _window_ends(line: Treated) -> Iterator[date]:
    end = line.start + timedelta(days=EIGHT_WEEKS - 1)
    while end <= line.until:
        yield end
        end += timedelta(days=14)
