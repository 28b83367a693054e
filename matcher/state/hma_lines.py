"""Lines of HMA: courses of the same drug without a long pause are one line, another drug is the next.

Home to how courses are joined and to what can be counted of a line. Its outcome is `matcher.state.hma`'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matcher.chart import Chart
from matcher.facts import Course
from matcher.state.dose import hma_dose_is_standard
from matcher.state.drugs import drugs_of, drugs_of_class, given, members
from matcher.state.memory import once_per_chart
from matcher.state.tables import table
from matcher.truth import FALSE, Truth

_RULE = table("failure")["hma"]


@dataclass(frozen=True)
class Line:
    """Courses of one HMA, oldest first. `next_start` is when another therapy for the disease began."""

    courses: tuple[Course, ...]
    drugs: tuple[str, ...]
    next_start: date | None = None

    @property
    def start(self) -> date | None:
        """The day the line began."""
        return self.courses[0].start

    @property
    def last(self) -> Course:
        """The course that ended the line, or runs."""
        return self.courses[-1]

    @property
    def end(self) -> date | None:
        """The day the line ended."""
        return self.last.end

    @property
    def cycles(self) -> tuple[int, int | None]:
        """How many cycles were given, at least and at most; from the dates where the file does not count."""
        ranges = [_cycles(course) for course in self.courses]
        highs = [high for _, high in ranges]
        high = None if None in highs else sum(one for one in highs if one is not None)
        return sum(low for low, _ in ranges), high

    @property
    def standard_cycles(self) -> tuple[int, int | None]:
        """The same for cycles that are not known to be below standard dose."""
        enough = [course for course in self.courses if self.dose(course) is not FALSE]
        return Line(tuple(enough), self.drugs).cycles if enough else (0, 0)

    def dose(self, course: Course) -> Truth:
        """Whether a course of the line was given at standard dose."""
        return hma_dose_is_standard(course.dose, self.drugs)

    @property
    def delayed(self) -> bool:
        """Whether some pause between cycles was surely longer than five weeks."""
        pauses = [_pause(one, other) for one, other in zip(self.courses, self.courses[1:], strict=False)]
        too_long = any(pause is not None and pause > _RULE["longest_gap_days"] for pause in pauses)
        return bool(too_long) or any(_stretched(course) for course in self.courses)


@once_per_chart
def lines(chart: Chart) -> list[Line]:
    """The lines of HMA of a chart, in time."""
    groups: list[list[Course]] = []
    for course in given(chart, _RULE["drug_class"]):
        if groups and _continues(groups[-1][-1], course):
            groups[-1].append(course)
        else:
            groups.append([course])
    return [_line(chart, tuple(group)) for group in groups]


def _line(chart: Chart, courses: tuple[Course, ...]) -> Line:
    drugs = tuple(dict.fromkeys(drug for course in courses for drug in _hma(course)))
    return Line(courses, drugs, _next_start(chart, courses))


def _hma(course: Course) -> tuple[str, ...]:
    return drugs_of_class(course, _RULE["drug_class"])


def _continues(before: Course, course: Course) -> bool:
    pause = _pause(before, course)
    same = set(_hma(before)) & set(_hma(course))
    return bool(same) and pause is not None and pause <= int(_RULE["same_line_gap_days"])


def _pause(before: Course, after: Course) -> int | None:
    if before.end is None or after.start is None:
        return None
    return (after.start - before.end).days


def _next_start(chart: Chart, courses: tuple[Course, ...]) -> date | None:
    """When the next therapy against the disease began; one that cannot be read may be such."""
    end = courses[-1].end
    if end is None:
        return None
    against = members(_RULE["cuts_off"])
    others = [one.start for one in chart.therapies if not one.keys or not against.isdisjoint(one.keys)]
    return min([start for start in others if start and start > end], default=None)


def companions(chart: Chart, line: Line) -> Iterator[str]:
    """The other drugs given in or along with a line: those of the same course, and those begun with it."""
    starts = {course.start for course in line.courses if course.start}
    for course in chart.therapies:
        if course in line.courses or course.start in starts:
            yield from (key for key in drugs_of(course) if key not in line.drugs)
            yield from (agent.written for agent in course.agents if agent.key is None)


def _cycles(course: Course) -> tuple[int, int | None]:
    if course.cycles is not None:
        return course.cycles, course.cycles
    if course.start is None or course.end is None:
        return 0, None
    return 0, (course.end - course.start).days // int(_RULE["shortest_cycle_days"]) + 1


def _stretched(course: Course) -> bool:
    """So many days for so few cycles that at least one pause was too long."""
    if not course.cycles or course.start is None or course.end is None:
        return False
    longest = course.cycles * _RULE["cycle_days"] + (course.cycles - 1) * _RULE["longest_gap_days"]
    return (course.end - course.start).days > int(longest)


def contradictions(line: Line) -> Iterator[tuple[str, str]]:
    """Cycles that do not fit between the dates: the path and what to say."""
    for course in line.courses:
        if course.cycles and course.start and course.end:
            days = (course.end - course.start).days + 1
            if days < (course.cycles - 1) * _RULE["shortest_cycle_days"] + 1:
                yield (
                    f"{course.path}.cycles",
                    f"{course.cycles} cycles do not fit into {days} days; check the cycles and the dates",
                )
