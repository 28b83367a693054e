"""The four published cases of seed 004 at each decision point: failure, codes, options, what is to be asked.

Expected values: seeds/004:52-121, 004:382-399, 004:428-462 and the notes on them.
"""

from typing import Any

import pytest

from matcher.state.model import PatientState
from tests.state.patients import FIRST, FOURTH, SECOND, THIRD, state

case = pytest.param


def names(found: PatientState) -> set[str]:
    """The options that apply."""
    return {option.id for option in found.options}


def by_trial(found: PatientState) -> dict[str, bool | None]:
    """Which trials' own definitions of HMA failure are met."""
    return {one.id: one.meets for one in found.hma.by_trial_definition}


TRIALS = ("NCT02907359", "NCT02936752", "AACR-2022-guadecitabine-atezolizumab", "NCT02197676",
          "seclidemstat-azacitidine")  # fmt: skip


@pytest.mark.parametrize(
    ("patient", "as_of", "options", "not_options", "cautions"),
    [
        case(FIRST, "2026-05-01", set(), {"H016", "H004", "R004"}, set(), id="P1 on azacitidine"),
        case(FIRST, "2026-11-01", {"R005", "H001", "H003", "H007", "H016"}, {"R003", "R004"},
             {"H008", "H011b"}, id="P1 AML after azacitidine: haploidentical transplant"),
        case(SECOND, "2025-03-10", {"U002"}, {"H016", "R012", "R014", "R019"}, set(),
             id="P2 first: ESA declared refractory too early"),
        case(SECOND, "2025-06-15", {"U001", "U002"}, {"H016", "H001", "H004", "H011"}, set(),
             id="P2 second: azacitidine declared failed too early"),
        case(SECOND, "2026-04-10", {"H016", "H001", "S001", "U002"}, {"R008", "U001"}, {"H011b"},
             id="P2 third: twelve cycles of stable disease"),
        case(SECOND, "2026-04-25", {"H016", "H001", "S001", "U002"}, {"R008"}, {"H011b"},
             id="P2 fourth: empty marrow, new del(5q), not transfused"),
        case(SECOND, "2026-11-01", {"R008", "H016"}, {"R014", "R013", "R009"}, {"H011b"},
             id="P2 fifth: dependent again: lenalidomide"),
        case(THIRD, "2026-11-01", {"H016", "H001", "H004", "H006"}, {"R003", "R004", "H003", "H005"},
             {"H011b"}, id="P3 relapse without a target"),
        case(FOURTH, "2026-03-25", {"H016", "H001"}, {"R003", "R004"}, {"H011b"}, id="P4 referral"),
        case(FOURTH, "2026-07-20", {"H016", "H001"}, {"H011"}, {"H011b"}, id="P4 after decitabine"),
        case(FOURTH, "2026-11-01", {"R004", "H007", "H016"}, {"R003"}, {"H008", "H011b"},
             id="P4 AML with IDH2: enasidenib"),
    ],
)  # fmt: skip
def test_options_at_each_decision_point(
    patient: dict[str, Any], as_of: str, options: set, not_options: set, cautions: set
) -> None:
    found = state(as_of, **patient)
    assert options <= names(found)
    assert not not_options & names(found)
    assert cautions <= {one.id for one in found.cautions}
    assert all(one.source.startswith("seeds/") for one in (*found.options, *found.cautions))


def test_premature_failure_is_recognised_at_the_first_two_decisions_of_patient_2() -> None:
    first, second = state("2025-03-10", **SECOND), state("2025-06-15", **SECOND)
    assert (first.esa.status, first.esa.codes, first.esa.weeks) == ("premature", ("PREMATURE_LT_8W",), 6)
    assert (second.hma.status, second.hma.codes) == ("not_established", ("TOO_FEW_CYCLES", "REDUCED_DOSE"))
    assert any("too early" in note for note in second.hma.lines[0].notes)
    assert any("long enough" in question for question in second.questions)


