"""Comorbidity indices: the MDS-CI, and the HCT-CI before a transplant, factor by factor.

A factor is there, is not, or cannot be told; what cannot be told widens the score to a range. Definitions,
points and sources: `data/comorbidity.toml`.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.facts import Fact, Illness, Observation
from matcher.state.evidence import cite, declared
from matcher.state.model import Factor, Recorded, Score, Value
from matcher.state.score import Bounds, Scored, ScoreRange, score_range, total
from matcher.state.tables import table
from matcher.truth import OR, Truth, any_of

_TABLE = table("comorbidity")
_SAID = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}
_PRESENT = ("active", "unknown")


class _Judged(NamedTuple):
    """A factor: the points it may bring, whether it is there, the facts that say so, and what is missing."""

    rule: Mapping[str, Any]
    points: Bounds
    truth: Truth
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]


def comorbidity(chart: Chart, index: str) -> Score | None:
    """The index (`mds_ci`, `hct_ci`); None where the file says nothing of other illnesses."""
    rule = _TABLE[index]
    recorded = chart.latest(index)
    factors = [_judged(chart, factor) for factor in rule["factors"]]
    facts = list(dict.fromkeys(fact for factor in factors for fact in factor.facts))
    if not facts and "conditions" not in chart.complete and recorded is None:
        return None
    whole = total(factor.points for factor in factors)
    missing = dict.fromkeys(name for factor in factors if not factor.points.known for name in factor.missing)
    return _score(chart, rule, score_range(rule["categories"], whole, missing), factors, facts, recorded)


def _score(
    chart: Chart,
    rule: Mapping[str, Any],
    found: ScoreRange,
    factors: Iterable[_Judged],
    facts: Iterable[Fact],
    recorded: Observation | None,
) -> Score:
    cited = tuple(cite(fact) for fact in facts) + _closed(chart)
    return Score(
        score=found.score,
        category=found.category,
        best=_value(found.best),
        worst=_value(found.worst),
        categories=found.categories,
        missing=found.missing,
        recorded=_recorded(recorded),
        disagreement=_disagreement(found, recorded),
        factors=tuple(_factor(chart, one, rule["confidence"]) for one in factors),
        source=rule["source"],
        confidence=rule["confidence"],
        evidence=cited or ((cite(recorded),) if recorded else ()),
    )


def _value(scored: Scored) -> Value:
    return Value(score=scored.score, category=scored.category)


def _closed(chart: Chart) -> tuple[Any, ...]:
    return (declared("conditions"),) if "conditions" in chart.complete else ()


def _recorded(fact: Observation | None) -> Recorded | None:
    if fact is None:
        return None
    return Recorded(score=fact.value, category=fact.category,
                    date=fact.date.isoformat() if fact.date else None, path=fact.path)  # fmt: skip


def _disagreement(found: ScoreRange, fact: Observation | None) -> str | None:
    if fact is None or fact.value is None or found.best.score <= fact.value <= found.worst.score:
        return None
    ends = " to ".join(dict.fromkeys(f"{end.score:g}" for end in (found.best, found.worst)))
    return f"recorded {fact.value:g}, but the illnesses and values of the file give {ends}"


def _factor(chart: Chart, judged: _Judged, confidence: str) -> Factor:
    return Factor(
        name=judged.rule["name"],
        present=_SAID[judged.truth],
        cut_off=judged.rule["cut_off"],
        confidence=confidence,
        said=None if judged.points.known else f"{judged.points.low:g} to {judged.points.high:g} points",
        evidence=tuple(cite(fact) for fact in judged.facts) or _closed(chart),
    )


# --- one factor --------------------------------------------------------------------------------------------


def _judged(chart: Chart, rule: Mapping[str, Any]) -> _Judged:
    levels = [(level["points"], *_level(chart, level)) for level in rule["levels"]]
    low = max((points for points, truth, _, _ in levels if truth is Truth.TRUE), default=0)
    high = max((points for points, truth, _, _ in levels if truth is not Truth.FALSE), default=0)
    facts = dict.fromkeys(fact for _, _, found, _ in levels for fact in found)
    missing = dict.fromkeys(name for _, _, _, names in levels for name in names)
    truth = any_of(truth for _, truth, _, _ in levels)
    return _Judged(rule, Bounds(low, high), truth, tuple(facts), tuple(missing) or (rule["name"],))


def _level(chart: Chart, level: Mapping[str, Any]) -> tuple[Truth, list[Illness | Observation], list[str]]:
    by_illness, illnesses = _by_illness(chart, level)
    truth, facts = by_illness, list[Illness | Observation](illnesses)
    missing = ["conditions"] if by_illness is Truth.UNKNOWN and not illnesses else []
    for lab in level.get("labs", ()):
        by_lab, found = _by_lab(chart, lab)
        truth = OR[truth, by_lab]
        facts += [found] if found else []
        missing += [] if found else [lab["lab"]]
    return truth, facts, missing


def _by_illness(chart: Chart, level: Mapping[str, Any]) -> tuple[Truth, list[Illness]]:
    """Certain by a concept, open by one that may be milder; absent where the list is complete or says so."""
    certain, possible = tuple(level.get("concepts", ())), tuple(level.get("possible", ()))
    excluded = tuple(level.get("excluded", ()))
    wanted = [one for one in chart.illnesses if one.condition and not _among(one.condition, excluded)]
    counted = [
        one
        for one in wanted
        if one.status in _PRESENT or (level.get("past", True) and one.status != "absent")
    ]
    sure = [one for one in counted if _among(str(one.condition), certain)]
    if sure:
        return Truth.TRUE, sure
    maybe = [one for one in counted if _among(str(one.condition), possible)]
    if maybe:
        return Truth.UNKNOWN, maybe
    denied = [
        one
        for one in wanted
        if one.status == "absent" and _covers_all(str(one.condition), certain or possible)
    ]
    if denied or "conditions" in chart.complete:
        return Truth.FALSE, denied
    return Truth.UNKNOWN, []


def _by_lab(chart: Chart, rule: Mapping[str, Any]) -> tuple[Truth, Observation | None]:
    """Whether the last value is beyond the limit; a lasting one needs the value before it to be so too."""
    series = [one for one in chart.series(rule["lab"]) if one.value is not None]
    if not series:
        return Truth.UNKNOWN, None
    last = series[-1]
    if not _beyond(rule, last):
        return Truth.FALSE, last
    if rule.get("lasting") and not (len(series) > 1 and _beyond(rule, series[-2])):
        return Truth.UNKNOWN, last
    return Truth.TRUE, last


def _beyond(rule: Mapping[str, Any], fact: Observation) -> bool:
    value = fact.value or 0.0
    if "at_most" in rule:
        return value <= float(rule["at_most"])
    if "above" in rule:
        return value > float(rule["above"])
    return value > float(rule["above_uln"]) * (fact.upper_limit or _usual_limit(rule["lab"]))


@lru_cache(maxsize=100)
def _usual_limit(lab: str) -> float:
    return float(vocabulary().concept("lab", lab).attributes["uln_default"])


@lru_cache(maxsize=20_000)
def _among(key: str, concepts: tuple[str, ...]) -> bool:
    return any(vocabulary().covers("condition", concept, key) for concept in concepts)


@lru_cache(maxsize=20_000)
def _covers_all(key: str, concepts: tuple[str, ...]) -> bool:
    return all(vocabulary().covers("condition", key, concept) for concept in concepts)
