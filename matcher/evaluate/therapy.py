"""Prior therapy: drug or class, how it went, for which disease, how often, how long, when last.

Each recorded course gets a truth of its own: is it one of the agents, given for the disease, with the outcome
and length asked? The line is true if a course surely is; false if none can be and the therapies are complete.
"""

from datetime import date
from math import inf

from criteria.nodes import PriorTherapy
from criteria.quantity import Interval
from criteria.rendering.wording import either
from matcher.chart import Chart
from matcher.evaluate.adequacy import adequate, ineligible
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.exposure import days_ago, last_taken, length_days, lists_of, taken_in, takes
from matcher.evaluate.lineage import given_for, implies_earlier_treatment
from matcher.evaluate.node_memory import once_per_node
from matcher.evaluate.outcome import OF_COURSE, said
from matcher.evaluate.say import asked, course_time, days, decided, drug_names, name, unknown
from matcher.evaluate.windows import turns_on
from matcher.facts import Course
from matcher.plain import plain_value
from matcher.state.memory import once_per_fact
from matcher.truth import AND, FALSE, TRUE, UNKNOWN, Truth, all_of
from matcher.verdict import Basis, Verdict

CAUSES = frozenset({"chemotherapy", "cytotoxic_chemotherapy", "anticancer_therapy", "alkylating_agent"})
"""Classes that may have caused a therapy-related disease."""


@plain_value
class Line:
    """A recorded course of one of the agents: whether it counts, and what would tell where that is open."""

    course: Course
    counts: Truth
    needs: tuple[str, ...] = ()


@evaluate.register
def _(criterion: PriorTherapy, chart: Chart) -> Verdict:
    if criterion.outcome == "ineligible":
        return ineligible(criterion, chart)
    lines = _lines(criterion, chart)
    unlisted = _unlisted(criterion, chart)
    truth = _truth(criterion, lines, chart, unlisted)
    related = [line.course for line in lines]
    if truth is UNKNOWN:
        return unknown(_open(criterion, lines, chart), _needs(criterion, lines, chart), related)
    reason = _settled(criterion, lines, chart, truth)
    basis: Basis = "recorded" if related else "presumed"
    return decided(truth is TRUE, reason, related, basis, _turning_day(criterion, lines, chart, truth))


def _unlisted(criterion: PriorTherapy, chart: Chart) -> Truth:
    """Whether there may be one that is not listed; chemotherapy may have caused a therapy-related disease."""
    if not lists_of(criterion.agents) <= chart.complete:
        return UNKNOWN
    earlier = criterion.window is None and not criterion.target and CAUSES.intersection(criterion.agents)
    return UNKNOWN if earlier and implies_earlier_treatment(chart) else FALSE


# --- one course --------------------------------------------------------------------------------------------


def _lines(criterion: PriorTherapy, chart: Chart) -> tuple[Line, ...]:
    taken = [(course, takes(course, criterion.agents, criterion.excepting)) for course in chart.courses]
    return tuple([_line(criterion, course, truth, chart) for course, truth in taken if truth is not FALSE])


def _line(criterion: PriorTherapy, course: Course, taken: Truth, chart: Chart) -> Line:
    truths = (
        taken,
        _outcome(criterion, course, chart),
        given_for(course, criterion.target, chart),
        _length(criterion, course, chart),
    )
    counts = all_of(truths)
    return Line(course, counts, _open_parts(criterion, course, truths) if counts is UNKNOWN else ())


def _open_parts(criterion: PriorTherapy, course: Course, truths: tuple[Truth, ...]) -> tuple[str, ...]:
    """What would tell whether the course counts, in the order of what was asked of it."""
    drug = drug_names(course)
    needs = (
        f"whether {drug} counts as {_agents(criterion)}",
        f"response to and outcome of {drug}",
        f"what {drug} was given for",
        f"start and end of {drug}",
    )
    return tuple([need for truth, need in zip(truths, needs, strict=True) if truth is UNKNOWN])


def _outcome(criterion: PriorTherapy, course: Course, chart: Chart) -> Truth:
    if criterion.outcome == "adequate":
        return adequate(course, chart)
    return OF_COURSE[criterion.outcome](course)


def _length(criterion: PriorTherapy, course: Course, chart: Chart) -> Truth:
    if criterion.duration is None:
        return TRUE
    return within(criterion.duration, *length_days(course, chart))


def within(interval: Interval, low: float, high: float) -> Truth:
    """Whether a number that may be anything from `low` to `high` lies in the interval."""
    if low == 0 and high == inf:
        return UNKNOWN
    if interval.holds(low) and interval.holds(high):
        return TRUE
    return UNKNOWN if interval.is_reached(high) and interval.is_kept(low) else FALSE


