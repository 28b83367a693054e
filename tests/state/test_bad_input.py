"""Bad input: each kind becomes an issue with its path, never a crash and never a silent guess."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.state.patients import FIRST, FOURTH, SECOND, THIRD, esa, hma, lab, state

case = pytest.param
DAY = "2026-03-01"


@pytest.mark.parametrize(
    ("lists", "path", "word"),
    [
        case({"karyotypes": [{"iscn": "see report", "date": DAY}]}, "karyotypes[0].iscn", "", id="karyotype"),
        case({"karyotypes": [{"iscn": "46,XX[20]", "date": DAY}, {"iscn": "45,XX,-7[20]", "date": DAY}]},
             "karyotypes[1]", "same day", id="two karyotypes on one day"),
        case({"mutations": [{"gene": "QWRT7", "status": "detected", "date": DAY}]}, "mutations[0].gene",
             "QWRT7", id="gene"),
        case({"mutations": [{"gene": "TP53", "status": "detected", "date": DAY},
                            {"gene": "TP53", "status": "not_detected", "date": DAY}]},
             "mutations[1].status", "same day", id="gene found and not found on one day"),
        case({"therapies": [{"drug": "qwrtzplk", "start": DAY}]}, "therapies[0]", "not in the vocabulary",
             id="drug"),
        case({"therapies": [hma(end="2026-03-01", cycles=9, best_response="SD")]}, "therapies[0].cycles",
             "do not fit", id="more cycles of HMA than fit"),
        case({"therapies": [{"drug": "cytarabine", "start": DAY, "end": "2026-03-10", "cycles": 6}]},
             "therapies[0].cycles", "do not fit", id="more cycles of another drug than fit"),
        case({"therapies": [esa(end="2026-06-01", dose="40000 weekly")]}, "therapies[0].dose", "unit",
             id="dose of ESA without unit"),
        case({"therapies": [hma(end="2026-06-01", dose="75 d1-7")]}, "therapies[0].dose", "unit",
             id="dose of HMA without unit"),
        case({"therapies": [{"drug": "lenalidomide", "start": DAY, "dose": "10 daily"}]}, "therapies[0].dose",
             "unit", id="dose of another drug without unit"),
        case({"medications": [{"drug": "deferasirox", "start": DAY, "dose": "1000"}]}, "medications[0].dose",
             "unit", id="dose of a medication without unit"),
        case({"observations": [lab("hemoglobin", 8, DAY, "g/dL"), lab("hemoglobin", 9, DAY, "g/dL")]},
             "observations[1]", "same day", id="two values on one date"),
        case({"observations": [lab("qwrtzplk", 8, DAY)]}, "observations[0]", "not in the vocabulary",
             id="a value of something unknown"),
        case({"therapies": [hma(end="2026-06-20", cycles=6, best_response="SD", outcome="relapse")]},
             "therapies[0].outcome", "relapse", id="relapse without response"),
    ],
)  # fmt: skip
def test_it_is_said_where(lists: dict[str, Any], path: str, word: str) -> None:
    found = state(**lists).issues
    assert {issue.path for issue in found} == {path}
    assert word in found[0].said


@pytest.mark.parametrize("dose", ["150 IU/kg TIW", "2.25 mcg/kg weekly", "40,000 IU weekly", "as before"])
def test_a_dose_of_esa_that_can_be_read_is_no_issue(dose: str) -> None:
    assert state(therapies=[esa(end="2026-06-01", dose=dose)]).issues == ()


@pytest.mark.parametrize("dose", ["10 mg daily", "1.75 mg/kg q3w", "1 tablet", "2 g"])
def test_a_dose_of_another_drug_with_a_unit_is_no_issue(dose: str) -> None:
    assert state(therapies=[{"drug": "lenalidomide", "start": DAY, "dose": dose}]).issues == ()


_texts = st.text(max_size=25) | st.sampled_from(
    ["75 mg/m2", "then 40", "q0w", "q99999999w", "0 IU/kg weekly", ","]
)
_drugs = st.sampled_from(["azacitidine", "decitabine", "epoetin alfa", "darbepoetin alfa", "luspatercept"])
_words = st.sampled_from([None, "none", "SD", "PD", "CR", "HI-E"])
_outcomes = st.sampled_from([None, "relapse", "progression", "no response", "intolerance", "ongoing"])
_days = st.dates().filter(lambda day: 2000 < day.year < 2026).map(str) | st.none()
_course = st.fixed_dictionaries(
    {"drug": _drugs},
    optional={"start": _days, "dose": _texts.filter(bool), "best_response": _words, "outcome": _outcomes,
              "cycles": st.integers(0, 60), "stop_reason": _texts.filter(bool)},
).map(lambda one: {key: value for key, value in one.items() if value is not None})  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(_course, max_size=4), st.text(min_size=1, max_size=30),
       st.sampled_from([FIRST, SECOND, THIRD, FOURTH]))  # fmt: skip
def test_whatever_is_written_nothing_breaks(courses: list, iscn: str, base: dict) -> None:
    karyotypes = [*base.get("karyotypes", []), {"iscn": iscn, "date": DAY}]
    found = state(**{**base, "therapies": [*base["therapies"], *courses], "karyotypes": karyotypes})
    assert all(issue.path for issue in found.issues)
