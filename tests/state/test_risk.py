"""Recorded scores beside computed ones, risk groups, and the genes of a chart."""

from typing import Any

import pytest

from matcher.state.genes import for_ipss_m, mutated, tp53
from matcher.state.ipss_m import TP53
from matcher.state.risk import risk_group, risk_ranges
from matcher.truth import Truth
from tests.state.patients import chart, lab, state

DAY = "2026-10-01"
BLOOD = [lab("hemoglobin", 12, DAY, "g/dL"), lab("platelets", 200, DAY, "10*9/L"),
         lab("absolute neutrophil count", 3, DAY, "10*9/L")]  # fmt: skip
NORMAL = [{"iscn": "46,XX[20]", "date": DAY}]


def _recorded(name: str, category: str, value: float | None = None) -> dict[str, Any]:
    written = {"name": name, "category": category, "date": "2026-01-01"}
    return written if value is None else {**written, "value": value}


def test_a_disagreement_is_said_and_the_facts_lead() -> None:
    facts = [*BLOOD, lab("bone marrow blasts", 1, DAY), _recorded("IPSS-R", "High")]
    found = state(observations=facts, karyotypes=NORMAL).ipss_r
    assert found is not None
    assert (found.score, found.category) == (1, "Very Low")
    assert found.disagreement == "recorded High on 2026-01-01, but the last facts give Very Low"
    risk = risk_ranges(chart(observations=facts, karyotypes=NORMAL))["ipss_r"]
    assert (risk.claimed, risk.group("lower"), risk.group("higher")) == ("Very Low", Truth.TRUE, Truth.FALSE)


@pytest.mark.parametrize(
    ("name", "category", "value", "lower"),
    [
        ("IPSS", "Int-1", None, Truth.TRUE),
        ("IPSS", "intermediate-2 risk", None, Truth.FALSE),
        ("IPSS", "High", None, Truth.FALSE),
        ("IPSS", "IPSS Int-1 (1.0)", None, Truth.TRUE),
        ("IPSS-R", "Very low", None, Truth.TRUE),
        ("IPSS-R", "Intermediate", None, Truth.UNKNOWN),
        ("IPSS-R", "Int", 3.5, Truth.TRUE),
        ("IPSS-R", "Intermediate", 4, Truth.FALSE),
        ("IPSS-M", "Moderate Low", None, Truth.TRUE),
        ("IPSS-M", "Moderate High", None, Truth.FALSE),
        ("IPSS", "Intermediate", None, Truth.UNKNOWN),
        ("IPSS-R", "words nobody knows", None, Truth.UNKNOWN),
    ],
)
def test_risk_group_by_a_recorded_category(
    name: str, category: str, value: float | None, lower: Truth
) -> None:
    found, evidence, _ = risk_group(chart(observations=[_recorded(name, category, value)]), "lower")
    assert found is lower
    assert bool(evidence) is (lower is not Truth.UNKNOWN)


def test_systems_that_contradict_each_other_decide_nothing() -> None:
    both = [_recorded("IPSS", "Low"), _recorded("IPSS-R", "High")]
    truth, evidence, said = risk_group(chart(observations=both), "lower")
    assert truth is Truth.UNKNOWN
    assert len(evidence) == 2
    assert said == "the systems disagree: IPSS Low, IPSS-R High"


def test_no_score_above_thirty_percent_marrow_blasts() -> None:
    found = state(observations=[lab("bone marrow blasts", 45, DAY)]).ipss
    assert found is not None
    assert (found.score, found.best, found.why) == (
        None, None, "more than 30% marrow blasts: the score was not made for AML",
    )  # fmt: skip


def test_the_last_value_counts_and_one_after_as_of_does_not() -> None:
    marrows = [lab("bone marrow blasts", 3, "2026-02-01"), lab("bone marrow blasts", 12, "2026-09-01"),
               lab("bone marrow blasts", 25, "2026-12-01")]  # fmt: skip
    found = risk_ranges(chart(observations=marrows, karyotypes=NORMAL))["ipss"].computed
    assert found is not None
    assert (found.best.score, found.worst.score) == (1.5, 2.0)


def test_a_failed_culture_does_not_undo_the_one_before() -> None:
    both = [{"iscn": "45,XX,-7[20]", "date": "2026-01-01"}, {"iscn": "no growth", "date": DAY}]
    found = state(karyotypes=both)
    assert found.karyotype is not None
    assert found.karyotype.ipss_r_group == "poor"
    assert [issue.path for issue in found.issues] == ["karyotypes[1].iscn"]


def test_genes_by_their_last_report() -> None:
    reports = [
        {"gene": "IDH2", "status": "detected", "variant": "R172K", "date": "2026-01-01"},
        {"gene": "IDH2", "status": "not_detected", "date": DAY},
        {"gene": "IDH1", "status": "not_detected", "variant": "R132H", "date": DAY},
        {"gene": "SF3B1", "status": "unknown", "date": DAY},
        {"gene": "KMT2A", "status": "detected", "variant": "PTD", "date": DAY},
        {"gene": "TP53", "status": "detected", "variant": "R248Q", "vaf": 0.3, "date": DAY},
        {"gene": "TP53", "status": "detected", "variant": "Y220C", "vaf": 0.2, "date": DAY},
    ]
    found = chart(mutations=reports)
    assert mutated(found, "IDH2") is Truth.FALSE
    assert mutated(found, "IDH1") is Truth.UNKNOWN
    assert mutated(found, "SF3B1") is Truth.UNKNOWN
    assert mutated(found, "ASXL1") is Truth.UNKNOWN
    assert for_ipss_m(found)["KMT2A_PTD"] is Truth.TRUE
    assert tp53(found) == TP53(2, 0.3)


@pytest.mark.parametrize(
    ("report", "duplicated"),
    [({"status": "not_detected"}, Truth.FALSE), ({"status": "detected", "variant": "t(9;11)"}, Truth.UNKNOWN),
     ({"status": "detected"}, Truth.UNKNOWN), ({"status": "not_detected", "variant": "PTD"}, Truth.FALSE)],
)  # fmt: skip
def test_only_the_tandem_duplication_of_kmt2a_counts(report: dict, duplicated: Truth) -> None:
    found = chart(mutations=[{"gene": "KMT2A", "date": DAY, **report}])
    assert for_ipss_m(found)["KMT2A_PTD"] is duplicated


def test_two_values_of_one_day_are_said() -> None:
    found = state(observations=[lab("hemoglobin", 8, DAY, "g/dL"), lab("hemoglobin", 9, DAY, "g/dL")])
    assert [issue.path for issue in found.issues] == ["observations[1]"]


def test_a_category_that_does_not_go_with_its_score_is_said() -> None:
    found = state(observations=[_recorded("IPSS-R", "Low", 5.5)])
    assert [issue.path for issue in found.issues] == ["observations[0]"]


def test_an_unknown_gene_is_said() -> None:
    found = state(mutations=[{"gene": "XYZ99", "status": "detected", "date": DAY}])
    assert [issue.path for issue in found.issues] == ["mutations[0].gene"]
