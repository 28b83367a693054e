"""How well a trial fits a patient, beside its verdict: the parts of the score with weights and reasons.

Weights and steps stand in `fit.toml`. Home to the score; it orders nothing and changes no verdict.
"""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.chart import Chart
from matcher.export.sites import Site, nearest_site
from matcher.mechanism import mechanism_meets
from matcher.plain import plain_value
from matcher.registry.record import TrialRecord
from matcher.state.conditions import ask
from matcher.state.derive import derived
from matcher.state.memory import once_per_chart, once_per_key
from matcher.trial import Trial
from matcher.truth import FALSE, TRUE, UNKNOWN

if TYPE_CHECKING:
    from matcher.match import CriterionMatch

HALF = 0.5
"""What a part counts of which nothing is known."""

OF_TRUTH = {TRUE: 1.0, UNKNOWN: HALF, FALSE: 0.0}
PHASES = ("PHASE4", "PHASE3", "PHASE2", "PHASE1", "EARLY_PHASE1", "NA")
SAID_OF_FAILURE = {1.0: "the trial asks for it", HALF: "what the trial asks is open", 0.0: "another is asked"}
DAYS = {4: "-01-01", 7: "-01", 10: ""}
"""What a date of the registry lacks, by its length."""


@plain_value
class ScorePart:
    """One part of the score: `value` is 0 to 1, `weight` its share of the score, `why` in words."""

    part: str
    value: float
    weight: float
    why: str


def score_parts(chart: Chart, trial: Trial, criteria: Sequence["CriterionMatch"]) -> tuple[ScorePart, ...]:
    """All parts of the score, in the order of the data file."""
    record, site = trial.record, nearest_site(trial.record, chart.home)
    found = {
        "decided": _decided(criteria),
        "mechanism": _mechanism(trial.studied, chart),
        "failure": _failure(chart, trial, criteria),
        "site": _site(record, site),
        "distance": _distance(site),
        "phase": _phase(record.phases),
        "freshness": _freshness(record.last_update, chart.as_of),
    }
    weights = _table()["weights"].items()
    return tuple([ScorePart(one, round(found[one][0], 3), weight, found[one][1]) for one, weight in weights])


def score_of(parts: Sequence[ScorePart]) -> float:
    """0 to 1, to three places."""
    return round(sum([one.value * one.weight for one in parts]), 3)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("fit.toml").read_text(encoding="utf-8"))


Valued = tuple[float, str]


def _decided(criteria: Sequence["CriterionMatch"]) -> Valued:
    asked = [one.verdict for one in criteria if one.basis != "administrative"]
    passed = asked.count("pass")
    return passed / len(asked) if asked else 0.0, f"{passed} of {len(asked)} criteria decided in favour"


@once_per_key
def _mechanism(studied: tuple[str, ...], chart: Chart) -> Valued:
    found = mechanism_meets(chart, studied)
    if not found.why:
        return HALF, "no rule about what is studied"
    said = {TRUE: "meets", FALSE: "does not meet", UNKNOWN: "not known"}[found.truth]
    return OF_TRUTH[found.truth], f"{said}: {found.why}"


def _failure(chart: Chart, trial: Trial, criteria: Sequence["CriterionMatch"]) -> Valued:
    """Whether a line that asks for the failure of treatment is met, where treatment has failed."""
    failed = _failed(chart)
    asked = [criteria[place].verdict for place in trial.asking_failure]
    if not failed or not asked:
        return HALF, "asks for no failed treatment" if failed else "no failed treatment is recorded"
    value = 1.0 if "pass" in asked else (HALF if "unknown" in asked else 0.0)
    after = " and ".join(name.upper() for name in failed)
    said = {1.0: "asks for failed treatment, and is met", HALF: "open", 0.0: "asks for another failure"}[
        value
    ]
    return value, f"{after} has failed: {said}"


@once_per_chart
def _failed(chart: Chart) -> list[str]:
    return [name for name in ("hma", "esa") if ask(f"{name}_failed", derived(chart)).truth is TRUE]


def _site(record: TrialRecord, site: Site | None) -> Valued:
    table = _table()["site"]
    status = record.overall_status or "unclear"
    whole = float(table.get(status, table["unclear"]))
    if site is not None:
        status = site.location.status or status
        return float(table.get(status, table["unclear"])), f"nearest site: {_words(status)}"
    if record.locations and whole == 1.0:
        return float(table["no_site"]), "no site that is named takes patients"
    return whole, f"trial: {_words(status)}"


def _distance(site: Site | None) -> Valued:
    table = _table()["distance"]
    if site is None:
        return float(table["unclear"]), "no site that takes patients"
    if site.distance_km is not None:
        return 1 / (1 + site.distance_km / table["half_km"]), f"{site.distance_km:.0f} km as the crow flies"
    if site.same_country:
        return float(table["same_country"]), "same country, distance not known"
    return float(table["unclear"]), "distance not known"


@lru_cache(maxsize=1_000)
def _phase(phases: tuple[str, ...]) -> Valued:
    highest = next((one for one in PHASES if one in phases), None)
    table = _table()["phase"]
    return float(table[highest or "unclear"]), _words(highest) if highest else "phase not known"


@lru_cache(maxsize=20_000)
def _freshness(written: str | None, as_of: date) -> Valued:
    table, updated = _table()["freshness"], _day(written)
    if updated is None:
        return float(table["unclear"]), "date of the last update not known"
    age = max((as_of - updated).days, 0)
    span = table["stale_days"] - table["fresh_days"]
    value = 1 - (age - table["fresh_days"]) / span
    return min(max(value, 0.0), 1.0), f"updated {updated.isoformat()}"


def _day(written: str | None) -> date | None:
    """A date of the registry: a day, a month or a year; the beginning of what it names."""
    try:
        return date.fromisoformat(f"{written}{DAYS[len(written or '')]}")
    except (KeyError, ValueError):
        return None


def _words(name: str) -> str:
    return name.replace("_", " ").lower()