# --- all courses -------------------------------------------------------------------------------------------


def _truth(criterion: PriorTherapy, lines: tuple[Line, ...], chart: Chart, unlisted: Truth) -> Truth:
    if criterion.count is None:
        return last_taken(criterion.window, [(x.course, x.counts) for x in lines], chart, unlisted)
    low, high = _counted(criterion, lines, chart)
    return within(criterion.count, low, inf if unlisted is UNKNOWN else high)


def _counted(criterion: PriorTherapy, lines: tuple[Line, ...], chart: Chart) -> tuple[float, float]:
    """The fewest and the most cycles, lines, doses or drugs that count."""
    window = criterion.window
    counted = [
        (x.course, AND[x.counts, taken_in(window, x.course, chart)] if window else x.counts) for x in lines
    ]
    sure = [course for course, counts in counted if counts is TRUE]
    possible = [course for course, counts in counted if counts is not FALSE]
    return _amount(criterion, sure)[0], _amount(criterion, possible)[1]


def _amount(criterion: PriorTherapy, courses: list[Course]) -> tuple[float, float]:
    if criterion.count_of == "cycles":
        known = [course.cycles for course in courses if course.cycles is not None]
        return sum(known), sum(known) if len(known) == len(courses) else inf
    if criterion.count_of == "doses":
        return len(courses), inf if courses else 0
    kinds = len({course.keys for course in courses})
    return kinds, kinds if criterion.count_of == "drugs" else len(courses)


# --- in words ----------------------------------------------------------------------------------------------


@once_per_node
def _agents(criterion: PriorTherapy) -> str:
    return either([name("drug", agent) for agent in criterion.agents])


@once_per_fact
def _told(course: Course, chart: Chart) -> str:
    """`azacitidine 2024-09-01 to 2026-09-15, 24 cycles, best response CR, relapse, ended 47 days ago`."""
    cycles = None if course.cycles is None else f"{course.cycles} cycle{'' if course.cycles == 1 else 's'}"
    ended = f"ended {days(days_ago(course, chart)[0])} ago" if course.end else None
    head = " ".join(filter(None, (drug_names(course), course_time(course))))
    return ", ".join(filter(None, (head, cycles, said(course), ended)))


def _settled(criterion: PriorTherapy, lines: tuple[Line, ...], chart: Chart, truth: Truth) -> str:
    if not lines:
        return f"the therapies are complete and hold no {_agents(criterion)}"
    deciding = [line for line in lines if line.counts is truth] or lines
    told = "; ".join([_told(line.course, chart) for line in deciding])
    return f"{told}: {'this is' if truth is TRUE else 'this is not'} {asked(criterion)}"


def _open(criterion: PriorTherapy, lines: tuple[Line, ...], chart: Chart) -> str:
    told = "; ".join([_told(line.course, chart) for line in lines if line.counts is not FALSE])
    if told:
        return f"{told}: whether this is {asked(criterion)} is not recorded"
    return f"no {_agents(criterion)} that counts is recorded, but not all therapies may be listed"


def _needs(criterion: PriorTherapy, lines: tuple[Line, ...], chart: Chart) -> list[str]:
    needs = [need for line in lines for need in line.needs]
    if criterion.count_of == "cycles":
        needs += [f"cycles of {drug_names(x.course)}" for x in lines if x.course.cycles is None]
    if criterion.window is not None and criterion.window.half_lives is not None:
        needs += [f"half-life of {drug_names(x.course)}" for x in lines if x.counts is not FALSE]
    if criterion.window is not None:
        needs += [f"end date of {drug_names(x.course)}" for x in lines if x.course.ongoing is None]
    if "therapies" not in chart.complete:
        needs.append(f"whether there was {asked(criterion)}")
    return list(dict.fromkeys(needs)) or [f"whether there was {asked(criterion)}"]


def _turning_day(criterion: PriorTherapy, lines: tuple[Line, ...], chart: Chart, truth: Truth) -> date | None:
    """The day on which the window ends for every course that keeps it; none while a course still runs."""
    window = criterion.window
    if window is None or criterion.count is not None:
        return None
    kept = [x.course for x in lines if x.counts is TRUE and taken_in(window, x.course, chart) is truth]
    ends = [course.end for course in kept if course.end is not None]
    if not kept or len(ends) < len(kept):
        return None
    turning = [turns_on(window, end, truth, course.keys) for course, end in zip(kept, ends, strict=True)]
    return max((day for day in turning if day), default=None)
