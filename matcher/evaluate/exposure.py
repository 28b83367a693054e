"""Which recorded courses are of the drugs that a line names, and when they were last taken.

Home to the meeting of drugs, classes and courses. Knows nothing of outcomes.
"""

from collections.abc import Sequence
from functools import lru_cache

from criteria.errors import UnknownConcept
from criteria.quantity import Window
from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.evaluate.tables import table
from matcher.evaluate.windows import inside, only_minimum
from matcher.facts import Course
from matcher.state.memory import once_per_chart
from matcher.truth import AND, FALSE, NOT, TRUE, UNKNOWN, Truth, any_of

LONG_AGO = 36_500
"""Days that stand for "any time before" where no start is recorded."""

DISEASE_DIRECTED = (
    "anticancer_therapy", "mds_therapy", "investigational", "cytoreductive", "calcineurin_inhibitor",
)  # fmt: skip
"""Classes whose drugs a file lists as therapies: for them complete therapies are enough."""


@lru_cache(maxsize=10_000)
def drugs_of(agents: tuple[str, ...], excepting: tuple[str, ...] = ()) -> frozenset[str]:
    """The drugs that the agents stand for, without the excepted ones."""
    taken = frozenset[str]().union(*map(_drugs, agents))
    return taken.difference(*map(_drugs, excepting))


@lru_cache(maxsize=10_000)
def _drugs(agent: str) -> frozenset[str]:
    try:
        return vocabulary().drugs_in(agent)
    except UnknownConcept:
        return frozenset({agent})


@lru_cache(maxsize=10_000)
def _below(agent: str) -> frozenset[str]:
    try:
        return vocabulary().below("drug", agent)
    except UnknownConcept:
        return frozenset({agent})


@lru_cache(maxsize=10_000)
def is_class(agent: str) -> bool:
    """Whether the key is that of a class of drugs, not of one drug."""
    try:
        return vocabulary().concept("drug", agent).kind == "drug_class"
    except UnknownConcept:
        return True


def takes(course: Course, agents: tuple[str, ...], excepting: tuple[str, ...] = ()) -> Truth:
    """Whether a course is of one of the agents. A class recorded in place of a drug, a name the vocabulary
    does not hold, a drug that sources do not all count to a class leave it open."""
    return any_of([_is_one(term.kind, term.key, agents, excepting) for term in course.agents])


def taken_at_all(chart: Chart, agents: tuple[str, ...], excepting: tuple[str, ...] = ()) -> bool:
    """Whether any course of the chart is, or may be, of one of the agents."""
    return any(_is_one(kind, key, agents, excepting) is not FALSE for kind, key in _named(chart))


@once_per_chart
def _named(chart: Chart) -> tuple[tuple[str | None, str | None], ...]:
    """The different agents of all courses."""
    return tuple(dict.fromkeys((term.kind, term.key) for course in chart.courses for term in course.agents))


@lru_cache(maxsize=100_000)
def _is_one(kind: str | None, key: str | None, agents: tuple[str, ...], excepting: tuple[str, ...]) -> Truth:
    """Whether what the vocabulary calls so is one of the agents."""
    if kind == "procedure":
        return FALSE
    if key is None:
        return UNKNOWN if any(map(is_class, agents)) else FALSE
    if kind == "drug_class":
        return _class_is_one(key, agents, excepting)
    if key in drugs_of(excepting):
        return FALSE
    if key in drugs_of(agents):
        return UNKNOWN if _doubtful(key, agents) else TRUE
    return any_of(in_open_class(key, agent) for agent in agents)


def _class_is_one(recorded: str, agents: tuple[str, ...], excepting: tuple[str, ...]) -> Truth:
    """A recorded class: surely one of the agents if it lies below one, possibly if they share a drug."""
    inside = any(recorded in _below(agent) for agent in agents)
    excepted = any(recorded in _below(agent) for agent in excepting)
    if inside and not excepted and drugs_of((recorded,)) <= drugs_of(agents, excepting):
        return TRUE
    shared = drugs_of((recorded,)) & drugs_of(agents, excepting)
    return UNKNOWN if shared or (inside and not excepted) else FALSE


@lru_cache(maxsize=10_000)
def in_open_class(drug: str, agent: str) -> Truth:
    """Whether a drug that is not listed below a class belongs to it all the same."""
    rules = table("open_classes")
    if agent == "investigational":
        return UNKNOWN if drug in rules["investigational"]["not_approved"] else FALSE
    known = rules.get(agent, {"surely": (), "surely_not": ()})
    if drug in drugs_of(tuple(known["surely"])):
        return TRUE
    if agent not in rules["property"]["classes"] or drug in drugs_of(tuple(known["surely_not"])):
        return FALSE
    return UNKNOWN


def _doubtful(drug: str, agents: tuple[str, ...]) -> bool:
    """Whether every agent that covers the drug is a class to which sources do not all count it."""
    covering = {agent for agent in agents if drug in _drugs(agent)}
    doubts = {key for row in table("doubtful")["member"] if row["drug"] == drug for key in row["classes"]}
    return bool(covering) and covering <= doubts


@lru_cache(maxsize=10_000)
def lists_of(agents: tuple[str, ...]) -> frozenset[str]:
    """The lists of the file that have to be complete before silence about the agents means no."""
    directed = drugs_of(DISEASE_DIRECTED)
    if all(agent in DISEASE_DIRECTED or frozenset() < drugs_of((agent,)) <= directed for agent in agents):
        return frozenset({"therapies"})
    return frozenset({"therapies", "medications"})


def days_ago(course: Course, chart: Chart) -> tuple[int, int]:
    """The fewest and the most days since the drug was last taken; 0 while it is."""
    if course.end is not None:
        return ((chart.as_of - course.end).days,) * 2
    if course.ongoing:
        return 0, 0
    return 0, (chart.as_of - course.start).days if course.start else LONG_AGO


def length_days(course: Course, chart: Chart) -> tuple[int, int]:
    """The fewest and the most days that the course lasted so far."""
    if course.start is None:
        return 0, LONG_AGO
    fewest, most = days_ago(course, chart)
    whole = (chart.as_of - course.start).days
    return max(whole - most, 0), whole - fewest


def last_taken(
    window: Window | None, courses: Sequence[tuple[Course, Truth]], chart: Chart, unlisted: Truth
) -> Truth:
    """Whether the drug was taken, and the last time in the window.

    Each course comes with whether it counts at all; `unlisted` says whether there may be others.
    """
    at_all = any_of([*[counts for _, counts in courses], unlisted])
    if window is None:
        return at_all
    if only_minimum(window):
        recent = [AND[counts, NOT[taken_in(window, course, chart)]] for course, counts in courses]
        return AND[at_all, NOT[any_of([*recent, unlisted])]]
    taken = [AND[counts, taken_in(window, course, chart)] for course, counts in courses]
    return any_of([*taken, unlisted])


def taken_in(window: Window, course: Course, chart: Chart) -> Truth:
    """Whether the last dose of a course lies in the window."""
    least, most = days_ago(course, chart)
    return inside(window, least, most, course.keys)
