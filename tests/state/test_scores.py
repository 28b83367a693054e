"""Points and cut points at their edges, and what the scores make of facts that are missing."""

import pytest

from matcher.state.ipss import ipss
from matcher.state.ipss_m import TP53, Inputs, ipss_m, tp53_multi_hit
from matcher.state.ipss_r import age_adjusted, ipss_r
from matcher.state.score import Bounds, exactly, scored
from matcher.state.tables import table
from matcher.truth import Truth

FINE = {"hemoglobin": 12.0, "anc": 3.0, "platelets": 200.0, "marrow_blasts": 1.0}


def _ipss(group: str = "good", **facts: float) -> float | None:
    found = ipss(**{**FINE, **facts}, karyotype=(group,))
    assert found is not None
    return found.score


def _ipss_r(group: str = "very good", **facts: float) -> float | None:
    found = ipss_r(**{**FINE, **facts}, karyotype=(group,))
    assert found is not None
    return found.score


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ({}, 0), ({"marrow_blasts": 4.9}, 0), ({"marrow_blasts": 5}, 0.5), ({"marrow_blasts": 10}, 0.5),
        ({"marrow_blasts": 10.5}, 1.5), ({"marrow_blasts": 20}, 1.5), ({"marrow_blasts": 21}, 2),
        ({"marrow_blasts": 30}, 2), ({"hemoglobin": 9.9}, 0), ({"hemoglobin": 9.9, "anc": 1.7}, 0.5),
        ({"hemoglobin": 10, "anc": 1.7}, 0), ({"anc": 1.8, "platelets": 99}, 0),
        ({"hemoglobin": 9, "anc": 1, "platelets": 50}, 0.5), ({"group": "intermediate"}, 0.5),
        ({"group": "poor"}, 1),
    ],
)  # fmt: skip
def test_ipss_points(facts: dict, points: float) -> None:
    assert _ipss(**facts) == points


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ({}, 0), ({"marrow_blasts": 2}, 0), ({"marrow_blasts": 2.1}, 1), ({"marrow_blasts": 4.99}, 1),
        ({"marrow_blasts": 5}, 2), ({"marrow_blasts": 10}, 2), ({"marrow_blasts": 10.1}, 3),
        ({"hemoglobin": 10}, 0), ({"hemoglobin": 9.9}, 1), ({"hemoglobin": 8}, 1), ({"hemoglobin": 7.9}, 1.5),
        ({"platelets": 100}, 0), ({"platelets": 99}, 0.5), ({"platelets": 50}, 0.5), ({"platelets": 49}, 1),
        ({"anc": 0.8}, 0), ({"anc": 0.79}, 0.5), ({"group": "good"}, 1), ({"group": "very poor"}, 4),
    ],
)  # fmt: skip
def test_ipss_r_points(facts: dict, points: float) -> None:
    assert _ipss_r(**facts) == points


@pytest.mark.parametrize(
    ("system", "score", "category"),
    [
        ("ipss", 0, "Low"), ("ipss", 0.5, "Int-1"), ("ipss", 1, "Int-1"), ("ipss", 1.5, "Int-2"),
        ("ipss", 2, "Int-2"), ("ipss", 2.5, "High"), ("ipss_r", 1.5, "Very Low"), ("ipss_r", 2, "Low"),
        ("ipss_r", 3, "Low"), ("ipss_r", 3.5, "Intermediate"), ("ipss_r", 4.5, "Intermediate"),
        ("ipss_r", 5, "High"), ("ipss_r", 6, "High"), ("ipss_r", 6.5, "Very High"),
        ("ipss_m", -1.5, "Very Low"), ("ipss_m", -0.5, "Low"), ("ipss_m", 0, "Moderate Low"),
        ("ipss_m", 0.01, "Moderate High"), ("ipss_m", 0.5, "Moderate High"), ("ipss_m", 1.5, "High"),
        ("ipss_m", 1.51, "Very High"),
    ],
)  # fmt: skip
def test_categories_at_their_edges(system: str, score: float, category: str) -> None:
    assert scored(table("scores")[system]["categories"], score).category == category


def test_a_missing_fact_leaves_a_range_and_is_named() -> None:
    found = ipss_r(**{**FINE, "anc": None}, karyotype=("good", "intermediate"))
    assert found is not None
    assert (found.best, found.worst) == ((1, "Very Low"), (2.5, "Low"))
    assert (found.score, found.category, found.categories) == (None, None, ("Very Low", "Low"))
    assert found.missing == ("anc", "karyotype")


def test_a_category_is_claimed_when_best_and_worst_agree() -> None:
    found = ipss_r(**{**FINE, "anc": None}, karyotype=("very good",))
    assert found is not None
    assert (found.score, found.category) == (None, "Very Low")


@pytest.mark.parametrize("score", [ipss, ipss_r])
def test_above_thirty_percent_blasts_there_is_no_score(score) -> None:  # type: ignore[no-untyped-def]
    assert score(**{**FINE, "marrow_blasts": 30.1}) is None


def test_age_adjustment_takes_the_corners_of_both_ranges() -> None:
    plain = ipss_r(**{**FINE, "hemoglobin": None}, karyotype=("good",))
    assert plain is not None
    assert (plain.best.score, plain.worst.score) == (1, 2.5)
    adjusted = age_adjusted(plain, Bounds(60, 80))
    assert adjusted.best.score == pytest.approx(1 - 10 * (0.05 - 0.005))
    assert adjusted.worst.score == pytest.approx(2.5 + 10 * (0.05 - 0.0125))
    assert adjusted.missing == ("hemoglobin", "age")
    assert age_adjusted(plain, exactly(70)).best.score == 1


@pytest.mark.parametrize(
    ("tp53", "loss_of_17p", "multi"),
    [
        (TP53(0), Truth.TRUE, Truth.FALSE),
        (TP53(1, 0.55), Truth.FALSE, Truth.UNKNOWN),
        (TP53(1, 0.56), Truth.FALSE, Truth.TRUE),
        (TP53(1, 0.2), Truth.TRUE, Truth.TRUE),
        (TP53(1, 0.2, Truth.FALSE), Truth.FALSE, Truth.FALSE),
        (TP53(2), Truth.UNKNOWN, Truth.TRUE),
        (TP53(), Truth.TRUE, Truth.UNKNOWN),
    ],
)
def test_tp53_multi_hit(tp53: TP53, loss_of_17p: Truth, multi: Truth) -> None:
    assert tp53_multi_hit(tp53, loss_of_17p) is multi


def test_the_mean_is_claimed_only_within_one_point() -> None:
    nothing = ipss_m(Inputs())
    assert (nothing.score, nothing.category) == (None, None)
    assert nothing.mean is not None
    assert nothing.mean.score == 0.0


def test_no_score_is_less_than_nought_by_a_sign_alone() -> None:
    assert str(scored(({"category": "Low"},), -1e-9)) == "Scored(score=0.0, category='Low')"
