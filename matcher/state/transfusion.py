"""Transfusion burden: units in any window, dependence by IWG 2006, the burden classes of IWG 2018.

Home to counting units from single days and from summaries of periods. A summary that straddles a window gives
bounds, not a guess; a list not declared complete has no upper bound. Sources: `data/transfusion.toml`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import ceil, inf
from typing import Literal, NamedTuple

from matcher.facts import TransfusionRecord
from matcher.state.score import Bounds
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth

_RULE = table("transfusion")
EIGHT_WEEKS: int = _RULE["windows"]["eight_weeks"]
SIXTEEN_WEEKS: int = _RULE["windows"]["sixteen_weeks"]

Burden = Literal["NTD", "LTB", "HTB", "gap"]
BURDENS: tuple[Burden, ...] = ("NTD", "gap", "LTB", "HTB")


class Units(NamedTuple):
    """Units given in a window: at least `low`, at most `high` (infinite where the list is not complete).

    `estimate` spreads each summary evenly over its days. `paths` are the records that count.
    """

    low: float
    high: float
    estimate: float
    paths: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the number is certain."""
        return self.low == self.high


class TransfusionBurden(NamedTuple):
    """What follows for red cells at a day. `possible` are the IWG 2018 classes not ruled out."""

    eight_weeks: Units
    sixteen_weeks: Units
    possible: tuple[Burden, ...]
    dependent: Truth

    @property
    def burden(self) -> Burden | None:
        """The IWG 2018 class, where only one is possible."""
        return self.possible[0] if len(self.possible) == 1 else None


_NONE_GIVEN, _NOT_TOLD = Units(0.0, 0.0, 0.0), Units(0.0, inf, 0.0)


@lru_cache(maxsize=1_000)
def _span(days: int) -> timedelta:
    """So many days: made once, for windows are counted dozens of times a patient."""
    return timedelta(days=days)


def units_in(records: Sequence[TransfusionRecord], last: date, days: int, *, complete: bool) -> Units:
    """Units given in the `days` days that end with `last`, that day counted.

    Raises ValueError where `days` is below 1.
    """
    if days < 1:
        raise ValueError(f"a window has at least one day, not {days}")
    if not records:
        return _NONE_GIVEN if complete else _NOT_TOLD
    first = last - _span(days - 1)
    low = high = estimate = 0.0
    paths: list[str] = []
    for record in records:
        end = record.date or last
        start = record.start or end
        if end < first or start > last:
            continue
        paths.append(record.path)
        high += record.units
        if first <= start and end <= last:
            low += record.units
            estimate += record.units
        else:
            estimate += _spread(record.units, (start, end), (first, last))
    return Units(low, high if complete else inf, estimate, tuple(paths))


def _spread(units: float, given: tuple[date, date], window: tuple[date, date]) -> float:
    """What falls into a window of units spread evenly over the days on which they were given."""
    inside = (min(given[1], window[1]) - max(given[0], window[0])).days + 1
    return units * inside / ((given[1] - given[0]).days + 1)


def burden(records: Iterable[TransfusionRecord], as_of: date, *, complete: bool) -> TransfusionBurden:
    """The red cell burden of the 16 weeks up to `as_of`."""
    red = [record for record in records if record.product == "RBC"]
    eight = units_in(red, as_of, EIGHT_WEEKS, complete=complete)
    sixteen = units_in(red, as_of, SIXTEEN_WEEKS, complete=complete)
    possible = _possible(red, as_of, sixteen)
    return TransfusionBurden(eight, sixteen, possible, _dependent(eight, sixteen))


def _dependent(eight: Units, sixteen: Units) -> Truth:
    """IWG 2006. Twice the limit in 16 weeks is the limit in 8, if the last 8 may hold their share."""
    limit = _RULE["iwg_2006"]["units_in_eight_weeks"]
    if eight.low >= limit:
        return TRUE
    if eight.high < limit:
        return FALSE
    return TRUE if sixteen.low >= 2 * limit else UNKNOWN


def _possible(red: Sequence[TransfusionRecord], as_of: date, sixteen: Units) -> tuple[Burden, ...]:
    """The classes that some numbers within the bounds give: units, units in any 8 weeks, episodes."""
    most_low, most_high = _most_in_eight_weeks(red, as_of)
    surely, maybe = _several_episodes([one for one in red if one.path in sixteen.paths])
    ends = Bounds(sixteen.low, sixteen.high), Bounds(most_low, most_high)
    return _classes_within(*ends, surely, maybe)


@lru_cache(maxsize=10_000)
def _classes_within(
    sixteen: Bounds, most_in_eight: Bounds, surely_several: bool, maybe_several: bool
) -> tuple[Burden, ...]:
    open_ended = sixteen.high == inf
    found: set[Burden] = set()
    for units in _whole_numbers(sixteen):
        highest = units if open_ended else min(most_in_eight.high, units)
        for most in _between(max(most_in_eight.low, units / 2), highest):
            found |= set(_classes(units, most, surely_several, maybe_several or open_ended))
    return tuple(one for one in BURDENS if one in found)


def _several_episodes(records: Sequence[TransfusionRecord]) -> tuple[bool, bool]:
    """Whether there surely were, and whether there may have been, two episodes; a summary may hold many."""
    days = {record.date for record in records if _one_day(record)}
    spread = [record for record in records if not _one_day(record)]
    return len(days) >= 2, len(days) + len(spread) >= 2 or any(record.units > 1 for record in spread)


def _classes(units: float, most: float, surely_several: bool, maybe_several: bool) -> Iterator[Burden]:
    rule = _RULE["iwg_2018"]
    if units == 0:
        yield "NTD"
    elif units >= rule["high_from"]:
        yield "HTB"
    elif units >= rule["low_from"] and most <= rule["low_most_in_eight_weeks"] and maybe_several:
        yield "LTB"
        if not surely_several:
            yield "gap"
    else:
        yield "gap"


def _whole_numbers(units: Bounds) -> list[float]:
    """The numbers of units to try; above the highest limit nothing changes."""
    return _between(units.low, min(units.high, max(units.low, float(_RULE["iwg_2018"]["high_from"]))))


def _between(low: float, high: float) -> list[float]:
    """Both ends and the whole numbers between them."""
    if high < low:
        return [low]
    return sorted({low, high, *(float(number) for number in range(ceil(low), int(high) + 1))})


def _most_in_eight_weeks(red: Sequence[TransfusionRecord], as_of: date) -> tuple[float, float]:
    """The most units recorded in any 8 weeks of the last 16: at least, at most."""
    first_end = as_of - _span(SIXTEEN_WEEKS - EIGHT_WEEKS)
    ends = {as_of, first_end} | {
        end for record in red for end in _window_ends(record) if first_end <= end <= as_of
    }
    counts = [units_in(red, end, EIGHT_WEEKS, complete=True) for end in ends]
    return max([count.low for count in counts]), max([count.high for count in counts])


def _window_ends(record: TransfusionRecord) -> list[date]:
    """Where a window that holds the record may end without losing or gaining anything on the way."""
    days = [day for day in (record.start, record.date) if day]
    return [*days, *[day + _span(EIGHT_WEEKS - 1) for day in days]]


def _one_day(record: TransfusionRecord) -> bool:
    return record.start is None or record.start == record.date


def iron_milligrams(units: float) -> tuple[float, float]:
    """The iron brought by `units` of red cells, lowest and highest; 200-250 mg a unit (seeds/003:16-18)."""
    low, high = _RULE["iron"]["milligrams_a_unit"]
    return units * low, units * high
