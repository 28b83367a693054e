"""The Molecular International Prognostic Scoring System (IPSS-M), on plain values.

Source: Bernard et al., NEJM Evid 2022, and the authors' R package `ipssm` (S): formula, weights, population
means, the values taken when a fact is missing, and the rule of what may then be reported.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import lru_cache
from math import log
from typing import NamedTuple

from matcher.plain import plain_value
from matcher.state.cytogenetic_groups import IPSS_R_GROUPS
from matcher.state.score import Bounds, Scored, ScoreRange, score_range, scored
from matcher.state.tables import table
from matcher.truth import FALSE, NOT, TRUE, UNKNOWN, Truth, all_of, any_of

_RULE = table("scores")["ipss_m"]
_VARIABLES: Mapping[str, Mapping[str, float]] = _RULE["variables"]
RESIDUAL_GENES: tuple[str, ...] = tuple(_RULE["residual_genes"])
MAIN_GENES: tuple[str, ...] = tuple(_RULE["main_genes"])
GENES: tuple[str, ...] = ("TP53", "SF3B1", "KMT2A_PTD", *MAIN_GENES, *RESIDUAL_GENES)
"""All that a panel must cover; `KMT2A_PTD` is the partial tandem duplication of KMT2A alone."""


_UNSEQUENCED = dict.fromkeys(GENES, UNKNOWN)


@plain_value
class TP53:
    """What is known of TP53: number of mutations (2 for more), largest allele fraction (0-1), loss of the
    other allele where it was looked for."""

    mutations: int | None = None
    largest_vaf: float | None = None
    other_allele_lost: Truth = UNKNOWN


@plain_value
class Inputs:
    """Hb in g/dL, platelets in 10^9/L, marrow blasts in %, the IPSS-R groups still possible, four findings of
    the karyotype, and for each gene whether it is mutated. What is left out is not known."""

    hemoglobin: float | None = None
    platelets: float | None = None
    marrow_blasts: float | None = None
    karyotype: Iterable[str] = IPSS_R_GROUPS
    del_5q: Truth = UNKNOWN
    loss_of_7q: Truth = UNKNOWN
    complex: Truth = UNKNOWN
    loss_of_17p: Truth = UNKNOWN
    tp53: TP53 = TP53()
    genes: Mapping[str, Truth] = field(default_factory=dict)


class _Value(NamedTuple):
    """One variable of the formula: its value for the best, the mean and the worst case."""

    best: float
    mean: float
    worst: float


def ipss_m(inputs: Inputs) -> ScoreRange:
    """Best, mean and worst score; the mean is reported when these are at most 1 apart (authors' rule).

    Scores are rounded to two decimals, and the category is that of the rounded score, as the authors do.
    """
    mutated = {**_UNSEQUENCED, **inputs.genes}
    values = {
        **_clinical(inputs),
        **_single_genes(mutated),
        **_combined(inputs, mutated),
        "residual": _residual(mutated),
    }
    best, mean, worst = _scores(values)
    whole = score_range(_RULE["categories"], Bounds(best, worst), _missing(inputs, mutated))
    middle = scored(_RULE["categories"], mean)
    return _reported(whole._replace(mean=middle), middle)


def _reported(whole: ScoreRange, mean: Scored) -> ScoreRange:
    apart = round(whole.worst.score - whole.best.score, 2)
    if apart == 0:
        return whole
    if apart <= _RULE["greatest_range_for_mean"]:
        return whole._replace(
            settled=mean, rule="mean score: best and worst are at most 1 apart (authors' rule)"
        )
    return whole


def _scores(values: Mapping[str, _Value]) -> tuple[float, float, float]:
    """The formula for the best, the mean and the worst case."""
    best = mean = worst = 0.0
    for name, middle, beta in _TERMS:
        low, average, high = values[name]
        best += (low - middle) * beta
        mean += (average - middle) * beta
        worst += (high - middle) * beta
    return round(best / _LOG2, 2), round(mean / _LOG2, 2), round(worst / _LOG2, 2)


_TERMS = tuple((name, one["mean"], one["beta"]) for name, one in _VARIABLES.items())
_LOG2 = log(2)
_MISSING = {name: _Value(one["best"], one["mean"], one["worst"]) for name, one in _VARIABLES.items()}
_ABSENT, _PRESENT = _Value(0.0, 0.0, 0.0), _Value(1.0, 1.0, 1.0)


def _known(value: float) -> _Value:
    return _Value(value, value, value)


_BY_TRUTH = {name: {FALSE: _ABSENT, UNKNOWN: missing, TRUE: _PRESENT} for name, missing in _MISSING.items()}


def _clinical(inputs: Inputs) -> dict[str, _Value]:
    weights = [float(_RULE["karyotype"][group]) for group in inputs.karyotype]
    low, high = min(weights), max(weights)
    return {
        "hemoglobin": _measured("hemoglobin", inputs.hemoglobin, 4, 20, 1),
        "platelets": _measured("platelets", inputs.platelets, 0, 250, 100),
        "marrow_blasts": _measured("marrow_blasts", inputs.marrow_blasts, 0, 20, 5),
        "karyotype": _Value(low, min(max(_VARIABLES["karyotype"]["mean"], low), high), high),
    }


def _measured(name: str, value: float | None, low: float, high: float, unit: float) -> _Value:
    return _MISSING[name] if value is None else _known(min(max(value, low), high) / unit)


_SINGLE_GENES = (*MAIN_GENES, "KMT2A_PTD")


def _single_genes(mutated: Mapping[str, Truth]) -> dict[str, _Value]:
    return {gene: _BY_TRUTH[gene][mutated[gene]] for gene in _SINGLE_GENES}


def _combined(inputs: Inputs, mutated: Mapping[str, Truth]) -> dict[str, _Value]:
    sf3b1 = mutated["SF3B1"]
    with_5q = all_of([sf3b1, inputs.del_5q, NOT[inputs.loss_of_7q], NOT[inputs.complex]])
    spoiled = any_of([mutated[gene] for gene in _RULE["alpha_spoilers"]])
    alpha = all_of([sf3b1, NOT[with_5q], NOT[spoiled]])
    return {
        "SF3B1_5q": _BY_TRUTH["SF3B1_5q"][with_5q],
        "SF3B1_alpha": _BY_TRUTH["SF3B1_alpha"][alpha],
        "TP53_multi": _BY_TRUTH["TP53_multi"][tp53_multi_hit(inputs.tp53, inputs.loss_of_17p)],
    }


def tp53_multi_hit(tp53: TP53, loss_of_17p: Truth) -> Truth:
    """Two mutations, or one with the other allele lost: by 17p, or by an allele fraction above 0.55 (S)."""
    if tp53.mutations is None:
        return UNKNOWN
    if tp53.mutations != 1:
        return TRUE if tp53.mutations >= 2 else FALSE
    many = tp53.largest_vaf is not None and tp53.largest_vaf > _RULE["loss_of_heterozygosity_above_vaf"]
    if many or loss_of_17p is TRUE:
        return TRUE
    return tp53.other_allele_lost


def _residual(mutated: Mapping[str, Truth]) -> _Value:
    """The number of mutated residual genes, at most two; unsequenced ones may add up to their number."""
    states = [mutated[gene] for gene in RESIDUAL_GENES]
    return _residual_of(states.count(TRUE), states.count(UNKNOWN))


@lru_cache(maxsize=1_000)
def _residual_of(mutated: int, missing: int) -> _Value:
    share = (2 - mutated) / 2 * missing / len(RESIDUAL_GENES) * _RULE["residual_mean"]
    return _Value(min(mutated, 2), min(mutated, 2) + max(share, 0), min(mutated + missing, 2))


def _missing(inputs: Inputs, mutated: Mapping[str, Truth]) -> list[str]:
    """What would narrow the range, as names a report would use."""
    clinical = {
        "hemoglobin": inputs.hemoglobin,
        "platelets": inputs.platelets,
        "marrow_blasts": inputs.marrow_blasts,
        "karyotype": None if len(set(inputs.karyotype)) > 1 else 0,
        "TP53": inputs.tp53.mutations,
    }
    genes = [gene for gene in GENES if mutated[gene] is UNKNOWN and gene != "TP53"]
    return [name for name, value in clinical.items() if value is None] + genes
