"""The International Prognostic Scoring System of 1997 (IPSS), on plain values.

Source: Greenberg 1997, read in two reprints (S). Cytopenias are Hb < 10 g/dL, ANC < 1.8 and platelets
< 100 x10^9/L (S; some calculators print 1.5 for the ANC).
"""

from collections.abc import Iterable

from matcher.state.cytogenetic_groups import IPSS_GROUPS
from matcher.state.score import (
    Bounds,
    ScoreRange,
    exactly,
    group_points,
    points,
    score_range,
    total,
)
from matcher.state.tables import table

_RULE = table("scores")["ipss"]
MOST_BLASTS = 30.0
"""Above 30% marrow blasts the disease is AML even by FAB, and the IPSS was not made for it."""


def ipss(
    *,
    hemoglobin: float | None = None,
    anc: float | None = None,
    platelets: float | None = None,
    marrow_blasts: float | None = None,
    karyotype: Iterable[str] = IPSS_GROUPS,
) -> ScoreRange | None:
    """The IPSS of Hb in g/dL, ANC and platelets in 10^9/L, marrow blasts in %; None is not measured.

    `karyotype` holds the IPSS groups still possible. None is returned above 30% marrow blasts.
    """
    if marrow_blasts is not None and marrow_blasts > MOST_BLASTS:
        return None
    counts = {"hemoglobin": hemoglobin, "anc": anc, "platelets": platelets}
    blasts = Bounds(0, MOST_BLASTS) if marrow_blasts is None else exactly(marrow_blasts)
    groups = tuple(karyotype)
    whole = total([
        points(_RULE["marrow_blasts"], blasts),
        group_points(_RULE["karyotype"], groups),
        points(_RULE["cytopenias"], total(_cytopenia(name, value) for name, value in counts.items())),
    ])  # fmt: skip
    named = {"marrow_blasts": marrow_blasts, **counts, "karyotype": 0 if len(groups) == 1 else None}
    return score_range(_RULE["categories"], whole, (name for name, value in named.items() if value is None))


def _cytopenia(name: str, value: float | None) -> Bounds:
    return Bounds(0, 1) if value is None else exactly(float(value < _RULE["cytopenia_limits"][name]))
