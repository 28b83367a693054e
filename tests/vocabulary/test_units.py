"""Units: every usual spelling, exact sums, known values, and no sum between what cannot be compared."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from criteria.errors import UnitError, UnknownConcept
from criteria.units import bare_unit, canonical_unit, convert, read_unit, unit_at
from criteria.vocabulary.load import vocabulary

KNOWN = [
    (81, "g/L", "hemoglobin", 8.1),
    (8.1, "g/dL", "hemoglobin", 8.1),
    (6.2, "mmol/L", "hemoglobin", pytest.approx(9.99, abs=0.01)),
    (88.4, "µmol/L", "creatinine", pytest.approx(1.0, abs=0.001)),
    (17.1, "umol/L", "bilirubin", pytest.approx(1.0, abs=0.001)),
    (59.48, "umol/L", "uric_acid", pytest.approx(1.0, abs=0.001)),
    (1, "umol/L", "iron", pytest.approx(5.585, abs=0.001)),
    (1, "nmol/L", "folate", pytest.approx(0.4414, abs=0.0001)),
    (1, "pmol/L", "vitamin_b12", pytest.approx(1.355, abs=0.001)),
    (2.5, "mmol/L", "calcium", pytest.approx(10.02, abs=0.01)),
    (5, "mEq/L", "calcium", pytest.approx(10.02, abs=0.01)),
    (4, "mEq/L", "potassium", 4.0),
    (1, "mmol/L", "bun", pytest.approx(2.80, abs=0.01)),
    (5.5, "mmol/L", "glucose", pytest.approx(99.1, abs=0.1)),
    (500, "mU/mL", "serum_epo", 500.0),
    (500, "mIU/mL", "serum_epo", 500.0),
    (0.5, "U/mL", "serum_epo", 500.0),
    (1000, "ug/L", "ferritin", 1000.0),
    (1, "µkat/L", "ast", 60.0),
    (1500, "/mm3", "anc", 1.5),
    (13000, "/uL", "wbc", 13.0),
    (0.45, "s", "qtc", 450.0),
    (0.2, "fraction", "marrow_blasts", 20.0),
    (1.8, "g/L", "haptoglobin", 180.0),
    (101.3, "°F", "temperature", 38.5),
    (0.2, "10^9/L", "cd4_count", 200.0),
    (1.2, "", "inr", 1.2),
]


@pytest.mark.parametrize(("value", "unit", "lab", "expected"), KNOWN)
def test_known_values(value: float, unit: str, lab: str, expected: float) -> None:
    assert convert(value, unit, lab) == expected


COUNTS = [
    "10^9/L",
    "10*9/L",
    "10**9/L",
    "10e9/L",
    "10E9/L",
    "10⁹/L",
    "x10^9/L",
    "x 10^9/L",
    "× 10^9/L",
    "×10⁹/L",
    "X 10^9/L",
    "x 10^9 /L",
    "x 109/L",
    "109/L",
    "x 10(9)/L",
    "x10exp9/L",
    "1e9/L",
    "10^9 cells/L",
    "x 10^9 per liter",
    "G/L",
    "Giga/L",
    "billion/L",
    "10^3/µL",
    "x10^3/uL",
    "x 10e3/μL",
    "K/uL",
    "k/µL",
    "K/mcL",
    "thousand/mm3",
    "1000/mm3",
    "1,000/µL",
    "10^3/mm³",
    "10^6/mL",
    "Gpt/L",
    "x\n   10^9/L",
]


@pytest.mark.parametrize("unit", COUNTS)
def test_spellings_of_a_thousand_a_microlitre(unit: str) -> None:
    assert convert(1.5, unit, "platelets") == 1.5


@pytest.mark.parametrize(
    "unit",
    [
        "/uL",
        "/µL",
        "/mcL",
        "/mm3",
        "/mm^3",
        "/mm³",
        "/mm 3",
        "/cu mm",
        "/cubic millimeter",
        "per cubic millimeter",
        "cells/uL",
        "cells/mm3",
        "cells per microliter",
        "/ mm3",
        "/cmm",
        "platelets/uL",
        "x10^6/L",
    ],
)
def test_spellings_of_one_a_microlitre(unit: str) -> None:
    assert convert(50000, unit, "platelets") == 50.0


@pytest.mark.parametrize(
    "unit",
    [
        "mL/min/1.73m2",
        "ml/min/1.73 m2",
        "mL/min/1.73 m²",
        "mL/min per 1.73 m^2",
        "mL/minute/1.73m2",
        "mL/min/1.73",
    ],
)
def test_spellings_of_the_filtration_rate(unit: str) -> None:
    assert convert(60, unit, "egfr") == 60.0


@pytest.mark.parametrize(
    "unit",
    ["mg/dL", "mg/dl", "MG/DL", "mg %", "mg%", "mg/100 mL", "mgs/dL", "mg per dL", "milligrams/deciliter"],
)
def test_spellings_of_milligrams_a_decilitre(unit: str) -> None:
    assert convert(2, unit, "creatinine") == 2.0


def test_a_capital_g_is_giga_and_a_small_one_gram() -> None:
    assert convert(100, "G/L", "platelets") == 100.0
    assert convert(100, "g/L", "hemoglobin") == 10.0
    with pytest.raises(UnitError):
        convert(100, "g/L", "platelets")


@pytest.mark.parametrize(
    ("value", "unit", "lab", "said"),
    [
        (1, "furlong", "anc", "'furlong' is no unit known here"),
        (1, "mg/dL", "anc", "absolute neutrophil count is not measured in 'mg/dL'; give it in 10^9/L"),
        (1, "", "anc", "absolute neutrophil count has no unit; give it in 10^9/L"),
        (1, "mmol/L", "ferritin", "ferritin is not measured in 'mmol/L'; give it in ng/mL"),
        (
            1,
            "mL/min",
            "egfr",
            "estimated glomerular filtration rate is not measured in 'mL/min'; give it in mL/min/1.73m2",
        ),
        (1, "g/dL extra", "hemoglobin", "'g/dL extra' is no unit known here"),
        (math.nan, "g/dL", "hemoglobin", "nan is no number that can be measured"),
        (math.inf, "g/dL", "hemoglobin", "inf is no number that can be measured"),
    ],
)
def test_what_cannot_be_converted_is_told(value: float, unit: str, lab: str, said: str) -> None:
    with pytest.raises(UnitError) as told:
        convert(value, unit, lab)
    assert str(told.value) == said


def test_an_unknown_lab_is_another_error() -> None:
    with pytest.raises(UnknownConcept):
        convert(1, "g/dL", "unobtainium")


@pytest.mark.parametrize("lab", [lab.key for lab in vocabulary().of("lab")])
def test_the_canonical_unit_changes_nothing(lab: str) -> None:
    assert convert(7.3, canonical_unit(lab), lab) == 7.3


@pytest.mark.parametrize(
    ("lab", "there", "back"),
    [("hemoglobin", "g/L", 10), ("platelets", "/uL", 1000), ("ferritin", "ug/dL", 0.1), ("qtc", "s", 0.001)],
)
@given(value=st.decimals(min_value="0.01", max_value="5000", places=2))
def test_decimals_survive_the_round_trip(lab: str, there: str, back: float, value: object) -> None:
    """A decimal as printed comes back as itself, so that a value on a limit stays on it."""
    printed = float(str(value))
    other = float(f"{printed * back:.10g}")
    assume(printed > 0)
    assert convert(other, there, lab) == printed


@given(st.sampled_from(["creatinine", "bilirubin", "calcium", "glucose", "iron"]), st.floats(0.01, 1e4))
def test_moles_and_mass_are_in_proportion(lab: str, value: float) -> None:
    once, twice = convert(value, "umol/L", lab), convert(2 * value, "umol/L", lab)
    assert once > 0
    assert twice == pytest.approx(2 * once)
    assert convert(value, "mmol/L", lab) == pytest.approx(1000 * once)


@given(st.sampled_from(COUNTS), st.floats(0, 1e6), st.floats(0, 1e6))
def test_conversion_keeps_the_order(unit: str, one: float, other: float) -> None:
    assert (convert(one, unit, "wbc") <= convert(other, unit, "wbc")) or one > other


@pytest.mark.parametrize(
    ("value", "lab", "unit"),
    [
        (50, "platelets", "10^9/L"),
        (50000, "platelets", "/uL"),
        (1.5, "anc", "10^9/L"),
        (500, "anc", "/uL"),
        (13000, "wbc", "/uL"),
        (9, "hemoglobin", "g/dL"),
        (90, "hemoglobin", "g/L"),
        (1.5, "creatinine", "mg/dL"),
        (150, "creatinine", "umol/L"),
        (470, "qtc", "ms"),
        (0.47, "qtc", "s"),
        (1e30, "platelets", None),
        (1, "hbsag", None),
    ],
)
def test_a_number_without_unit_has_the_plausible_one(value: float, lab: str, unit: str | None) -> None:
    assert bare_unit(value, lab) == unit


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1.0 x 10^9/L and more", 4, 12),
        ("50,000/mm3.", 6, 10),
        ("2 mg/dL; and", 2, 7),
        ("60 mL/min.", 3, 9),
        ("60 mL/min/1.73 m2)", 3, 17),
        ("12 weeks prior", 3, 8),
        ("20% or more", 2, 3),
        ("65% predicted", 2, 13),
        ("500 mU/mL", 4, 9),
        ("38.5°C", 4, 6),
    ],
)
def test_the_longest_unit_is_read_in_a_text(text: str, start: int, end: int) -> None:
    found = unit_at(text, start)
    assert found is not None
    assert found[1] == end


@pytest.mark.parametrize(
    "text", ["in the marrow", "or more", "to 60", "x ULN", "times", "109", "/ 6 antigens", ""]
)
def test_what_is_no_unit_is_not_read(text: str) -> None:
    assert unit_at(text, 0) is None


@given(st.text(alphabet="xX×10^9*/ eELlmguµμdcik3().%nrptha", max_size=14))
def test_reading_never_fails_and_stays_in_the_text(text: str) -> None:
    found = unit_at(text, 0)
    if found is not None:
        assert 0 < found[1] <= len(text)
        assert read_unit(text[: found[1]]).dimension == found[0].dimension
