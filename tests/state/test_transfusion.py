"""Units in windows, dependence and burden."""

from datetime import date, timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.facts import TransfusionRecord
from matcher.state.transfusion import burden, iron_milligrams, units_in
from matcher.truth import Truth
from tests.state.patients import lab, state

AS_OF = date(2026, 11, 1)


def _day(units: float, days_ago: int, product: str = "RBC") -> TransfusionRecord:
    day = AS_OF - timedelta(days=days_ago)
    return TransfusionRecord(f"transfusions[{days_ago}]", day, product, units, day)


def _period(units: float, first: date, last: date) -> TransfusionRecord:
    return TransfusionRecord("transfusions[period]", last, "RBC", units, first)


def test_the_patient_of_the_contract() -> None:
    found = burden([_day(2, 7), _period(6, date(2026, 8, 1), date(2026, 9, 26))], AS_OF, complete=True)
    assert (found.eight_weeks.low, found.eight_weeks.high, round(found.eight_weeks.estimate)) == (2, 8, 4)
    assert (found.sixteen_weeks.low, found.sixteen_weeks.high) == (8, 8)
    assert found.burden == "HTB"
    assert found.dependent is Truth.TRUE


@pytest.mark.parametrize(
    ("given_units", "complete", "expected", "dependent"),
    [
        pytest.param([], True, "NTD", Truth.FALSE, id="none"),
        pytest.param([], False, None, Truth.UNKNOWN, id="silence is not no"),
        pytest.param([(2, 10)], True, "gap", Truth.FALSE, id="two units"),
        pytest.param([(1, 10), (1, 40), (1, 80)], True, "LTB", Truth.FALSE, id="three in three episodes"),
        pytest.param([(3, 10)], True, "gap", Truth.FALSE, id="three in one episode"),
        pytest.param([(2, 10), (2, 30)], True, "gap", Truth.TRUE, id="four in eight weeks but below eight"),
        pytest.param([(2, 10), (2, 30), (2, 60), (2, 90)], True, "HTB", Truth.TRUE, id="eight"),
        pytest.param([(4, 10), (4, 30)], False, "HTB", Truth.TRUE, id="enough recorded"),
        pytest.param([(2, 3), (2, 17)], False, None, Truth.TRUE, id="enough for dependence only"),
        pytest.param([(9, 120)], True, "NTD", Truth.FALSE, id="before the window"),
        pytest.param([(4, 111)], True, "gap", Truth.FALSE, id="first day of the window"),
    ],
)  # fmt: skip
def test_burden(given_units: list, complete: bool, expected: str | None, dependent: Truth) -> None:
    found = burden([_day(*one) for one in given_units], AS_OF, complete=complete)
    assert found.burden == expected
    assert found.dependent is dependent


def test_platelets_are_no_red_cells() -> None:
    assert burden([_day(4, 3, "platelets")], AS_OF, complete=True).burden == "NTD"


def test_an_incomplete_list_has_no_upper_bound() -> None:
    assert units_in([_day(2, 3)], AS_OF, 56, complete=False).high == inf


def test_window_edges_count_both_days() -> None:
    assert units_in([_day(1, 0), _day(1, 55), _day(1, 56)], AS_OF, 56, complete=True).low == 2


def test_a_window_needs_a_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        units_in([], AS_OF, 0, complete=True)


def test_iron() -> None:
    assert iron_milligrams(20) == (4000, 5000)


_days = st.integers(min_value=0, max_value=130)


@given(st.lists(st.tuples(st.integers(1, 4), _days, _days), max_size=6))
def test_splitting_a_summary_into_its_days_stays_within_its_bounds(summaries: list) -> None:
    periods = [
        _period(units, AS_OF - timedelta(days=max(one, other)), AS_OF - timedelta(days=min(one, other)))
        for units, one, other in summaries
    ]
    single = [_day(units, min(one, other)) for units, one, other in summaries]
    wide, exact = burden(periods, AS_OF, complete=True), burden(single, AS_OF, complete=True)
    assert wide.eight_weeks.low <= exact.eight_weeks.low <= wide.eight_weeks.high
    assert set(exact.possible) <= set(wide.possible)
    assert wide.dependent in (Truth.UNKNOWN, exact.dependent) or wide.sixteen_weeks.low >= 8


