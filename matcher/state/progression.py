"""Signs of progression within a span of days: AML, more blasts, a higher risk category, an emptied marrow.

Home to what the dated facts of a chart show between two days. What it means for a line of therapy is
`matcher.state.hma`'s. Thresholds and sources: `data/failure.toml`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.facts import Fact, Illness, Observation
from matcher.state.evidence import cite
from matcher.state.memory import once_per_chart
from matcher.state.tables import table
from matcher.truth import TRUE, UNKNOWN, Truth
from matcher.verdict import Evidence

_RULE = table("failure")["hma"]
_SCORES = table("scores")
BASELINE_GRACE = timedelta(days=7)
"""A marrow taken in the first week of therapy still shows what was before (own convention)."""


class Sign(NamedTuple):
    """Whether something is shown, by what, and what to say of it."""

    truth: Truth
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()


NOTHING = Sign(UNKNOWN)


def aml(chart: Chart, first: date, last: date) -> Sign:
    """AML found between two days, and not before: a diagnosis, or more than 20% blasts in marrow or blood.

    Exactly 20% is MDS by the seed's definition and AML by WHO: it decides nothing and is said.
    """
    limit = _RULE["aml_blasts_above"]
    if _aml_before(chart, first, limit):
        return Sign(UNKNOWN, notes=("AML, or more than 20% blasts, was there before",))
    blasts = [*_within(chart.series("marrow_blasts"), first, last),
              *_within(chart.series("blood_blasts"), first, last)]  # fmt: skip
    found: list[Fact] = [one for one in _aml_diagnoses(chart) if _in(one, first, last)]
    found += [one for one in blasts if (one.value or 0) > limit]
    if found:
        return Sign(TRUE, tuple(cite(one) for one in found))
    on_limit = [one for one in blasts if one.value == limit]
    if on_limit:
        said = f"{limit}% blasts: AML by WHO (20% or more), not by seeds/004:168 (above 20%)"
        return Sign(UNKNOWN, tuple(cite(one) for one in on_limit), (said,))
    return NOTHING


def _aml_before(chart: Chart, first: date, limit: float) -> bool:
    if any(one.date is not None and one.date <= first for one in _aml_diagnoses(chart)):
        return True
    baseline = [
        one for one in chart.series("marrow_blasts") if one.date and one.date <= first + BASELINE_GRACE
    ]
    return bool(baseline) and (baseline[-1].value or 0) > limit


@once_per_chart
def _aml_diagnoses(chart: Chart) -> list[Illness]:
    named = [one for one in chart.illnesses if one.disease and is_aml(one.disease)]
    return [one for one in named if one.status != "absent"]


@lru_cache(maxsize=1_000)
def is_aml(disease: str) -> bool:
    """Whether a disease is AML; what the classifications put between MDS and AML is not."""
    covers = vocabulary().covers
    return covers("disease", "AML", disease) and not covers("disease", "MDS", disease)


def higher_risk(chart: Chart, first: date, last: date) -> Sign:
    """Progression to higher-risk MDS: blasts up by the rule of IWG 2006, or a recorded category from lower to
    higher risk."""
    signs = [_more_blasts(chart, first, last), _higher_category(chart, first, last)]
    shown = [sign for sign in signs if sign.truth is TRUE]
    if not shown:
        return NOTHING
    evidence = tuple(one for sign in shown for one in sign.evidence)
    return Sign(TRUE, evidence, tuple(note for sign in shown for note in sign.notes))


def _more_blasts(chart: Chart, first: date, last: date) -> Sign:
    series = [one for one in chart.series("marrow_blasts") if one.value is not None and one.date]
    before = [one for one in series if one.date and one.date <= first + BASELINE_GRACE]
    after = [one for one in series if one.date and first + BASELINE_GRACE < one.date <= last]
    for one in after if before else ():
        if _progressed(before[-1].value or 0, one.value or 0):
            return Sign(TRUE, (cite(before[-1]), cite(one)), (str(_RULE["progression_source"]),))
    return NOTHING


def _progressed(before: float, after: float) -> bool:
    """IWG 2006: up by half or more, and above the limit that goes with what was before."""
    for rule in _RULE["progression"]:
        if before <= rule["from_up_to"]:
            return after >= 1.5 * before and after > float(rule["to_above"])
    return False


def _higher_category(chart: Chart, first: date, last: date) -> Sign:
    for system in ("ipss", "ipss_r", "ipss_m"):
        rule = _SCORES[system]
        series = [one for one in chart.series(system) if one.category and one.date]
        lower = [
            one for one in series if one.date and one.date <= first and one.category in rule["lower_risk"]
        ]
        higher = [one for one in _within(series, first, last) if one.category in rule["higher_risk"]]
        if lower and higher:
            return Sign(TRUE, (cite(lower[-1]), cite(higher[0])))
    return NOTHING


def hypoplastic(chart: Chart, first: date, last: date, *, counts_fell: bool) -> Sign:
    """A hypoplastic marrow with pancytopenia, not there before. `counts_fell`: the file says so in words."""
    limit = _RULE["hypoplastic_cellularity_below"]
    series = chart.series("cellularity")
    empty = [one for one in _within(series, first, last) if one.value is not None and one.value < limit]
    before = any(one.date and one.date <= first and (one.value or limit) < limit for one in series)
    if not empty or before:
        return NOTHING
    low = _low_counts(chart, first, last)
    if counts_fell or len(low) == 3:
        evidence = tuple(cite(one) for one in (empty[-1], *low))
        return Sign(TRUE, evidence, (str(_RULE["hypoplastic_source"]),))
    return Sign(UNKNOWN, (cite(empty[-1]),), ("hypoplastic marrow; pancytopenia is not recorded",))


def _low_counts(chart: Chart, first: date, last: date) -> list[Observation]:
    limits = _SCORES["ipss"]["cytopenia_limits"]
    latest = {key: _within(chart.series(key), first, last) for key in limits}
    return [
        found[-1]
        for key, found in latest.items()
        if found and found[-1].value is not None and found[-1].value < limits[key]
    ]


def _within(series: Iterable[Observation], first: date, last: date) -> list[Observation]:
    return [one for one in series if _in(one, first, last)]


def _in(fact: Fact, first: date, last: date) -> bool:
    return fact.date is not None and first < fact.date <= last
