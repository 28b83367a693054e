"""The IPSS-M of many patients at once: the formula of `matcher.state.ipss_m` in the same order of steps.

So each score is the same to the last digit. Weights and rules are read from the same table."""

from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.columnar.facts import Facts
from matcher.columnar.groups import grouped
from matcher.state.genes import mutated, partial_tandem_duplication, tp53
from matcher.state.ipss_m import GENES, MAIN_GENES, RESIDUAL_GENES, Inputs, tp53_multi_hit
from matcher.state.risk import cytogenetics
from matcher.state.tables import table
from matcher.truth import Truth

Numbers = npt.NDArray[np.float64]
Truths = npt.NDArray[np.int8]
Cases = tuple[Numbers, Numbers, Numbers]
"""One variable of the formula for the best, the mean and the worst case."""

PANEL = tuple(dict.fromkeys("KMT2A" if gene == "KMT2A_PTD" else gene for gene in GENES))


def ipss_m_scores(facts: Facts) -> Cases:
    """Best, mean and worst score, rounded to two decimals as the authors do."""
    rule = table("scores")["ipss_m"]
    values = {**_clinical(facts), **_genes(facts)}
    sums = [np.zeros(facts.n) for _ in range(3)]
    for name, one in rule["variables"].items():
        for case, total in enumerate(sums):
            total += (values[name][case] - one["mean"]) * one["beta"]
    best, mean, worst = (_rounded(total / log(2)) for total in sums)
    return best, mean, worst


def _rounded(values: Numbers) -> Numbers:
    return np.array([round(one, 2) for one in values.tolist()])


def _missing(name: str) -> tuple[float, float, float]:
    one = table("scores")["ipss_m"]["variables"][name]
    return one["best"], one["mean"], one["worst"]


def _of(name: str, truth: Truths) -> Cases:
    known, value = truth != 0, (truth > 0).astype(float)
    best, mean, worst = (np.where(known, value, end) for end in _missing(name))
    return best, mean, worst


# --- counts and karyotype ----------------------------------------------------------------------------------


def _clinical(facts: Facts) -> dict[str, Cases]:
    return {
        "hemoglobin": _measured(facts, "hemoglobin", 4, 20, 1),
        "platelets": _measured(facts, "platelets", 0, 250, 100),
        "marrow_blasts": _measured(facts, "marrow_blasts", 0, 20, 5),
        "karyotype": _karyotype(facts),
    }


def _measured(facts: Facts, name: str, low: float, high: float, unit: float) -> Cases:
    value = np.clip(facts.value(name), low, high) / unit
    best, mean, worst = (np.where(np.isnan(value), end, value) for end in _missing(name))
    return best, mean, worst


def _inputs(facts: Facts) -> list[Inputs]:
    """What each form of a karyotype gives; the last for none."""
    readings = [facts.reading(form) for form in range(len(facts.karyotypes.facts))]
    return [Inputs(**cytogenetics(one if one and one.told else None)) for one in [*readings, None]]


def _karyotype(facts: Facts) -> Cases:
    rule = table("scores")["ipss_m"]
    rows = []
    for inputs in _inputs(facts):
        weights = [float(rule["karyotype"][group]) for group in inputs.karyotype]
        mean = min(max(rule["variables"]["karyotype"]["mean"], min(weights)), max(weights))
        rows.append((min(weights), mean, max(weights)))
    best, mean_, worst = np.array(rows, float).T[:, facts.karyotype]
    return best, mean_, worst


def _finding(facts: Facts, name: str) -> Truths:
    found: Truths = np.array([int(getattr(one, name)) for one in _inputs(facts)], np.int8)[facts.karyotype]
    return found


# --- genes -------------------------------------------------------------------------------------------------


def _genes(facts: Facts) -> dict[str, Cases]:
    rule = table("scores")["ipss_m"]
    shown = {gene: _mutated(facts, gene) for gene in GENES if gene != "TP53"}
    with_5q = np.minimum.reduce([
        shown["SF3B1"], _finding(facts, "del_5q"), -_finding(facts, "loss_of_7q"),
        -_finding(facts, "complex"),
    ])  # fmt: skip
    spoiled = np.maximum.reduce([shown[gene] for gene in rule["alpha_spoilers"]])
    alpha = np.minimum.reduce([shown["SF3B1"], -with_5q, -spoiled])
    return {
        **{gene: _of(gene, shown[gene]) for gene in (*MAIN_GENES, "KMT2A_PTD")},
        "SF3B1_5q": _of("SF3B1_5q", with_5q),
        "SF3B1_alpha": _of("SF3B1_alpha", alpha),
        "TP53_multi": _of("TP53_multi", _multi_hit(facts)),
        "residual": _residual([shown[gene] for gene in RESIDUAL_GENES]),
    }


def _mutated(facts: Facts, gene: str) -> Truths:
    """Whether a gene is mutated, asked once for each different set of last reports."""
    groups = grouped([facts.gene("KMT2A" if gene == "KMT2A_PTD" else gene)])
    charts = [facts.chart(int(at), "mutations") for at in groups.first]
    said = [partial_tandem_duplication(c) if gene == "KMT2A_PTD" else mutated(c, gene) for c in charts]
    return _laid(said, groups.codes)


def _multi_hit(facts: Facts) -> Truths:
    lost = _finding(facts, "loss_of_17p")
    groups = grouped([facts.gene("TP53", shares=True), lost])
    charts = [facts.chart(int(at), "mutations") for at in groups.first]
    said = [tp53_multi_hit(tp53(c), Truth(int(lost[at]))) for c, at in zip(charts, groups.first, strict=True)]
    return _laid(said, groups.codes)


def _laid(said: list[Truth], codes: npt.NDArray[Any]) -> Truths:
    found: Truths = np.array([int(one) for one in said], np.int8)[codes]
    return found


def _residual(states: list[Truths]) -> Cases:
    shown = np.stack(states)
    found, missing = (shown > 0).sum(axis=0), (shown == 0).sum(axis=0)
    share = (2 - found) / 2 * missing / len(states) * table("scores")["ipss_m"]["residual_mean"]
    fewest = np.minimum(found, 2)
    return fewest.astype(float), fewest + np.maximum(share, 0), np.minimum(found + missing, 2).astype(float)
