"""The patient of the contract, section 2, and what section 4 says of her."""

from matcher.state.model import PatientState
from tests.state.patients import esa, hma, lab, state


def _example() -> PatientState:
    return state(
        sex="female",
        birth_date="1950-03-14",
        diagnoses=[{"term": "MDS with excess blasts 2", "date": "2025-02-10", "status": "active"}],
        observations=[
            lab("hemoglobin", 8.1, "2026-10-28", "g/dL"),
            lab("bone marrow blasts", 12, "2026-10-20"),
            {"name": "ECOG", "value": 1, "date": "2026-10-28"},
            {"name": "IPSS-R", "value": 5.5, "category": "High", "date": "2025-02-10"},
            lab("serum EPO", 612, "2025-02-10", "mU/mL"),
        ],
        karyotypes=[{"iscn": "47,XX,+8[12]/46,XX[8]", "date": "2025-02-10"}],
        transfusions=[
            {"product": "RBC", "units": 2, "date": "2026-10-25"},
            {"product": "RBC", "units": 6, "from": "2026-08-01", "to": "2026-09-26"},
        ],
        therapies=[
            esa(start="2025-03-01", end="2025-06-15", best_response="none", outcome="no response",
                stop_reason="lack of efficacy"),
            hma(start="2025-07-01", end="2026-09-20", cycles=14, best_response="PR", outcome="relapse",
                stop_reason="loss of response"),
        ],
        complete=["therapies", "procedures", "conditions", "medications", "mutations", "transfusions"],
    )  # fmt: skip


def test_hma_and_esa() -> None:
    found = _example()
    assert found.hma.status == "secondary"
    (line,) = found.hma.lines
    assert line.drugs == ("azacitidine",)
    assert line.codes == ("RELAPSE_AFTER_RESPONSE",)
    assert line.cycles == 14
    assert [one.path for one in line.evidence] == ["therapies[1]"]
    assert (found.esa.status, found.esa.codes, found.esa.weeks) == ("refractory", (), 15)
    assert [one.path for one in found.esa.evidence] == ["therapies[0]"]


def test_transfusions() -> None:
    burden = _example().transfusion
    assert (burden.rbc_units_8wk, burden.rbc_units_16wk) == (4, 8)
    assert (burden.iwg_2018, burden.iwg_2006_dependent) == ("HTB", True)
    assert burden.rbc_units_8wk_range == (2, 8)
    assert burden.estimated


def test_scores_and_post_hma() -> None:
    found = _example()
    assert found.ipss_r is not None
    assert found.ipss_r.category is None
    assert found.ipss_r.categories == ("High", "Very High")
    assert found.ipss_r.recorded.category == "High"  # type: ignore[union-attr]
    assert found.ipss_r.disagreement is None
    assert "rbc transfusion dependence" in found.post_hma.adverse
    assert (found.post_hma.group, found.post_hma.why) == (None, "no published weights configured")
