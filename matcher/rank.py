"""The order of trials for one patient: own disease, verdict, whether they take patients, then the fit.

Trials for another disease never stand above those for the patient's own. Trials that do not take patients
yet, or no more, stand apart below those that do. Home to order alone: it changes no verdict and no score.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from matcher.chart import Chart
from matcher.evaluate.current import current_is
from matcher.evaluate.lineage import covers, lineage
from matcher.export.model import GROUPS
from matcher.registry.record import TrialRecord
from matcher.state.memory import once_per_key
from matcher.terms import read_term
from matcher.truth import FALSE

if TYPE_CHECKING:
    from matcher.match import TrialMatch

Aim = Literal["own", "unclear", "other"]
VERDICT_ORDER = {"eligible": 0, "possible": 1, "ineligible": 2}
AIM_ORDER: dict[Aim, int] = {"own": 0, "unclear": 0, "other": 1}
STANDING_ORDER = {"open": 0, "unclear": 0} | {name: place for place, name in enumerate(GROUPS) if place > 1}
"""An unclear standing is no reason to stand below one that is open: the score tells them apart."""


def in_order(matches: Iterable[TrialMatch]) -> list[TrialMatch]:
    """Best first, ranked from 1; trials that are equal in all else by their number."""
    ordered = sorted(matches, key=_place)
    return [match.model_copy(update={"rank": rank}) for rank, match in enumerate(ordered, start=1)]


def _place(match: TrialMatch) -> tuple[int, int, int, float, str]:
    standing = STANDING_ORDER[match.standing]
    return AIM_ORDER[match.aim], VERDICT_ORDER[match.verdict], standing, -match.score, match.nct_id


def aim_of(chart: Chart, record: TrialRecord) -> Aim:
    """Whether the record's conditions name the patient's disease of the marrow, now or before, or its kin."""
    return _aim(_diseases(record.conditions), chart)


@once_per_key
def _aim(named: frozenset[str], chart: Chart) -> Aim:
    line = lineage(chart)
    own = {str(one.disease) for one in (line.current, *line.earlier) if one is not None}
    if not own or not named:
        return "unclear"
    related = any(covers(one, other) or covers(other, one) for one in named for other in own)
    related = related or any(current_is(one, chart).truth is not FALSE for one in named)
    return "own" if related else "other"


@lru_cache(maxsize=20_000)
def _diseases(conditions: tuple[str, ...]) -> frozenset[str]:
    terms = (read_term(condition, ("disease",)) for condition in conditions)
    return frozenset(term.key for term in terms if term.key is not None)
