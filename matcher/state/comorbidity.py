"""Comorbidity indices: the MDS-CI, and the HCT-CI before a transplant, factor by factor.

A factor is there, is not, or cannot be told; what cannot be told widens the score to a range. Definitions,
points and sources: `data/comorbidity.toml`.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from matcher.chart import Chart
from matcher.facts import Fact, Observation
from matcher.state.comorbid_factors import Judged, judged_factors, without_facts
from matcher.state.evidence import cite, declared
from matcher.state.model import Factor, Recorded, Score, Value
from matcher.state.score import Bounds, Scored, ScoreRange, score_range, total
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth

_TABLE = table("comorbidity")
_SAID = {TRUE: True, FALSE: False, UNKNOWN: None}


def comorbidity(chart: Chart, index: str) -> Score | None:
    """The index (`mds_ci`, `hct_ci`); None where the file says nothing of other illnesses."""
    rule = _TABLE[index]
    recorded = chart.latest(index)
    told = "conditions" in chart.complete or any(one.condition for one in chart.illnesses)
    if not told and recorded is None:
        return None
    factors = judged_factors(chart, index)
    facts = {fact.path: fact for factor in factors for fact in factor.facts}
    missing = dict.fromkeys([name for factor in factors for name in factor.missing])
    found = score_range(rule["categories"], total([factor.points for factor in factors]), missing)
    return _score(chart, rule, found, factors, facts.values(), recorded)


def _score(
    chart: Chart,
    rule: Mapping[str, Any],
    found: ScoreRange,
    factors: Sequence[Judged],
    facts: Iterable[Fact],
    recorded: Observation | None,
) -> Score:
    cited = tuple([cite(fact) for fact in facts]) + _closed(chart)
    return Score(
        score=found.score,
        category=found.category,
        best=_value(found.best),
        worst=_value(found.worst),
        categories=found.categories,
        missing=found.missing,
        recorded=_recorded(recorded),
        disagreement=_disagreement(found, recorded),
        factors=_shown(factors, closed="conditions" in chart.complete),
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


def _shown(factors: Sequence[Judged], *, closed: bool) -> tuple[Factor, ...]:
    """Each factor with the facts that decide it; most have none, and these are shown as for any patient."""
    silent = _silent(factors[0].of, closed)
    return tuple([
        shown if one is judged else _factor(one, closed)
        for one, (judged, shown) in zip(factors, silent, strict=True)
    ])  # fmt: skip


@lru_cache(maxsize=10)
def _silent(index: str, closed: bool) -> tuple[tuple[Judged, Factor], ...]:
    return tuple([(one, _factor(one, closed)) for one in without_facts(index, closed=closed)])


def _factor(judged: Judged, closed: bool) -> Factor:
    plain = _plain_factor(judged.of, judged.place, judged.truth, judged.points, closed)
    if not judged.facts:
        return plain
    return Factor(
        name=plain.name,
        present=plain.present,
        cut_off=plain.cut_off,
        confidence=plain.confidence,
        said=plain.said,
        evidence=tuple([cite(fact) for fact in judged.facts]),
    )


@lru_cache(maxsize=2_000)
def _plain_factor(index: str, place: int, truth: Truth, points: Bounds, closed: bool) -> Factor:
    rule = _TABLE[index]["factors"][place]
    return Factor(
        name=rule["name"],
        present=_SAID[truth],
        cut_off=rule["cut_off"],
        confidence=_TABLE[index]["confidence"],
        said=None if points.known else f"{points.low:g} to {points.high:g} points",
        evidence=(declared("conditions"),) if closed else (),
    )
