"""What the prognostic systems look at, reduced to what they can tell apart.

The scores are those of `matcher.state`, asked once for each different input; kept is where the best and the
worst score lie among the limits of the plan, and the categories.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.columnar.facts import Codes, Facts
from matcher.columnar.genes import GeneCodes
from matcher.columnar.groups import Grouping, dense, grouped
from matcher.state.ipss import MOST_BLASTS, ipss
from matcher.state.ipss_m import Inputs, ipss_m
from matcher.state.ipss_r import ipss_r
from matcher.state.karyotype import KaryotypeReading
from matcher.state.risk import SYSTEMS
from matcher.state.score import ScoreRange
from matcher.state.tables import table

COUNTS = ("hemoglobin", "anc", "platelets", "marrow_blasts")
CLAMPS = {"hemoglobin": (4.0, 20.0), "platelets": (0.0, 250.0), "marrow_blasts": (0.0, 20.0)}
"""Beyond these the IPSS-M takes the nearer limit."""


def risk_signature(facts: Facts, limits: set[float]) -> list[Any]:
    """Columns by which two patients differ if any system tells them apart."""
    every = sorted(limits | _limits_of_groups())
    recorded = [facts.latest_form(system) for system in SYSTEMS]
    blood = facts.value("blood_blasts")
    known = [facts.latest(name) >= 0 for name in COUNTS]
    genes = GeneCodes.of(facts)
    return [
        *recorded,
        np.nan_to_num(blood) > MOST_BLASTS,
        _excess(facts),
        np.logical_or.reduce([*known, facts.karyotype >= 0]),
        genes.any_reported,
        _by_counts(facts, every),
        _ipss_m(facts, genes, every),
    ]


def _limits_of_groups() -> set[float]:
    found = (table("scores")[system].get("lower_risk_up_to") for system in SYSTEMS)
    return {float(one) for one in found if one is not None}


def _excess(facts: Facts) -> npt.NDArray[Any]:
    """Whether marrow blasts are recorded, and whether they are beyond what the scores were made for."""
    marrow = facts.value("marrow_blasts")
    return np.isnan(marrow) * 2 + (np.nan_to_num(marrow) > MOST_BLASTS)


def _by_counts(facts: Facts, limits: list[float]) -> Codes:
    """IPSS and IPSS-R."""
    values = [_steps(facts.value(name), name) for name in COUNTS]
    groups = grouped([*values, facts.karyotype])
    samples = {name: facts.value(name)[groups.first] for name in COUNTS}
    readings = [facts.reading(int(form)) for form in facts.karyotype[groups.first]]
    said = []
    for at, reading in enumerate(readings):
        counts = {name: _number(column[at]) for name, column in samples.items()}
        said.append((_one(ipss(**counts, **_groups(reading, "ipss_groups")), limits),
                     _one(ipss_r(**counts, **_groups(reading, "ipss_r_groups")), limits)))  # fmt: skip
    return _coded(groups, said)


def _steps(values: npt.NDArray[np.float64], name: str) -> Codes:
    """Where a count lies among the cut points of both systems."""
    from matcher.columnar.disease import sides

    steps = [*table("scores")["ipss_r"][name]]
    steps += table("scores")["ipss"]["marrow_blasts"] if name == "marrow_blasts" else ()
    limits = {float(one[key]) for one in steps for key in ("below", "up_to") if key in one}
    limits |= {float(table("scores")["ipss"]["cytopenia_limits"].get(name, MOST_BLASTS))}
    return sides(values, limits | {MOST_BLASTS})


def _groups(reading: KaryotypeReading | None, name: str) -> dict[str, Any]:
    return {"karyotype": getattr(reading, name)} if reading else {}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _one(found: ScoreRange | None, limits: list[float]) -> tuple[Any, ...] | None:
    """All that a question can see of a range of scores."""
    from matcher.columnar.edges import side

    if found is None:
        return None
    return found.categories, found.category, side(limits, found.best.score), side(limits, found.worst.score)


def _coded(groups: Grouping, said: Iterable[Any]) -> Codes:
    known: dict[Any, int] = {}
    codes = np.array([known.setdefault(one, len(known)) for one in said], np.int32)
    return codes[groups.codes] if codes.size else groups.codes


def _ipss_m(facts: Facts, genes: GeneCodes, limits: list[float]) -> Codes:
    """The IPSS-M of each different set of clamped values, karyotype and genes."""
    values = {name: np.clip(facts.value(name), *ends) for name, ends in CLAMPS.items()}
    findings = [_cytogenetics(facts.reading(form)) for form in range(len(facts.karyotypes.facts))]
    known: dict[str, int] = {}
    alike = np.array([known.setdefault(repr(one), len(known)) for one in [*findings, {}]], np.int32)
    findings.append({})
    groups = grouped([*values.values(), alike[facts.karyotype], genes.panel])
    said = []
    for patient in groups.first:
        counts = {name: _number(column[patient]) for name, column in values.items()}
        inputs = Inputs(**counts, **genes.of_patient(int(patient)), **findings[facts.karyotype[patient]])
        said.append(_one(ipss_m(inputs), limits))
    return _coded(groups, said)


def _cytogenetics(reading: KaryotypeReading | None) -> dict[str, Any]:
    from matcher.state.risk import cytogenetics

    return cytogenetics(reading) if reading and reading.told else {}


__all__ = ["dense", "risk_signature"]
