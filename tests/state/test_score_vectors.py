"""The scores against the cases of the IPSS-M authors' own package."""

import json

import pytest

from matcher.state.ipss_m import GENES, TP53, Inputs, ipss_m
from matcher.state.ipss_r import age_adjusted, ipss_r
from matcher.state.score import ScoreRange, exactly
from matcher.truth import Truth
from tests.lib.shared import SHARED, needs_shared

pytestmark = needs_shared
FILE = SHARED / "testvectors" / "ipssm_ipssr_vectors.json"
VECTORS = json.loads(FILE.read_text()) if FILE.exists() else {"cases": [], "tolerance": 0}
CATEGORY = {"Int": "Intermediate"}


def _truth(value: float | None) -> Truth:
    return Truth.UNKNOWN if value is None else Truth.TRUE if value else Truth.FALSE


def _inputs(given: dict) -> Inputs:
    genes = {gene: _truth(given.get("MLL_PTD" if gene == "KMT2A_PTD" else gene)) for gene in GENES}
    return Inputs(
        hemoglobin=given["HB"],
        platelets=given["PLT"],
        marrow_blasts=given["BM_BLAST"],
        karyotype=(given["CYTO_IPSSR"].lower(),),
        del_5q=_truth(given["del5q"]),
        loss_of_7q=_truth(given["del7_7q"]),
        complex=_truth(given["complex"]),
        loss_of_17p=_truth(given["del17_17p"]),
        tp53=TP53(int(given["TP53mut"]), given["TP53maxvaf"], _truth(given["TP53loh"])),
        genes=genes,
    )


def _ipss_r(given: dict) -> ScoreRange:
    found = ipss_r(
        hemoglobin=given["HB"],
        platelets=given["PLT"],
        anc=given["ANC"],
        marrow_blasts=given["BM_BLAST"],
        karyotype=(given["CYTO_IPSSR"].lower(),),
    )
    assert found is not None
    return found


def _same(score: float | None, category: str | None, expected: list) -> None:
    assert score == pytest.approx(expected[0], abs=VECTORS["tolerance"])
    assert category == CATEGORY.get(expected[1], expected[1])


def test_there_are_five_cases() -> None:
    assert len(VECTORS["cases"]) == 5


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_ipss_m(case: dict) -> None:
    found = ipss_m(_inputs(case["input"]))
    assert found.mean is not None
    _same(*found.mean, case["expected"]["ipssm_mean"])
    _same(*found.best, case["expected"]["ipssm_best"])
    _same(*found.worst, case["expected"]["ipssm_worst"])
    _same(found.score, found.category, case["expected"]["ipssm_mean"])


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_ipss_r_and_its_age_adjustment(case: dict) -> None:
    found = _ipss_r(case["input"])
    if case["expected"]["ipssr"] is None:
        assert found.score is None
        assert found.missing == ("anc",)
        return
    _same(found.score, found.category, case["expected"]["ipssr"])
    adjusted = age_adjusted(found, exactly(case["input"]["AGE"]))
    _same(adjusted.score, adjusted.category, case["expected"]["ipssra"])
