"""The four published cases of seed 004 at each decision point, and the gold patients beside the project."""

import pytest

from matcher.chart import Chart
from matcher.patient import load_patient
from matcher.state.derive import derive_state
from matcher.state.model import PatientState
from tests.lib.shared import SHARED, needs_shared
from tests.state.patients import FIRST, FOURTH, SECOND, THIRD, state


def _options(found: PatientState) -> set[str]:
    return {option.id for option in found.options}


AML, STABLE, EMPTY = "P1_AML", "P3_STABLE_NO_RESPONSE", "P4_HYPOPLASTIC"
LOST, WORSE, SHORT = "RELAPSE_AFTER_RESPONSE", "PROGRESSION_AFTER_RESPONSE", ("PREMATURE_LT_8W",)
EARLY = ("TOO_FEW_CYCLES", "REDUCED_DOSE")


@pytest.mark.parametrize(
    ("case", "as_of", "hma", "hma_codes", "esa", "esa_codes"),
    [
        pytest.param(FIRST, "2026-05-01", "ongoing", (), "naive", (), id="P1 on azacitidine"),
        pytest.param(FIRST, "2026-11-01", "primary", (AML, STABLE), "naive", (), id="P1 failure"),
        pytest.param(SECOND, "2025-03-10", "naive", (), "premature", SHORT, id="P2 ESA too short"),
        pytest.param(
            SECOND, "2025-06-15", "not_established", EARLY, "premature", SHORT, id="P2 HMA too early"
        ),
        pytest.param(SECOND, "2026-04-10", "primary", (STABLE,), "premature", SHORT, id="P2 twelve cycles"),
        pytest.param(SECOND, "2026-04-25", "primary", (STABLE, EMPTY), "premature", SHORT, id="P2 marrow"),
        pytest.param(SECOND, "2026-11-01", "primary", (STABLE, EMPTY), "relapsed", (), id="P2 ESA lost"),
        pytest.param(THIRD, "2026-06-01", "ongoing", (), "naive", (), id="P3 on azacitidine"),
        pytest.param(THIRD, "2026-11-01", "secondary", (LOST,), "naive", (), id="P3 relapse"),
        pytest.param(FOURTH, "2026-03-25", "secondary", (LOST,), "naive", (), id="P4 referral"),
        pytest.param(FOURTH, "2026-11-01", "secondary", (LOST, WORSE), "naive", (), id="P4 AML"),
    ],
)
def test_failure_at_each_decision_point(
    case: dict, as_of: str, hma: str, hma_codes: tuple, esa: str, esa_codes: tuple
) -> None:
    found = state(as_of, **case)
    assert (found.hma.status, found.hma.codes) == (hma, hma_codes)
    assert (found.esa.status, found.esa.codes) == (esa, esa_codes)


def test_patient_1_is_adequately_treated_with_eltrombopag_beside() -> None:
    (line,) = state(**FIRST).hma.lines
    assert (line.drugs, line.combined_with, line.cycles) == (("azacitidine",), ("eltrombopag",), 8)
    assert not line.provisional
    assert {one.path for one in line.evidence} >= {"therapies[0]", "diagnoses[1]", "observations[1]"}


def test_patient_1_scores_and_options() -> None:
    before, after = state("2026-01-10", **FIRST), state(**FIRST)
    assert before.ipss is not None
    assert before.ipss.categories == ("Int-2", "High")
    assert before.ipss.recorded is not None
    assert before.ipss.recorded.category == "Int-2"
    assert before.ipss.disagreement is None
    assert _options(after) >= {"R005", "H003", "H007", "H016"}
    assert "R004" not in _options(after)
    assert "marrow blasts above 20%" in after.post_hma.adverse
    assert "age" in after.post_hma.unknown
    assert after.post_hma.group is None


def test_patient_2_a_new_clone_opens_lenalidomide() -> None:
    found = state(**SECOND)
    assert found.karyotype is not None
    assert found.karyotype.new_since_before == ("del(5)(q13q33)",)
    assert found.karyotype.ipss_r_group == "good"
    assert "R008" in _options(found)
    assert not {"R014", "R013", "R009"} & (
        _options(found) | {option.id for option in found.options_undecided}
    )
    assert found.transfusion.iwg_2006_dependent is True
    assert "R008" not in _options(state("2026-04-25", **SECOND))
    assert state("2025-03-10", **SECOND).karyotype.new_since_before == ()  # type: ignore[union-attr]


def test_patient_2_scores() -> None:
    found = state("2025-01-15", **SECOND)
    assert found.ipss is not None
    assert found.ipss_r is not None
    assert (found.ipss.category, found.ipss.best.score, found.ipss.worst.score) == ("Int-1", 0.5, 1.0)  # type: ignore[union-attr]
    assert found.ipss_r.category is None
    assert found.ipss_r.recorded.category == "Intermediate"  # type: ignore[union-attr]
    assert found.ipss_r.missing == ("hemoglobin", "anc", "platelets")


def test_patient_3_twenty_percent_is_a_boundary() -> None:
    found = state(**THIRD)
    (line,) = found.hma.lines
    assert any("20% blasts" in note for note in line.notes)
    assert "P1_AML" not in found.hma.codes
    assert {"performance status"} == set(found.post_hma.adverse)
    assert {"complex karyotype", "marrow blasts above 20%"} == set(found.post_hma.absent)
    assert "H005" not in _options(found)


def test_patient_4_second_hma_is_its_own_line() -> None:
    found = state(**FOURTH)
    first, second = found.hma.lines
    assert (first.drugs, first.type) == (("azacitidine",), "secondary")
    assert (second.drugs, second.type, second.codes) == (
        ("decitabine",),
        "not_established",
        ("TOO_FEW_CYCLES",),
    )
    assert "R004" in _options(found)
    assert "R003" not in _options(found)
    assert set(found.post_hma.adverse) == {"performance status", "marrow blasts above 20%"}


def test_patient_4_has_no_score_of_mds() -> None:
    found = state(**FOURTH).ipss_r
    assert found is not None
    assert (found.best, found.why) == (None, "more than 30% blood blasts: the score was not made for AML")


def test_patient_4_without_the_mutation_has_no_enasidenib() -> None:
    wild = [{"gene": "IDH2", "status": "not_detected", "date": "2026-10-20"}]
    assert "R004" not in _options(state(**{**FOURTH, "mutations": wild}))


GOLD = {
    "seed004-p1": ("primary", "naive"),
    "seed004-p2": ("primary", "relapsed"),
    "seed004-p3": ("secondary", "naive"),
    "seed004-p4": ("secondary", "naive"),
    "dev-hr-tp53": ("primary", "naive"),
    "dev-lr-rs": ("naive", "refractory"),
}


@needs_shared
@pytest.mark.parametrize("name", GOLD)
def test_gold_patients(name: str) -> None:
    found = derive_state(Chart.of(load_patient(SHARED / "gold" / "patients" / f"{name}.json")))
    assert (found.hma.status, found.esa.status) == GOLD[name]
