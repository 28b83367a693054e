"""Comorbidity indices: the MDS-CI, and the HCT-CI before a transplant, factor by factor.

A factor is there, is not, or cannot be told; what cannot be told widens the score to a range. Definitions,
points and sources: `data/comorbidity.toml`.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.facts import Fact, Illness, Observation
from matcher.state.evidence import cite, declared
from matcher.state.model import Factor, Recorded, Score, Value
from matcher.state.score import Bounds, Scored, ScoreRange, score_range, total
from matcher.state.tables import table
from matcher.truth import OR, Truth

_TABLE = table("comorbidity")
_SAID = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}
_PRESENT = ("active", "unknown")


class _Judged(NamedTuple):
    """A factor of an index, by its place in the table: the points it may bring, whether it is there, by which
    facts, and what is missing."""

    of: str
    place: int
    points: Bounds
    truth: Truth
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]


def comorbidity(chart: Chart, index: str) -> Score | None:
    """The index (`mds_ci`, `hct_ci`); None where the file says nothing of other illnesses."""
    rule = _TABLE[index]
    recorded = chart.latest(index)
    told = "conditions" in chart.complete or any(one.condition for one in chart.illnesses)
    if not told and recorded is None:
        return None
    factors = _judged(chart, index)
    facts = list(dict.fromkeys(fact for factor in factors for fact in factor.facts))
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
        factors=tuple(_factor(chart, one) for one in factors),
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


def _factor(chart: Chart, judged: _Judged) -> Factor:
    ends = None if judged.points.known else (judged.points.low, judged.points.high)
    plain = _plain_factor(judged.of, judged.place, judged.truth, ends, "conditions" in chart.complete)
    if not judged.facts:
        return plain
    return Factor(
        name=plain.name,
        present=plain.present,
        cut_off=plain.cut_off,
        confidence=plain.confidence,
        said=plain.said,
        evidence=tuple(cite(fact) for fact in judged.facts),
    )


@lru_cache(maxsize=2_000)
def _plain_factor(
    index: str, place: int, truth: Truth, ends: tuple[float, float] | None, closed: bool
) -> Factor:
    rule = _TABLE[index]["factors"][place]
    return Factor(
        name=rule["name"],
        present=_SAID[truth],
        cut_off=rule["cut_off"],
        confidence=_TABLE[index]["confidence"],
        said=f"{ends[0]:g} to {ends[1]:g} points" if ends else None,
        evidence=(declared("conditions"),) if closed else (),
    )


# --- one factor --------------------------------------------------------------------------------------------


def _judged(chart: Chart, index: str) -> list[_Judged]:
    ill = [one for one in chart.illnesses if one.condition]
    told = tuple((str(one.condition), one.status) for one in ill)
    by_illness = _by_illnesses(index, told, "conditions" in chart.complete)
    return [
        _factor_of(chart, index, place, [(answer, [ill[n] for n in found]) for answer, found in levels])
        for place, levels in enumerate(by_illness)
    ]


def _factor_of(
    chart: Chart, index: str, place: int, by_illness: Sequence[tuple[Truth, list[Illness]]]
) -> _Judged:
    rule = _TABLE[index]["factors"][place]
    if not any("labs" in level or ill for level, (_, ill) in zip(rule["levels"], by_illness, strict=True)):
        return _without_facts(index, place, tuple(answer for answer, _ in by_illness))
    low = high = 0.0
    truth, facts, missing = Truth.FALSE, dict[Fact, None](), list[str]()
    for level, (answer, ill) in zip(rule["levels"], by_illness, strict=True):
        held, found, names = _level(chart, level, answer, ill)
        truth = OR[truth, held]
        low = max(low, level["points"] if held is Truth.TRUE else 0)
        high = max(high, 0 if held is Truth.FALSE else level["points"])
        facts.update(dict.fromkeys(found))
        missing += names
    return _Judged(index, place, Bounds(low, high), truth, tuple(facts), tuple(missing) or (rule["name"],))


@lru_cache(maxsize=1_000)
def _without_facts(index: str, place: int, answers: tuple[Truth, ...]) -> _Judged:
    """A factor for which no fact speaks: all that there is to say is whether the list was complete."""
    rule = _TABLE[index]["factors"][place]
    open_points = [
        level["points"]
        for level, answer in zip(rule["levels"], answers, strict=True)
        if answer is not Truth.FALSE
    ]
    bounds = Bounds(0, max(open_points, default=0))
    missing = ("conditions",) if open_points else (rule["name"],)
    return _Judged(index, place, bounds, Truth.UNKNOWN if open_points else Truth.FALSE, (), missing)


def _level(
    chart: Chart, level: Mapping[str, Any], by_illness: Truth, illnesses: list[Illness]
) -> tuple[Truth, list[Illness | Observation], list[str]]:
    truth, facts = by_illness, list[Illness | Observation](illnesses)
    missing = ["conditions"] if by_illness is Truth.UNKNOWN and not illnesses else []
    for lab in level.get("labs", ()):
        by_lab, found = _by_lab(chart, lab)
        truth = OR[truth, by_lab]
        facts += [found] if found else []
        missing += [] if found else [lab["lab"]]
    return truth, facts, missing


Told = tuple[tuple[str, str], ...]
"""The conditions of a chart and their status, in the order of the file."""


@lru_cache(maxsize=20_000)
def _by_illnesses(index: str, told: Told, closed: bool) -> list[list[tuple[Truth, list[int]]]]:
    """For each level of each factor what the illnesses say, and which of them."""
    factors = _TABLE[index]["factors"]
    return [[_by_illness(level, told, closed) for level in factor["levels"]] for factor in factors]


def _by_illness(level: Mapping[str, Any], told: Told, closed: bool) -> tuple[Truth, list[int]]:
    """Certain by a concept, open by one that may be milder; absent where the list is complete or says so."""
    certain, possible = tuple(level.get("concepts", ())), tuple(level.get("possible", ()))
    excluded, past = tuple(level.get("excluded", ())), level.get("past", True)
    wanted = [(n, key, status) for n, (key, status) in enumerate(told) if not _among(key, excluded)]
    counted = [(n, key) for n, key, status in wanted if status in _PRESENT or (past and status != "absent")]
    for concepts, answer in ((certain, Truth.TRUE), (possible, Truth.UNKNOWN)):
        found = [n for n, key in counted if _among(key, concepts)]
        if found:
            return answer, found
    absent = [(n, key) for n, key, status in wanted if status == "absent"]
    denied = [n for n, key in absent if _covers_all(key, certain or possible)]
    return (Truth.FALSE if denied or closed else Truth.UNKNOWN), denied


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
