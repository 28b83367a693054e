"""Courses of one drug or class that belong together, and what the file says became of them.

Home to joining courses by the length of the pause and to counting weeks; thresholds are the callers'.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matcher.chart import Chart
from matcher.facts import Course
from matcher.state.dose import says
from matcher.state.drugs import drugs_of_class, given
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, any_of

_TABLE = table("failure")
_NO_RESPONSE = frozenset(_TABLE["responses"]["no_response"])
_LOST = ("relapse", "progression", "no response")


@dataclass(frozen=True)
class Exposure:
    """Courses of `agent` without a long pause, oldest first; `responses` are the words that count as one."""

    agent: str
    courses: tuple[Course, ...]
    as_of: date
    responses: frozenset[str]

    @property
    def last(self) -> Course:
        """The course that ended it, or runs."""
        return self.courses[-1]

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs of the class that were given."""
        return tuple(dict.fromkeys(drug for one in self.courses for drug in drugs_of_class(one, self.agent)))

    @property
    def end(self) -> date | None:
        """The day it ended, or the day of the chart while it runs; None where that is not recorded."""
        return self.last.end or (self.as_of if self.last.ongoing else None)

    @property
    def weeks(self) -> int | None:
        """Whole weeks from the first day to the last; None where one of them is not recorded."""
        start = self.courses[0].start
        return (self.end - start).days // 7 if start and self.end else None

    def weeks_of(self, courses: Iterable[Course]) -> int | None:
        """Whole weeks on some of its courses, pauses between them not counted."""
        days = [_days(course, self.as_of) for course in courses]
        return None if None in days else sum(one for one in days if one is not None) // 7

    @property
    def intolerant(self) -> bool:
        """Whether it was stopped for intolerance."""
        return self.last.outcome == "intolerance" or says(self.last.stop_reason, "intolerance")

    @property
    def responded(self) -> Truth:
        """Whether any course brought a response."""
        return any_of(self._course_responded(course) for course in self.courses)

    @property
    def lost(self) -> bool:
        """Whether the last course says that what there was is gone."""
        return self.last.outcome in _LOST or says(self.last.stop_reason, "loss")

    @property
    def runs_on(self) -> bool:
        """Whether it still runs and nothing says how it ended."""
        return self.last.ongoing is True and self.last.outcome in (None, "ongoing")

    def _course_responded(self, course: Course) -> Truth:
        if course.best_response in self.responses or course.outcome == "relapse":
            return TRUE
        if course.best_response in _NO_RESPONSE or course.outcome == "no response":
            return FALSE
        return FALSE if says(course.stop_reason, "no_response") else UNKNOWN


def _days(course: Course, as_of: date) -> int | None:
    end = course.end or (as_of if course.ongoing else None)
    return (end - course.start).days if course.start and end else None


def exposures(chart: Chart, agent: str, responses: Iterable[str], longest_pause: int) -> list[Exposure]:
    """The exposures to a drug or class, in time; a pause of more than `longest_pause` days begins a new
    one."""
    groups: list[list[Course]] = []
    for course in given(chart, agent):
        if groups and _continues(groups[-1][-1], course, longest_pause):
            groups[-1].append(course)
        else:
            groups.append([course])
    return [Exposure(agent, tuple(group), chart.as_of, frozenset(responses)) for group in groups]


def _continues(before: Course, course: Course, longest_pause: int) -> bool:
    """A course that ended in a response, loss or intolerance of its own is told apart from the next."""
    if before.end is None or course.start is None:
        return False
    settled = before.outcome in ("relapse", "progression", "intolerance")
    return not settled and (course.start - before.end).days <= longest_pause
