"""What the prognostic systems look at, reduced to what they can tell apart.

IPSS and IPSS-R are asked of `matcher.state` once for each different input. The IPSS-M differs for nearly
every patient and is computed for all at once, step by step as in `matcher.state.ipss_m`; kept is where its
scores lie among the limits of its categories and of the plan.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.columnar.edges import ScoreLimits, side, sides
from matcher.columnar.facts import Codes, Facts
from matcher.columnar.groups import grouped
from matcher.columnar.molecular_score import PANEL, ipss_m_scores
from matcher.state.ipss import MOST_BLASTS, ipss
from matcher.state.ipss_r import ipss_r
from matcher.state.karyotype import KaryotypeReading
from matcher.state.risk import SYSTEMS
from matcher.state.score import ScoreRange
from matcher.state.tables import table

COUNTS = ("hemoglobin", "anc", "platelets", "marrow_blasts")


def risk_signature(facts: Facts, limits: ScoreLimits) -> dict[str, list[Any]]:
    """For each system, and under "" for all, columns by which two patients differ if it tells them apart."""
    known = [facts.latest(name) >= 0 for name in COUNTS]
    shared = [
        np.nan_to_num(facts.value("blood_blasts")) > MOST_BLASTS,
        sides(facts.value("marrow_blasts"), {MOST_BLASTS}),
        np.logical_or.reduce([*known, facts.karyotype >= 0]),
    ]
    own = {system: [facts.latest_form(system)] for system in SYSTEMS}
    reported = np.logical_or.reduce([facts.gene(gene) > 0 for gene in PANEL])
    own["ipss"].append(_by_counts(facts, "ipss", sorted(limits["ipss"])))
    own["ipss_r"].append(_by_counts(facts, "ipss_r", sorted(limits["ipss_r"])))
    own["ipss_m"] += [reported, *_ipss_m(facts, limits["ipss_m"])]
    return {"": shared, **own}


def _by_counts(facts: Facts, system: str, limits: list[float]) -> Codes:
    """IPSS or IPSS-R."""
    score: Callable[..., ScoreRange | None] = ipss if system == "ipss" else ipss_r
    steps = [sides(facts.value(name), _cut_points(name)) for name in COUNTS]
    groups = grouped([*steps, _group_codes(facts, f"{system}_groups")])
    samples = {name: facts.value(name)[groups.first] for name in COUNTS}
    known: dict[Any, int] = {}
    codes = []
    for at, form in enumerate(facts.karyotype[groups.first]):
        counts = {
            name: None if np.isnan(column[at]) else float(column[at]) for name, column in samples.items()
        }
        found = score(**counts, **_groups(facts.reading(int(form)), f"{system}_groups"))
        codes.append(known.setdefault(_seen(found, limits), len(known)))
    result: Codes = np.array(codes, np.int32)[groups.codes]
    return result


def _group_codes(facts: Facts, name: str) -> Codes:
    """Codes of the cytogenetic groups that each patient's last karyotype leaves possible."""
    known: dict[Any, int] = {}
    readings = [facts.reading(form) for form in (*range(len(facts.karyotypes.facts)), -1)]
    said = [getattr(one, name) if one else None for one in readings]
    found: Codes = np.array([known.setdefault(one, len(known)) for one in said], np.int32)[facts.karyotype]
    return found


def _cut_points(name: str) -> set[float]:
    """The cut points of a count in both systems."""
    scores = table("scores")
    steps = [*scores["ipss_r"][name], *(scores["ipss"]["marrow_blasts"] if name == "marrow_blasts" else ())]
    limits = {float(one[key]) for one in steps for key in ("below", "up_to") if key in one}
    return limits | {float(scores["ipss"]["cytopenia_limits"].get(name, MOST_BLASTS)), MOST_BLASTS}


def _groups(reading: KaryotypeReading | None, name: str) -> dict[str, Any]:
    return {"karyotype": getattr(reading, name)} if reading else {}


def _seen(found: ScoreRange | None, limits: list[float]) -> tuple[Any, ...] | None:
    """All that a question can see of a range of scores."""
    if found is None:
        return None
    return found.categories, found.category, side(limits, found.best.score), side(limits, found.worst.score)


def _ipss_m(facts: Facts, limits: set[float]) -> list[npt.NDArray[Any]]:
    """Where the ends of the range lie; the mean only where the authors' rule goes by it."""
    rule = table("scores")["ipss_m"]
    every = limits | {float(one["up_to"]) for one in rule["categories"] if "up_to" in one}
    best, mean, worst = ipss_m_scores(facts)
    apart = np.array([round(one, 2) for one in (worst - best).tolist()])
    by_mean = (apart != 0) & (apart <= rule["greatest_range_for_mean"])
    middle = np.where(by_mean, sides(mean, every), 0)
    return [sides(best, every), sides(worst, every), middle, apart == 0]