def test_the_new_del_5q_is_found_at_the_fourth_decision_of_patient_2() -> None:
    before, found = state("2026-04-10", **SECOND), state("2026-04-25", **SECOND)
    assert before.karyotype is not None
    assert found.karyotype is not None
    assert before.karyotype.new_since_before == ()
    assert found.karyotype.new_since_before == ("del(5)(q13q33)",)
    assert [one.path for one in found.karyotype.evidence] == ["karyotypes[1]"]
    assert found.hma.codes == ("P3_STABLE_NO_RESPONSE", "P4_HYPOPLASTIC")


def test_patient_2_is_transfusion_dependent_at_the_fifth_decision_and_lenalidomide_is_on_label() -> None:
    found = state(**SECOND)
    (lenalidomide,) = [one for one in found.options if one.id == "R008"]
    assert "on-label" in lenalidomide.why
    assert {one.path for one in lenalidomide.evidence} >= {"karyotypes[1]", "transfusions[0]"}
    assert (found.esa.status, found.lenalidomide.status) == ("relapsed", "naive")
    (luspatercept,) = [one for one in found.options if one.id == "R012"]
    assert any("del(5q)" in said for said in luspatercept.against)


def test_patient_2_on_lenalidomide() -> None:
    assert state("2027-01-10", **SECOND).lenalidomide.status == "ongoing"


@pytest.mark.parametrize(
    ("patient", "as_of", "expected"),
    [
        case(FIRST, "2026-11-01", (None, True, True, False, True), id="P1: AML is no guadecitabine for MDS"),
        case(SECOND, "2025-06-15", (False, False, False, False, False), id="P2 after three cycles"),
        case(SECOND, "2026-04-25", (None, True, True, True, True), id="P2 after twelve cycles"),
        case(THIRD, "2026-11-01", (None, True, True, None, True), id="P3: 20% decides nothing"),
        case(FOURTH, "2026-11-01", (None, True, True, False, True), id="P4"),
    ],
)
def test_the_trials_own_definitions_stand_beside_the_general_one(
    patient: dict[str, Any], as_of: str, expected: tuple
) -> None:
    assert by_trial(state(as_of, **patient)) == dict(zip(TRIALS, expected, strict=True))


def test_patient_1_was_treated_adequately_and_has_a_donor() -> None:
    found = state(**FIRST)
    assert found.hma.codes == ("P1_AML", "P3_STABLE_NO_RESPONSE")
    (transplant,) = [one for one in found.options if one.id == "R005"]
    assert {one.path for one in transplant.evidence} >= {"donor.haploidentical", "donor.transplant_candidate"}
    assert any("haploidentical" in said for said in transplant.against)
    assert any("70 years" in said for said in transplant.against)


def test_patient_1_progressed_by_marrow() -> None:
    (line,) = state(**FIRST).response
    assert line.iwg_2006 is not None
    assert (line.recorded, line.iwg_2006.category) == ("SD", "PD")


def test_patient_3_has_twenty_percent_blasts_and_nothing_is_concluded_from_them() -> None:
    found = state(**THIRD)
    assert (found.hma.status, found.hma.codes) == ("secondary", ("RELAPSE_AFTER_RESPONSE",))
    undecided = {one.id: one.needs for one in found.options_undecided}
    assert undecided["H007"] == ("marrow blasts",)


def test_patient_4_switched_in_vain() -> None:
    found = state(**FOURTH)
    first, second = found.hma.lines
    assert (first.type, first.codes) == (
        "secondary",
        ("RELAPSE_AFTER_RESPONSE", "PROGRESSION_AFTER_RESPONSE"),
    )
    assert (second.drugs, second.type) == (("decitabine",), "not_established")
    (switch,) = [one for one in found.cautions if one.id == "H011b"]
    assert "far from successful" in switch.why


def test_patient_4_adverse_factors() -> None:
    """39 platelets lie between the recalled cut-offs: shown, and not called adverse."""
    found = state(**FOURTH).post_hma
    assert {"performance status", "marrow blasts above 20%"} == set(found.adverse)
    (platelets,) = [one for one in found.factors if one.name == "platelets"]
    assert (platelets.present, platelets.said, platelets.confidence) == (None, "39", "M-low")
