"""Which courses of a chart belong to a drug class, and whether the record would show it if there were one."""

from collections.abc import Iterable
from functools import lru_cache

from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.facts import Course
from matcher.state.memory import once_per_chart
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth


@lru_cache(maxsize=64)
def members(agent: str) -> frozenset[str]:
    """The drug keys that `agent`, a drug or a drug class, stands for, and the class itself."""
    return frozenset({agent}) | vocabulary().drugs_in(agent)


def of_class(courses: Iterable[Course], agent: str) -> tuple[Course, ...]:
    """The courses with any drug of `agent`, oldest first; undated ones stay in the order of the file."""
    wanted = members(agent)
    found = [course for course in courses if not wanted.isdisjoint(course.keys)]
    if len(found) > 1 and all(course.start for course in found):
        found.sort(key=lambda course: (course.start, course.path))
    return tuple(found)


def given(chart: Chart, agent: str) -> tuple[Course, ...]:
    """The courses of a chart with any drug of `agent`, looked for once."""
    found = _found(chart)
    if agent not in found:
        found[agent] = of_class(chart.courses, agent)
    return found[agent]


@once_per_chart
def _found(chart: Chart) -> dict[str, tuple[Course, ...]]:
    return {}


def drugs_of_class(course: Course, agent: str) -> tuple[str, ...]:
    """The keys of the course's drugs that belong to `agent`, a combination taken apart."""
    wanted = members(agent)
    return tuple([key for key in drugs_of(course) if key in wanted])


def drugs_of(course: Course) -> tuple[str, ...]:
    """The keys of all drugs of a course, a combination taken apart."""
    return _taken_apart(course.keys)


@lru_cache(maxsize=10_000)
def _taken_apart(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for key in keys for part in components(key))


@lru_cache(maxsize=1_000)
def components(key: str) -> tuple[str, ...]:
    """What a combination is made of (a drug below two or more drugs); else the key itself."""
    concept = vocabulary().concept("drug", key)
    parts = tuple(one for one in concept.parents if vocabulary().concept("drug", one).kind == "drug")
    return parts if concept.kind == "drug" and len(parts) > 1 else (key,)


def taken(chart: Chart, agent: str) -> Truth:
    """Whether any drug of `agent` was taken: silence is no only where the list of therapies is complete.

    A therapy that the vocabulary does not know might be one of them.
    """
    if given(chart, agent):
        return TRUE
    return FALSE if "therapies" in chart.complete and not _some_unread(chart) else UNKNOWN


@once_per_chart
def _some_unread(chart: Chart) -> bool:
    return any(not course.medication and not course.keys for course in chart.courses)
