"""Transfusion need as it is shown: units in several windows, dependence by others' definitions, iron load.

The counting is `matcher.state.transfusion`'s. Definitions and sources: `data/transfusion.toml`.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from math import inf
from typing import Any

from matcher.chart import Chart
from matcher.facts import TransfusionRecord
from matcher.state.evidence import cite, declared
from matcher.state.model import Definition, Iron, UnitsIn
from matcher.state.tables import table
from matcher.state.transfusion import Units, iron_milligrams, units_in
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, all_of
from matcher.verdict import Evidence

_TABLE = table("transfusion")
_DEFINITIONS: tuple[Mapping[str, Any], ...] = tuple(_TABLE["definition"])


def windows(chart: Chart, product: str = "RBC") -> tuple[UnitsIn, ...]:
    """Units in each window shown, up to the day of the chart; none where nothing is known."""
    given = _given(chart, product)
    if not given and "transfusions" not in chart.complete:
        return ()
    counted = [(days, _units(chart, given, days)) for days in _TABLE["shown"]["windows"]]
    return tuple(
        [_shown(days, units.low, units.high) for days, units in counted if units.high != inf or units.low]
    )


@lru_cache(maxsize=10_000)
def _shown(days: int, low: float, high: float) -> UnitsIn:
    return UnitsIn(days=days, low=low, high=None if high == inf else high)


def definitions(chart: Chart) -> tuple[Definition, ...]:
    """Dependence by each definition; none where nothing is known."""
    red = _given(chart, "RBC")
    if not red and "transfusions" not in chart.complete:
        return ()
    counted: dict[tuple[int, int], Units] = {}
    return tuple([_judged(chart, red, definition, counted) for definition in _DEFINITIONS])


def iron(chart: Chart) -> Iron | None:
    """The iron that the recorded red cells brought, and what ferritin says; None where neither is known.

    The units recorded are the fewest there were: earlier ones may not be in the file.
    """
    red = [one for one in _given(chart, "RBC") if one.units]
    ferritin = chart.latest("ferritin")
    value = ferritin.value if ferritin else None
    if not red and value is None:
        return None
    total = sum([one.units for one in red], 0.0)
    rule = _TABLE["iron"]
    return Iron(
        rbc_units_at_least=total,
        milligrams_at_least=iron_milligrams(total) if total else None,
        ferritin=value,
        ferritin_high=None if value is None else value > rule["low_ferritin_below"],
        source=f"{rule['source']}; {rule['high_source']}",
        confidence=rule["high_confidence"],
        evidence=(*[cite(one) for one in red], *((cite(ferritin),) if ferritin else ())),
    )


def _given(chart: Chart, product: str) -> list[TransfusionRecord]:
    return [one for one in chart.transfusions if one.product == product]


def _units(chart: Chart, given: Sequence[TransfusionRecord], days: int, ago: int = 0) -> Units:
    last = chart.as_of - timedelta(days=ago) if ago else chart.as_of
    return units_in(given, last, days, complete="transfusions" in chart.complete)


def _judged(
    chart: Chart,
    red: list[TransfusionRecord],
    rule: Mapping[str, Any],
    counted: dict[tuple[int, int], Units],
) -> Definition:
    """Each period is counted once for all definitions that look at it."""
    spans = [(rule["days"], rule["days"] * period) for period in range(rule["periods"])]
    for span in spans:
        if span not in counted:
            counted[span] = _units(chart, red, *span)
    truth = all_of([_within(rule, counted[span]) for span in spans])
    return Definition(
        id=rule["id"],
        name=rule["name"],
        meets=None if truth is UNKNOWN else truth is TRUE,
        why=rule["said"],
        needs=("a complete list of dated transfusions",) if truth is UNKNOWN else (),
        source=rule["source"],
        confidence=rule["confidence"],
        evidence=_evidence(chart, red, {path for span in spans for path in counted[span].paths}),
    )


def _evidence(chart: Chart, red: list[TransfusionRecord], paths: set[str]) -> tuple[Evidence, ...]:
    closed = (declared("transfusions"),) if "transfusions" in chart.complete else ()
    return (*[cite(one) for one in red if one.path in paths], *closed)


def _within(rule: Mapping[str, Any], units: Units) -> Truth:
    most = rule.get("units_up_to", inf)
    if units.low >= rule["units_from"] and units.high <= most:
        return TRUE
    return FALSE if units.high < rule["units_from"] or units.low > most else UNKNOWN
