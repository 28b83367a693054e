"""ESA failure as single trials and guidelines define it, told beside the general definition.

Home to weeks and weekly doses against a definition's own numbers. Data: `data/failure_definitions.toml`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from matcher.chart import Chart
from matcher.facts import Course
from matcher.state.drugs import taken
from matcher.state.esa import enough, esa_exposures
from matcher.state.evidence import cite
from matcher.state.exposure import Exposure
from matcher.state.model import Definition
from matcher.state.tables import table
from matcher.truth import AND, FALSE, NOT, TRUE, UNKNOWN, Truth, all_of, any_of
from matcher.verdict import Evidence

_DEFINITIONS: tuple[Mapping[str, Any], ...] = tuple(table("failure_definitions")["esa"])
_BETA = "epoetin beta"


def by_trial(chart: Chart) -> tuple[Definition, ...]:
    """Each definition, for a patient who has had an ESA or whose serum EPO was measured."""
    if not esa_exposures(chart) and chart.latest("serum_epo") is None:
        return ()
    courses = tuple(cite(course) for one in esa_exposures(chart) for course in one.courses)
    return tuple(_judged(chart, definition, courses) for definition in _DEFINITIONS)


def _judged(chart: Chart, definition: Mapping[str, Any], courses: tuple[Evidence, ...]) -> Definition:
    treated = [_met(chart, definition, exposure) for exposure in esa_exposures(chart)]
    met = any_of([*treated, _ineligible(chart, definition)])
    epo = chart.latest("serum_epo") if "epo_above" in definition else None
    return Definition(
        id=definition["id"],
        name=definition["name"],
        meets=None if met is UNKNOWN else met is TRUE,
        why=definition["said"],
        needs=tuple(_needs(chart, definition)) if met is UNKNOWN else (),
        source=definition["source"],
        confidence=definition["confidence"],
        evidence=(*courses, *((cite(epo),) if epo else ())),
    )


def _met(chart: Chart, definition: Mapping[str, Any], exposure: Exposure) -> Truth:
    if definition.get("intolerance") and exposure.intolerant:
        return TRUE
    if exposure.responded is TRUE:
        return _of(exposure.lost) if definition.get("lost") else FALSE
    return all_of([NOT[exposure.responded], _long_enough(chart, definition, exposure)])


def _long_enough(chart: Chart, definition: Mapping[str, Any], exposure: Exposure) -> Truth:
    """Weeks at a sufficient dose: surely so many, or possibly, where a dose cannot be told."""
    doses = {course: _dose(chart, definition, course) for course in exposure.courses}
    sure = exposure.weeks_of(course for course, dose in doses.items() if dose is TRUE)
    maybe = exposure.weeks_of(course for course, dose in doses.items() if dose is not FALSE)
    if sure is not None and sure >= definition["weeks_from"]:
        return TRUE
    return FALSE if maybe is not None and maybe < definition["weeks_from"] else UNKNOWN


def _dose(chart: Chart, definition: Mapping[str, Any], course: Course) -> Truth:
    if "weekly" not in definition:
        return TRUE
    least = dict(definition["weekly"])
    if _BETA in course.keys and "weekly_beta" in definition:
        least["IU"] = definition["weekly_beta"]
    return enough(chart, course, least)


def _ineligible(chart: Chart, definition: Mapping[str, Any]) -> Truth:
    if "epo_above" not in definition:
        return FALSE
    epo = chart.latest("serum_epo")
    above = UNKNOWN if epo is None or epo.value is None else _of(epo.value > definition["epo_above"])
    if not definition.get("naive"):
        return above
    return AND[NOT[taken(chart, "ESA")], above]


def _of(true: bool) -> Truth:
    return TRUE if true else FALSE


def _needs(chart: Chart, definition: Mapping[str, Any]) -> Iterator[str]:
    if "epo_above" in definition and chart.latest("serum_epo") is None:
        yield "serum EPO"
    if any(_met(chart, definition, one) is UNKNOWN for one in esa_exposures(chart)):
        yield "dates, weekly dose and response of ESA therapy"
    elif not esa_exposures(chart):
        yield "a complete list of therapies"
