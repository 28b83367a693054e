"""WPSS, CPSS and CPSS-Mol: points at their edges, ranges where facts are missing, and for whom they are."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.state.model import Score
from tests.state.patients import lab, state

DAY = "2026-10-20"
NORMAL = [{"iscn": "46,XX[20]", "date": DAY}]
MONTHLY = [{"product": "RBC", "units": 1, "date": f"2026-{month}"} for month in ("07-20", "09-20", "10-20")]


def _patient(term: str, marrow: float | None, blood: float | None = 0, **more: Any) -> dict[str, Any]:
    blasts = (("bone marrow blasts", marrow), ("peripheral blood blasts", blood))
    labs = [lab(name, value, DAY) for name, value in blasts if value is not None]
    return {
        "diagnoses": [{"term": term, "date": "2026-01-05", "status": "active", "therapy_related": False}],
        "observations": [*labs, *more.pop("labs", [])],
        "karyotypes": more.pop("karyotypes", NORMAL),
        "complete": ["transfusions"],
        **more,
    }


def _score(system: str, **patient: Any) -> Score:
    found = getattr(state(**patient), system)
    assert isinstance(found, Score)
    return found


@pytest.mark.parametrize(
    ("term", "marrow", "iscn", "transfused", "expected"),
    [
        ("MDS-SLD", 3, "46,XX[20]", False, (0, "Very Low")),
        ("MDS-MLD", 3, "46,XX[20]", False, (1, "Low")),
        ("MDS-EB1", 7, "46,XX[20]", False, (2, "Intermediate")),
        ("MDS-EB2", 12, "46,XX[20]", False, (3, "High")),
        ("MDS-EB2", 12, "47,XX,+8[20]", False, (4, "High")),
        ("MDS-EB2", 12, "45,XX,-7[20]", True, (6, "Very High")),
        ("MDS-MLD", 3, "47,XX,+8[20]", True, (3, "High")),
        ("MDS", 3, "46,XX,del(5)(q13q33)[20]", False, (0, "Very Low")),
    ],
)
def test_wpss(term: str, marrow: float, iscn: str, transfused: bool, expected: tuple) -> None:
    more = {"transfusions": MONTHLY} if transfused else {}
    karyotypes = [{"iscn": iscn, "date": DAY}]
    labs = [lab("ring sideroblasts", 0, DAY)]
    found = _score("wpss", **_patient(term, marrow, karyotypes=karyotypes, labs=labs, **more))
    assert (found.score, found.category) == expected
    assert found.confidence == "S"


@pytest.mark.parametrize(
    ("marrow", "white", "iscn", "transfused", "expected"),
    [
        (3, 12.9, "46,XX[20]", False, (0, "Low")), (3, 13, "46,XX[20]", False, (1, "Int-1")),
        (10, 13, "46,XX[20]", False, (2, "Int-2")), (10, 13, "47,XX,+8[20]", False, (4, "High")),
        (3, 5, "45,X,-Y[20]", False, (0, "Low")), (3, 5, "47,XX,+21[20]", False, (1, "Int-1")),
        (12, 30, "45,XX,-7[20]", True, (5, "High")), (3, 5, "46,XX,+1,+9,-13[20]", False, (2, "Int-2")),
    ],
)  # fmt: skip
def test_cpss(marrow: float, white: float, iscn: str, transfused: bool, expected: tuple) -> None:
    more = {"transfusions": MONTHLY} if transfused else {}
    labs = [lab("white blood cells", white, DAY, "10*9/L")]
    karyotypes = [{"iscn": iscn, "date": DAY}]
    found = _score("cpss", **_patient("CMML", marrow, karyotypes=karyotypes, labs=labs, **more))
    assert (found.score, found.category) == expected
    assert found.confidence == "M-high"


def _panel(*mutated: str, left_out: str = "") -> list[dict[str, Any]]:
    return [
        {"gene": gene, "status": "detected" if gene in mutated else "not_detected", "date": DAY}
        for gene in ("ASXL1", "NRAS", "SETBP1", "RUNX1")
        if gene != left_out
    ]


@pytest.mark.parametrize(
    ("genes", "iscn", "marrow", "white", "expected"),
    [
        ((), "46,XX[20]", 3, 5, (0, "Low")), (("ASXL1",), "46,XX[20]", 3, 5, (1, "Int-1")),
        (("RUNX1",), "46,XX[20]", 3, 5, (2, "Int-2")),
        (("RUNX1", "ASXL1", "NRAS"), "47,XX,+8[20]", 4.9, 5, (3, "Int-2")),
        (("RUNX1", "ASXL1"), "46,XX[20]", 5, 5, (4, "High")),
        (("ASXL1",), "46,XX[20]", 5, 13, (3, "Int-2")),
    ],
)  # fmt: skip
def test_cpss_mol(genes: tuple, iscn: str, marrow: float, white: float, expected: tuple) -> None:
    labs = [lab("white blood cells", white, DAY, "10*9/L")]
    karyotypes = [{"iscn": iscn, "date": DAY}]
    patient = _patient("CMML", marrow, karyotypes=karyotypes, labs=labs, mutations=_panel(*genes))
    found = _score("cpss_mol", **patient)
    assert (found.score, found.category) == expected


def test_missing_facts_leave_a_range_and_are_named() -> None:
    open_list = {**_patient("MDS-EB2", 12), "complete": []}
    found = _score("wpss", **open_list)
    assert (found.score, found.category, found.missing) == (None, "High", ("transfusions",))
    no_karyotype = _score("wpss", **_patient("MDS-EB1", 7, karyotypes=[]))
    assert (no_karyotype.category, no_karyotype.categories) == (None, ("Intermediate", "High"))
    assert no_karyotype.missing == ("karyotype",)
    one_gene_less = _patient("CMML", 3, labs=[lab("white blood cells", 5, DAY, "10*9/L")],
                             mutations=_panel(left_out="RUNX1"))  # fmt: skip
    by_genes = _score("cpss_mol", **one_gene_less)
    assert (by_genes.categories, by_genes.missing) == (("Low", "Int-1", "Int-2"), ("RUNX1",))


def test_the_scores_are_for_their_diseases() -> None:
    mds, cmml = state(**_patient("MDS-EB1", 7)), state(**_patient("CMML", 7))
    assert (mds.cpss, mds.cpss_mol, cmml.wpss) == (None, None, None)
    acute = state(**_patient("MDS-EB2", 24))
    assert acute.wpss is None


def test_a_recorded_score_is_kept_and_a_disagreement_said() -> None:
    recorded = {"name": "WPSS", "category": "Low", "date": "2026-01-05"}
    found = _score("wpss", **_patient("MDS-EB2", 12, labs=[recorded]))
    assert found.recorded is not None
    assert found.recorded.category == "Low"
    assert found.disagreement == "recorded Low on 2026-01-05, but the last facts give High"


_lists = st.sets(st.sampled_from(["observations", "karyotypes", "mutations", "transfusions"]))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["MDS", "CMML"]), st.sampled_from([1.0, 6.0, 11.0, 15.0]), _lists)
def test_leaving_out_facts_never_narrows(term: str, marrow: float, left_out: set) -> None:
    labs = [lab("white blood cells", 20, DAY, "10*9/L"), lab("ring sideroblasts", 20, DAY)]
    full = _patient(term, marrow, labs=labs, mutations=_panel("ASXL1"), transfusions=MONTHLY)
    full = {**full, "complete": []}
    fewer = {name: value for name, value in full.items() if name not in left_out}
    for system in ("wpss", "cpss", "cpss_mol"):
        narrow, wide = getattr(state(**full), system), getattr(state(**fewer), system)
        if narrow is not None and wide is not None:
            assert wide.best.score <= narrow.best.score <= narrow.worst.score <= wide.worst.score
