"""Lines of treatment as response is judged by: what was given, from when, and until when its effect is read.

Home to the days of a line and to choosing values before and on it. Judges nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from matcher.chart import Chart
from matcher.facts import Course, Observation
from matcher.state.agents import agent_exposures
from matcher.state.drugs import drugs_of, given, members
from matcher.state.esa import esa_exposures
from matcher.state.hma_lines import lines
from matcher.state.memory import once_per_chart
from matcher.state.progression import BASELINE_GRACE
from matcher.state.tables import table

_AFTER_END = timedelta(days=table("failure")["hma"]["aml_after_end_days"])
_UNSUPPORTED = timedelta(days=table("response")["timing"]["unsupported_days"])
BOUGHT_BY = {"hemoglobin": "RBC", "platelets": "platelets"}
"""The transfusion that may have bought a count."""
GROWTH_FACTOR = "G_CSF"
"""What may have bought a count of neutrophils."""


@dataclass(frozen=True)
class Treated:
    """A line: its courses, the first day, and the last day whose values are still read as its effect.

    `baseline_ends` is the last day whose values show what was before.
    """

    courses: tuple[Course, ...]
    drugs: tuple[str, ...]
    start: date
    baseline_ends: date
    until: date


def treated(chart: Chart) -> tuple[Treated, ...]:
    """The dated lines of a chart, oldest first."""
    groups = sorted(_groups(chart), key=lambda group: (group[0].start or date.max, group[0].path))
    starts = [group[0].start for group in groups]
    found = []
    for group, start in zip(groups, starts, strict=True):
        if start is not None and start < chart.as_of:
            drugs = tuple(dict.fromkeys(drug for course in group for drug in drugs_of(course)))
            found.append(
                Treated(group, drugs, start, start + BASELINE_GRACE, _until(chart, group[-1], starts))
            )
    return tuple(found)


def _until(chart: Chart, last: Course, starts: Iterable[date | None]) -> date:
    """Some weeks beyond the end, but not into the next line."""
    if last.end is None:
        return chart.as_of
    nexts = [start for start in starts if start is not None and start >= last.end]
    return min([chart.as_of, last.end + _AFTER_END, *nexts])


def _groups(chart: Chart) -> Iterator[tuple[Course, ...]]:
    grouped = [line.courses for line in lines(chart)]
    grouped += [one.courses for one in (*esa_exposures(chart), *agent_exposures(chart))]
    yield from grouped
    seen = {course.path for group in grouped for course in group}
    for course in chart.therapies:
        if course.path not in seen and _against_disease().intersection(course.keys):
            yield (course,)


@lru_cache(maxsize=1)
def _against_disease() -> frozenset[str]:
    return members(table("failure")["hma"]["cuts_off"])


# --- values of a line --------------------------------------------------------------------------------------


def before(chart: Chart, line: Treated, key: str) -> list[Observation]:
    """The values up to the first week of the line, oldest first."""
    days, values = _dated(chart)[key]
    return values[: bisect_right(days, line.baseline_ends)]


def during(chart: Chart, line: Treated, key: str) -> list[Observation]:
    """The values after the first week of the line, as long as they are its effect, oldest first."""
    days, values = _dated(chart)[key]
    return values[bisect_right(days, line.baseline_ends) : bisect_right(days, line.until)]


@once_per_chart
def _dated(chart: Chart) -> dict[str, tuple[list[date], list[Observation]]]:
    """The dated values that response is judged by, with their days."""
    found = {}
    for key in _MEASURED:
        values = [one for one in chart.series(key) if one.value is not None and one.date is not None]
        found[key] = ([one.date for one in values if one.date], values)
    return found


_MEASURED = ("marrow_blasts", "blood_blasts", "hemoglobin", "platelets", "anc")


def _runs(course: Course, first: date, last: date) -> bool:
    """Whether a course may have run on one of these days; without an end it may."""
    return (course.start is None or course.start <= last) and (course.end is None or course.end >= first)


def unsupported(chart: Chart, found: Observation, key: str) -> bool:
    """Whether no transfusion, and for neutrophils no G-CSF, that could have bought the value is recorded in
    the weeks before it."""
    if found.date is None:
        return True
    first = found.date - _UNSUPPORTED
    if key == "anc":
        return not any(_runs(course, first, found.date) for course in given(chart, GROWTH_FACTOR))
    product = BOUGHT_BY.get(key)
    starts = [
        one.start or one.date
        for one in chart.transfusions
        if one.product == product and one.date and one.date >= first
    ]
    return not starts or min(starts) > found.date
