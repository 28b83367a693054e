"""A number lies in an interval if it is neither too low nor too high for it."""

import pytest

from criteria.quantity import Interval

OPEN = {"low_closed": False, "high_closed": False}


@pytest.mark.parametrize(
    ("interval", "number", "reached", "kept"),
    [
        (Interval(low=2, high=5), 1, False, True),
        (Interval(low=2, high=5), 2, True, True),
        (Interval(low=2, high=5), 5, True, True),
        (Interval(low=2, high=5), 6, True, False),
        (Interval(low=2, high=5, **OPEN), 2, False, True),
        (Interval(low=2, high=5, **OPEN), 5, True, False),
        (Interval(low=2), 1e9, True, True),
        (Interval(high=5), -1e9, True, True),
        (Interval(), 0, True, True),
    ],
)
def test_a_number_reaches_an_interval_and_keeps_to_it(
    interval: Interval, number: float, reached: bool, kept: bool
) -> None:
    assert (interval.is_reached(number), interval.is_kept(number)) == (reached, kept)
    assert interval.holds(number) is (reached and kept)