@given(st.lists(st.tuples(st.integers(1, 4), _days), max_size=6))
def test_declaring_the_list_complete_never_adds_a_possibility(events: list) -> None:
    records = [_day(*event) for event in events]
    open_ended = burden(records, AS_OF, complete=False)
    closed = burden(records, AS_OF, complete=True)
    assert set(closed.possible) <= set(open_ended.possible)
    assert len(closed.possible) == 1


# --- as it is shown ----------------------------------------------------------------------------------------

LISTED = {"complete": ["transfusions"]}


def _units(*days_ago: int, units: float = 2, product: str = "RBC") -> list[dict]:
    return [
        {"product": product, "units": units, "date": str(AS_OF - timedelta(days=days))} for days in days_ago
    ]


def test_units_in_other_windows() -> None:
    found = state(transfusions=_units(3, 40, 200), **LISTED).transfusion
    assert {one.days: (one.low, one.high) for one in found.windows} == {
        28: (2, 2), 56: (4, 4), 84: (4, 4), 112: (4, 4), 182: (4, 4), 365: (6, 6)}  # fmt: skip
    open_list = state(transfusions=_units(3)).transfusion
    assert {(one.low, one.high) for one in open_list.windows} == {(2, None)}
    assert [
        one.low for one in state(transfusions=_units(3, product="platelets")).transfusion.platelet_windows
    ]


@pytest.mark.parametrize(
    ("given_units", "lists", "met"),
    [
        pytest.param(_units(3, 30), LISTED, {"iwg_2006", "COMMANDS", "MAXILUS"}, id="four in eight weeks"),
        pytest.param(_units(3, 25, 60, 90), LISTED,
                     {"iwg_2006", "COMMANDS", "MAXILUS", "IMerge", "MEDALIST", "wpss"}, id="not every month"),
        pytest.param(_units(3, 33, 63), LISTED, {"iwg_2006", "gale_2011", "COMMANDS", "MAXILUS", "MEDALIST",
                                                 "wpss"}, id="two a month"),
        pytest.param(_units(3, 13, 23, 33), LISTED, {"iwg_2006", "MAXILUS"}, id="too many for COMMANDS"),
        pytest.param([], LISTED, set(), id="none"),
    ],
)  # fmt: skip
def test_dependence_by_each_definition(given_units: list, lists: dict, met: set) -> None:
    found = state(transfusions=given_units, **lists).transfusion.by_definition
    assert {one.id for one in found if one.meets} == met
    assert all(one.meets is not None and one.evidence for one in found)


def test_an_open_list_leaves_definitions_open_and_says_what_is_missing() -> None:
    found = {one.id: one for one in state(transfusions=_units(3)).transfusion.by_definition}
    assert (found["MAXILUS"].meets, found["IMerge"].meets) == (True, None)
    assert found["IMerge"].needs == ("a complete list of dated transfusions",)
    assert state().transfusion.by_definition == ()


def test_the_gap_is_said() -> None:
    assert "leaves it open" in str(state(transfusions=_units(3, units=1), **LISTED).transfusion.iwg_2018_note)
    assert state(**LISTED).transfusion.iwg_2018_note is None


def test_iron_load() -> None:
    ferritin = lab("ferritin", 1450, "2026-10-01", "ng/mL")
    found = state(transfusions=_units(3, 500), observations=[ferritin]).transfusion.iron
    assert found is not None
    assert (found.rbc_units_at_least, found.milligrams_at_least) == (4, (800, 1000))
    assert (found.ferritin, found.ferritin_high, found.confidence) == (1450, True, "M-high")
    assert {one.path for one in found.evidence} == {"transfusions[0]", "transfusions[1]", "observations[0]"}
    assert state().transfusion.iron is None
    options = {one.id for one in state(observations=[ferritin]).options}
    assert "S002" in options
