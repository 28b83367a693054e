"""Units in windows, dependence and burden."""

from datetime import date, timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.facts import TransfusionRecord
from matcher.state.transfusion import burden, iron_milligrams, units_in
from matcher.truth import Truth

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
