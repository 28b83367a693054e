"""The order of trials for one patient: verdict, own disease, share decided in favour, recruiting status.

Weights stand in `rank.toml`. Home to order alone: it changes no verdict.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from matcher.chart import Chart
from matcher.evaluate.current import current_is
from matcher.evaluate.lineage import covers, lineage
from matcher.registry.record import TrialRecord
from matcher.terms import read_term
from matcher.truth import Truth

if TYPE_CHECKING:
    from matcher.match import CriterionMatch, TrialMatch

Aim = Literal["own", "unclear", "other"]
VERDICT_ORDER = {"eligible": 0, "possible": 1, "ineligible": 2}
AIM_ORDER: dict[Aim, int] = {"own": 0, "unclear": 0, "other": 1}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("rank.toml").read_text(encoding="utf-8"))


def in_order(matches: Iterable[tuple[TrialMatch, Aim]]) -> list[TrialMatch]:
    """Best first, ranked from 1; trials that are equal in all else by their number."""
    ordered = sorted(
        matches,
        key=lambda one: (VERDICT_ORDER[one[0].verdict], AIM_ORDER[one[1]], -one[0].score, one[0].nct_id),
    )
    return [match.model_copy(update={"rank": rank}) for rank, (match, _) in enumerate(ordered, start=1)]


def score_of(criteria: Iterable[CriterionMatch], record: TrialRecord, aim: Aim) -> float:
    """0 to 1, to three places."""
    table = _table()
    weights, status = table["weights"], table["status"]
    parts = (
        weights["decided"] * _share_in_favour(criteria),
        weights["status"] * status.get(record.overall_status or "unclear", status["unclear"]),
        weights["condition"] * table["condition"][aim],
    )
    return round(float(sum(parts)), 3)


def _share_in_favour(criteria: Iterable[CriterionMatch]) -> float:
    scored = [one.verdict for one in criteria if one.basis != "administrative"]
    return scored.count("pass") / len(scored) if scored else 0.0


def aim_of(chart: Chart, record: TrialRecord) -> Aim:
    """Whether the record's conditions name the patient's disease of the marrow, now or before, or its kin."""
    line = lineage(chart)
    own = {str(one.disease) for one in (line.current, *line.earlier) if one is not None}
    named = _diseases(record.conditions)
    if not own or not named:
        return "unclear"
    related = any(covers(one, other) or covers(other, one) for one in named for other in own)
    related = related or any(current_is(one, chart).truth is not Truth.FALSE for one in named)
    return "own" if related else "other"


@lru_cache(maxsize=20_000)
def _diseases(conditions: tuple[str, ...]) -> frozenset[str]:
    terms = (read_term(condition, ("disease",)) for condition in conditions)
    return frozenset(term.key for term in terms if term.key is not None)
