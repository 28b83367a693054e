"""What the chart shows of each line of HMA: response, loss, progression, intolerance, an emptied marrow.

Home to the signs alone; what failure they make is `matcher.state.hma`'s by the general definition and
`matcher.state.hma_definitions`'s by those of trials.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from matcher.chart import Chart
from matcher.facts import Course
from matcher.state import progression
from matcher.state.dose import says
from matcher.state.hma_lines import Line, lines
from matcher.state.memory import once_per_chart
from matcher.state.progression import NOTHING, Sign
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, any_of

_TABLE = table("failure")
_RULE = _TABLE["hma"]
_RESPONSE = frozenset(_TABLE["responses"]["response"])
_NO_RESPONSE = frozenset(_TABLE["responses"]["no_response"])


@dataclass(frozen=True)
class Signs:
    """What the chart shows of one line."""

    responded: Truth
    relapsed: bool
    progressed: bool
    intolerant: bool
    aml: Sign
    higher_risk: Sign
    hypoplastic: Sign
    aml_later: Sign

    @property
    def worse(self) -> bool:
        """Progression by any sign."""
        return self.progressed or TRUE in (self.aml.truth, self.higher_risk.truth)


@once_per_chart
def seen_lines(chart: Chart) -> tuple[tuple[Line, Signs], ...]:
    """Each line of HMA, in time, with what the chart shows of it."""
    return tuple((line, _signs(chart, line)) for line in lines(chart))


def _signs(chart: Chart, line: Line) -> Signs:
    last = line.last
    days = span(chart, line)
    aml = progression.aml(chart, *days) if days else NOTHING
    fell = any(says(course.stop_reason, "low_counts") for course in line.courses)
    return Signs(
        responded=_responded(line),
        relapsed=last.outcome == "relapse" or says(last.stop_reason, "loss"),
        progressed=last.outcome == "progression" or last.best_response == "PD"
        or says(last.stop_reason, "progression"),
        intolerant=last.outcome == "intolerance" or says(last.stop_reason, "intolerance"),
        aml=aml,
        higher_risk=progression.higher_risk(chart, *days) if days else NOTHING,
        hypoplastic=_hypoplastic(chart, line, fell),
        aml_later=_until_now(chart, days, aml),
    )  # fmt: skip


def _until_now(chart: Chart, days: tuple[date, date] | None, aml: Sign) -> Sign:
    """AML at any time since the line began."""
    if days is None or days[1] == chart.as_of:
        return aml
    return progression.aml(chart, days[0], chart.as_of)


def _hypoplastic(chart: Chart, line: Line, fell: bool) -> Sign:
    """The marrow at failure may be looked at long after the last dose, until the next therapy."""
    if line.start is None:
        return NOTHING
    until = min(line.next_start or chart.as_of, chart.as_of)
    return progression.hypoplastic(chart, line.start, until, counts_fell=fell)


def span(chart: Chart, line: Line) -> tuple[date, date] | None:
    """The days in which what happens happens on the line: to 60 days after it, or to the next therapy."""
    if line.start is None:
        return None
    if line.end is None:
        return line.start, chart.as_of
    until = line.end + timedelta(days=_RULE["aml_after_end_days"])
    return line.start, min(until, line.next_start or until, chart.as_of)


def _responded(line: Line) -> Truth:
    return any_of(_course_responded(course) for course in line.courses)


def _course_responded(course: Course) -> Truth:
    if course.best_response in _RESPONSE or course.outcome == "relapse":
        return TRUE
    if course.best_response in _NO_RESPONSE or course.outcome == "no response":
        return FALSE
    if says(course.stop_reason, "loss"):
        return TRUE
    return FALSE if says(course.stop_reason, "no_response") else UNKNOWN
