"""Scores that ask for the entity of the disease: the WPSS for MDS, the CPSS and the CPSS-Mol for CMML.

Points and sources: `data/scores.toml`. None is returned where the score was not made for the disease.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from matcher.chart import Chart
from matcher.state import genes
from matcher.state.cytogenetic_groups import CPSS_GROUPS, IPSS_GROUPS
from matcher.state.disease import candidates_of
from matcher.state.disease_facts import DiseaseFacts, disease_facts
from matcher.state.score import (
    ANYTHING,
    Bounds,
    ScoreRange,
    exactly,
    group_points,
    points,
    score_range,
    total,
)
from matcher.state.tables import table
from matcher.state.transfusion import units_in
from matcher.truth import AND, FALSE, TRUE, UNKNOWN, Truth

_SCORES = table("scores")
MADE_FOR = {"wpss": ("mds", "MDS"), "cpss": ("cmml", "CMML"), "cpss_mol": ("cmml", "CMML")}
"""The family of diseases that each score was made for, and its name."""


def score_by_entity(chart: Chart, system: str) -> tuple[ScoreRange | None, str | None]:
    """The range of one of the three scores, or why there is none."""
    facts = disease_facts(chart)
    family, named = MADE_FOR[system]
    if facts.family is None:
        return None, f"no {named} is recorded: the score was made for {named}"
    if facts.family != family:
        return None, f"the score was made for {named}"
    found = _RANGES[system](facts)
    return found, None if found else f"20% blasts or more: the score was made for {named}"


def _wpss(facts: DiseaseFacts) -> ScoreRange | None:
    rule = _SCORES["wpss"]
    entity, needs = _entity(facts, "morphology", rule["entities"])
    groups = facts.reading.ipss_groups if facts.reading else IPSS_GROUPS
    return _range(rule, entity, needs, [
        ("karyotype", group_points(rule["karyotype"], groups)),
        ("transfusions", _transfused(facts, rule["transfusion"])),
    ])  # fmt: skip


def _cpss(facts: DiseaseFacts) -> ScoreRange | None:
    rule = _SCORES["cpss"]
    entity, needs = _entity(facts, "cmml", rule["entities"])
    return _range(rule, entity, needs, [
        ("wbc", _measured(facts, "wbc", rule["wbc"])),
        ("karyotype", group_points(rule["karyotype"], _cpss_groups(facts))),
        ("transfusions", _transfused(facts, rule["transfusion"])),
    ])  # fmt: skip


def _cpss_mol(facts: DiseaseFacts) -> ScoreRange | None:
    """Two steps: karyotype and four genes make a genetic group, then its points and the clinical ones."""
    rule = _SCORES["cpss_mol"]
    entity, _ = _entity(facts, "cmml", _SCORES["cpss"]["entities"])
    if entity is None:
        return None
    cytogenetic = group_points(rule["karyotype"], _cpss_groups(facts))
    weights: Mapping[str, int] = rule["genes"]
    mutated = {gene: _weighed(genes.mutated(facts.chart, gene), weight) for gene, weight in weights.items()}
    genetic = points(rule["genetic_step"], total([cytogenetic, *mutated.values()]))
    missing = [name for name, part in {"karyotype": cytogenetic, **mutated}.items() if not part.known]
    return _range(rule, genetic, missing, [
        ("wbc", _measured(facts, "wbc", rule["wbc"])),
        ("marrow_blasts", _measured(facts, "marrow_blasts", rule["marrow_blasts"])),
        ("transfusions", _transfused(facts, rule["transfusion"])),
    ])  # fmt: skip


_RANGES = {"wpss": _wpss, "cpss": _cpss, "cpss_mol": _cpss_mol}


def _range(
    rule: Mapping[str, Any], first: Bounds | None, needs: Iterable[str], parts: list[tuple[str, Bounds]]
) -> ScoreRange | None:
    """The score of a first part (with what it lacks) and named parts; None where the first does not apply."""
    if first is None:
        return None
    missing = [*needs, *(name for name, part in parts if not part.known)]
    whole = total([first, *(part for _, part in parts)])
    return score_range(rule["categories"], whole, dict.fromkeys(missing))


def _entity(
    facts: DiseaseFacts, listed: str, weights: Mapping[str, float]
) -> tuple[Bounds | None, list[str]]:
    """The points of the entities (WHO 2016) that the facts allow, what would decide; None where it is AML."""
    candidates = candidates_of(facts, "who_2016", listed)
    possible = [one for one in candidates if one.name in weights]
    if not possible:
        return None, []
    bounds = group_points(weights, (one.name for one in possible))
    needs = [need for one in candidates for need in one.needs]
    return bounds, [] if bounds.known and len(possible) == len(candidates) else needs


def _cpss_groups(facts: DiseaseFacts) -> Iterable[str]:
    return facts.reading.cpss_groups if facts.reading else CPSS_GROUPS


def _measured(facts: DiseaseFacts, lab: str, steps: list[Mapping[str, Any]]) -> Bounds:
    found = facts.chart.latest(lab)
    return points(steps, ANYTHING if found is None or found.value is None else exactly(found.value))


def _weighed(truth: Truth, weight: float) -> Bounds:
    return Bounds(weight if truth is TRUE else 0, 0 if truth is FALSE else weight)


def _transfused(facts: DiseaseFacts, rule: Mapping[str, float]) -> Bounds:
    return _weighed(regularly_transfused(facts.chart, rule), rule["points"])


def regularly_transfused(chart: Chart, rule: Mapping[str, float]) -> Truth:
    """At least one unit in each of the last periods: the need that these scores count."""
    red = [one for one in chart.transfusions if one.product == "RBC"]
    days = int(rule["weeks_a_period"]) * 7
    need = TRUE
    for period in range(int(rule["periods"])):
        last = chart.as_of - timedelta(days=days * period)
        given = units_in(red, last, days, complete="transfusions" in chart.complete)
        need = AND[need, _enough(given.low, given.high, rule["units"])]
    return need


def _enough(low: float, high: float, units: float) -> Truth:
    if low >= units:
        return TRUE
    return FALSE if high < units else UNKNOWN
