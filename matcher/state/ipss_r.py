"""The revised International Prognostic Scoring System (IPSS-R) and its adjustment for age, on plain values.

Source: resource table of the MDS Foundation and the IPSS-M authors' code (S).
"""

from collections.abc import Iterable
from itertools import product

from matcher.state.cytogenetic_groups import IPSS_R_GROUPS
from matcher.state.ipss import MOST_BLASTS
from matcher.state.score import (
    Bounds,
    ScoreRange,
    exactly,
    group_points,
    measured,
    points,
    score_range,
    total,
)
from matcher.state.tables import table

_RULE = table("scores")["ipss_r"]


def ipss_r(
    *,
    hemoglobin: float | None = None,
    anc: float | None = None,
    platelets: float | None = None,
    marrow_blasts: float | None = None,
    karyotype: Iterable[str] = IPSS_R_GROUPS,
) -> ScoreRange | None:
    """The IPSS-R of Hb in g/dL, ANC and platelets in 10^9/L, marrow blasts in %; None is not measured.

    `karyotype` holds the IPSS-R groups still possible. None is returned above 30% marrow blasts.
    """
    if marrow_blasts is not None and marrow_blasts > MOST_BLASTS:
        return None
    groups = tuple(karyotype)
    counts = {"hemoglobin": hemoglobin, "anc": anc, "platelets": platelets}
    blasts = Bounds(0, MOST_BLASTS) if marrow_blasts is None else exactly(marrow_blasts)
    whole = total([
        points(_RULE["marrow_blasts"], blasts),
        group_points(_RULE["karyotype"], groups),
        *(points(_RULE[name], measured(value)) for name, value in counts.items()),
    ])  # fmt: skip
    named = {"marrow_blasts": marrow_blasts, **counts, "karyotype": 0 if len(groups) == 1 else None}
    return score_range(_RULE["categories"], whole, (name for name, value in named.items() if value is None))


def age_adjusted(plain: ScoreRange, age: Bounds) -> ScoreRange:
    """The IPSS-R adjusted for age in years: score + (age - 70) * (0.05 - 0.005 * score).

    Linear in each of the two, so that the extremes lie in the corners of the ranges.
    """
    scores = (plain.best.score, plain.worst.score)
    corners = [score + (years - 70) * (0.05 - 0.005 * score) for score, years in product(scores, age)]
    missing = plain.missing if age.known else (*plain.missing, "age")
    return score_range(_RULE["categories"], Bounds(min(corners), max(corners)), missing)
