"""Response by IWG 2006, 2018 and 2023, from dated values."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.state.model import Response
from matcher.state.response_criteria import known, possible
from tests.state.patients import esa, hma, lab, state

BEFORE, START, AFTER, LATER = "2026-01-02", "2026-01-05", "2026-04-01", "2026-05-10"
case = pytest.param


def counts(day: str, *, blood: float | None = 0, **values: float) -> list[dict[str, Any]]:
    """A marrow with the counts of its day; hb in g/dL, plt and anc in 10^9/L, bm and blood in %."""
    units = {"hb": ("hemoglobin", "g/dL"), "plt": ("platelets", "10*9/L"),
             "anc": ("absolute neutrophil count", "10*9/L"), "bm": ("bone marrow blasts", "%")}  # fmt: skip
    found = [lab(units[name][0], value, day, units[name][1]) for name, value in values.items()]
    return found if blood is None else [*found, lab("peripheral blood blasts", blood, day)]


def response(*values: list[dict[str, Any]], course: dict[str, Any] | None = None, **lists: Any) -> Response:
    """The response of one line of azacitidine."""
    given_course = course or hma(start=START, outcome="ongoing")
    (found,) = state(
        observations=[one for of_a_day in values for one in of_a_day], therapies=[given_course], **lists
    ).response
    return found


VIGNETTES = [
    case({"bm": 8, "hb": 8.5, "plt": 30, "anc": 0.4}, {"bm": 3, "hb": 10.2, "plt": 110, "anc": 1.9}, "CR",
         id="hemoglobin 10 is enough"),
    case({"bm": 9, "hb": 7.5, "plt": 105, "anc": 0.3}, {"bm": 2, "hb": 10.4, "plt": 120, "anc": 0.5}, "CRbi",
         id="two of three counts"),
    case({"bm": 7, "hb": 8.0, "plt": 25, "anc": 0.2}, {"bm": 3, "hb": 10.2, "plt": 30, "anc": 0.3}, "CRuni",
         id="one of three counts"),
    case({"bm": 10, "hb": 9.0, "plt": 25, "anc": 0.4}, {"bm": 3, "hb": 9.2, "plt": 55, "anc": 0.8}, "CRh",
         id="partial recovery"),
]  # fmt: skip
"""The case vignettes of IWG 2023 (Zeidan, Blood 2023, table 4): no blasts in blood, no recent transfusion."""


@pytest.mark.parametrize(("before", "after", "expected"), VIGNETTES)
def test_the_vignettes_of_iwg_2023(before: dict, after: dict, expected: str) -> None:
    found = response(counts(BEFORE, **before), counts(AFTER, **after)).iwg_2023
    assert found is not None
    assert (found.category, found.possible, found.needs) == (expected, (), ())
    assert {one.path for one in found.evidence} >= {"observations[0]", "observations[5]"}


@pytest.mark.parametrize(("before", "after", "expected"), VIGNETTES)
def test_without_blood_blasts_nothing_is_claimed_and_they_are_named(
    before: dict, after: dict, expected: str
) -> None:
    found = response(counts(BEFORE, **before), counts(AFTER, blood=None, **after)).iwg_2023
    assert found is not None
    assert (found.category, found.at_best) == (None, expected)
    assert found.needs == ("peripheral blood blasts near the marrow",)


FULL = {"hb": 11.5, "plt": 120, "anc": 1.5}
LOW = {"hb": 8.5, "plt": 40, "anc": 0.6}


@pytest.mark.parametrize(
    ("before", "after", "by_2006", "by_2023"),
    [
        case(8, {"bm": 3, **FULL}, "CR", "CR", id="complete"),
        case(8, {"bm": 3, **FULL, "hb": 10.5}, "mCR", "CR", id="between the two limits of hemoglobin"),
        case(8, {"bm": 5, **FULL}, "CR", "no response", id="exactly 5% is CR only by IWG 2006"),
        case(16, {"bm": 7, **FULL}, "PR", "PR", id="partial"),
        case(16, {"bm": 5, **FULL}, "CR", "PR", id="5% from 16% is PR by IWG 2023"),
        case(16, {"bm": 4, **LOW}, "mCR", "no response", id="marrow only"),
        case(8, {"bm": 7, **LOW}, "SD", "no response", id="stable"),
        case(8, {"bm": 13, **LOW}, "PD", "no response", id="progression"),
        case(3, {"bm": 4, **LOW}, "SD", "no CR equivalent", id="few blasts before"),
    ],
)
def test_marrow_and_counts(before: float, after: dict, by_2006: str, by_2023: str) -> None:
    found = response(counts(BEFORE, bm=before, **LOW), counts(AFTER, **after))
    assert found.iwg_2006 is not None
    assert found.iwg_2023 is not None
    assert (found.iwg_2006.category, found.iwg_2023.category) == (by_2006, by_2023)


def test_stable_disease_needs_eight_weeks() -> None:
    assert state(observations=[*counts(BEFORE, bm=8, **LOW), *counts("2026-02-10", bm=7, **LOW)],
                 therapies=[hma(start=START, outcome="ongoing")]).response[0].iwg_2006 is None  # fmt: skip


def test_a_later_marrow_shows_that_it_lasts() -> None:
    lasting = response(counts(BEFORE, bm=8), counts(AFTER, bm=3, **FULL), counts(LATER, bm=2, **FULL))
    lost = response(counts(BEFORE, bm=8), counts(AFTER, bm=3, **FULL), counts("2026-04-20", bm=8, **FULL))
    once = response(counts(BEFORE, bm=8), counts(AFTER, bm=3, **FULL))
    found = [one.iwg_2006.lasting for one in (lasting, lost, once) if one.iwg_2006]
    assert found == [True, False, None]


def test_a_transfusion_may_have_bought_the_hemoglobin() -> None:
    units = [{"product": "RBC", "units": 2, "date": "2026-03-25"}]
    found = response(counts(BEFORE, bm=8), counts(AFTER, bm=3, **FULL), transfusions=units).iwg_2023
    assert found is not None
    assert (found.category, found.possible) == (None, ("CR", "CRbi"))
    assert found.needs == ("hemoglobin without transfusion",)


@pytest.mark.parametrize(("end", "expected"), [("2026-03-25", None), ("2026-03-01", "CR")])
def test_g_csf_may_have_bought_the_neutrophils(end: str, expected: str | None) -> None:
    growth_factor = {"drug": "filgrastim", "start": "2026-02-01", "end": end}
    course = hma(start=START, outcome="ongoing")
    values = [*counts(BEFORE, bm=8), *counts(AFTER, bm=3, **FULL)]
    found = state(observations=values, therapies=[course], medications=[growth_factor]).response[0].iwg_2023
    assert found is not None
    assert (found.category, found.at_best) == (expected, "CR")
    assert found.needs == (() if expected else ("neutrophils without G-CSF",))


@pytest.mark.parametrize(
    ("after", "expected"),
    [("46,XX[20]", "CR equivalent"), ("47,XX,+8[10]/46,XX[10]", "no CR equivalent")],
)
def test_few_blasts_before_ask_for_a_cleared_karyotype(after: str, expected: str) -> None:
    karyotypes = [{"iscn": "47,XX,+8[15]/46,XX[5]", "date": BEFORE}, {"iscn": after, "date": AFTER}]
    found = response(counts(BEFORE, bm=3, **LOW), counts(AFTER, bm=2, **FULL), karyotypes=karyotypes)
    assert found.iwg_2023 is not None
    assert found.iwg_2023.category == expected


def test_a_marrow_without_any_count_claims_no_more_than_it_can() -> None:
    course = hma(start=START, outcome="ongoing")
    found = [state(observations=[*counts(BEFORE, bm=8), *counts(AFTER, blood=None, bm=marrow)],
                   therapies=[course]).response for marrow in (3, 13)]  # fmt: skip
    assert found[0] == ()
    assert found[1][0].iwg_2006 is not None
    assert found[1][0].iwg_2006.category == "PD"


def test_what_is_recorded_and_cannot_be_right_is_said() -> None:
    course = hma(start=START, end="2026-05-01", best_response="CR")
    found = response(counts(BEFORE, bm=8, **LOW), counts(AFTER, bm=7, **LOW), course=course)
    assert found.disagreement == "recorded CR, but the values give SD by IWG 2006"


# --- hematologic improvement -------------------------------------------------------------------------------


def _series(name: str, unit: str, *pairs: tuple[str, float]) -> list[dict[str, Any]]:
    return [lab(name, value, day, unit) for day, value in pairs]


@pytest.mark.parametrize(
    ("name", "unit", "before", "after", "expected"),
    [
        case("hemoglobin", "g/dL", 8.0, 9.5, "HI-E", id="hemoglobin up by 1.5"),
        case("hemoglobin", "g/dL", 8.0, 9.4, None, id="a little less"),
        case("hemoglobin", "g/dL", 7.7, 9.2, "HI-E", id="exactly 1.5, whatever binary fractions make of it"),
        case("hemoglobin", "g/dL", 11.0, 13.0, None, id="no anemia before"),
        case("platelets", "10*9/L", 40, 70, "HI-P", id="platelets up by 30"),
        case("platelets", "10*9/L", 15, 30, "HI-P", id="from below 20 doubled"),
        case("platelets", "10*9/L", 15, 25, None, id="from below 20, not doubled"),
        case("absolute neutrophil count", "10*9/L", 0.5, 1.1, "HI-N", id="neutrophils doubled"),
        case("absolute neutrophil count", "10*9/L", 0.3, 0.7, None, id="doubled, but too few more"),
    ],
)
def test_improvement_that_lasts(
    name: str, unit: str, before: float, after: float, expected: str | None
) -> None:
    values = _series(name, unit, (BEFORE, before), ("2026-03-01", after), ("2026-05-01", after))
    found = state(observations=values, therapies=[hma(start=START, outcome="ongoing")]).response
    assert [one.category for line in found for one in line.improvement] == ([expected] if expected else [])


def test_improvement_has_to_last_eight_weeks() -> None:
    rising = _series("hemoglobin", "g/dL", (BEFORE, 8), ("2026-03-01", 10), ("2026-03-20", 10))
    lost = [*rising, lab("hemoglobin", 8, "2026-04-01", "g/dL")]
    (open_,), (gone,) = response(rising).improvement, response(lost).improvement
    assert (open_.category, open_.at_best, open_.lasting) == (None, "HI-E", None)
    assert (gone.category, gone.at_best, gone.lasting) == (None, "HI-E", False)


def test_four_units_fewer_in_eight_weeks() -> None:
    units = [
        {"product": "RBC", "units": 2, "date": day} for day in ("2025-11-20", "2025-12-10", "2026-01-02")
    ]
    found = response([], transfusions=units, complete=["transfusions"])
    assert [(one.category, one.lasting) for one in found.improvement] == [("HI-E", True)]


# --- erythroid response by IWG 2018 ------------------------------------------------------------------------

EVERY_OTHER_WEEK = [{"product": "RBC", "units": 2, "date": f"2025-{day}"} for day in (
    "10-01", "10-15", "11-01", "11-15", "12-01", "12-15")]  # fmt: skip
LOW_BURDEN = [{"product": "RBC", "units": 1, "date": f"2025-{day}"} for day in ("10-01", "11-01", "12-01")]
STILL = [{"product": "RBC", "units": 2, "date": f"2026-{month:02}-{day:02}"} for month in range(1, 8)
         for day in (10, 24)]  # fmt: skip
SPARSE = [{"product": "RBC", "units": 1, "date": f"2026-{month:02}-20"} for month in range(1, 8)]
LIST = {"complete": ["transfusions"]}


@pytest.mark.parametrize(
    ("units", "group", "responded", "degree"),
    [
        case(EVERY_OTHER_WEEK, "HTB", True, "major", id="high burden, free"),
        case([*EVERY_OTHER_WEEK, *SPARSE], "HTB", True, "minor", id="high burden, halved"),
        case([*EVERY_OTHER_WEEK, *STILL], "HTB", False, None, id="high burden, as before"),
        case(LOW_BURDEN, "LTB", True, None, id="low burden, free"),
        case([*LOW_BURDEN, *SPARSE], "LTB", False, None, id="low burden, as before"),
        case(LOW_BURDEN[:1], "gap", None, None, id="in the gap there are no criteria"),
    ],
)
def test_by_burden(units: list, group: str, responded: bool | None, degree: str | None) -> None:
    course = esa(start=START, outcome="ongoing")
    found = state(therapies=[course], transfusions=units, **LIST).response[0].erythroid_2018
    assert found is not None
    assert (found.burden_before, found.responded, found.degree) == (group, responded, degree)
    assert found.evidence


@pytest.mark.parametrize(("after", "responded"), [(9.9, True), (9.0, False)])
def test_never_transfused_by_hemoglobin(after: float, responded: bool) -> None:
    days = ("2026-02-15", "2026-03-15", "2026-04-20", "2026-06-10")
    values = _series(
        "hemoglobin", "g/dL", ("2025-11-01", 8.2), ("2025-12-15", 8.4), *((day, after) for day in days)
    )
    found = response(values, course=esa(start=START, outcome="ongoing"), **LIST).erythroid_2018
    assert found is not None
    assert (found.burden_before, found.responded) == ("NTD", responded)


def test_an_open_list_of_transfusions_gives_no_erythroid_response() -> None:
    found = state(therapies=[esa(start=START, outcome="ongoing")], transfusions=EVERY_OTHER_WEEK)
    assert [one.erythroid_2018 for one in found.response] == []


# --- laws --------------------------------------------------------------------------------------------------

_facts = st.fixed_dictionaries({
    "before": st.floats(0, 30), "blood_blasts": st.sampled_from([0.0, 1.0, 12.0]),
    "hemoglobin": st.floats(4, 14), "platelets": st.floats(2, 300), "anc": st.floats(0, 5),
    "cleared": st.booleans(),
})  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(["iwg_2006", "iwg_2023"]), st.floats(0, 30), _facts, st.sets(st.sampled_from([
    "before", "blood_blasts", "hemoglobin", "platelets", "anc", "cleared"])))  # fmt: skip
def test_a_known_value_only_rules_categories_out(
    system: str, marrow: float, facts: dict, hidden: set
) -> None:
    all_known = possible(system, known(marrow, {name: (value,) for name, value in facts.items()}))
    fewer = {name: None if name in hidden else (value,) for name, value in facts.items()}
    assert len(all_known) == 1
    assert set(all_known) <= set(possible(system, known(marrow, fewer)))
