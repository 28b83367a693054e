"""Whether a course was long enough to be judged, and whether a class was ruled out before it was tried.

Thresholds with their sources stand in `data/adequate.toml`; between two sources that differ nothing is
decided.
"""

from criteria.nodes import PriorTherapy
from matcher.chart import Chart
from matcher.evaluate.exposure import drugs_of, length_days, takes
from matcher.evaluate.say import decided, name, on, unknown, value_of
from matcher.evaluate.tables import table
from matcher.facts import Course
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth
from matcher.verdict import Verdict

DAYS_PER_WEEK = 7


def adequate(course: Course, chart: Chart) -> Truth:
    """Whether the course lasted long enough to show a response; unknown for a class without a rule."""
    for rule in table("adequate")["class"]:
        if takes(course, (rule["agents"],)) is TRUE:
            return (
                _cycles(rule["cycles"], course) if "cycles" in rule else _weeks(rule["weeks"], course, chart)
            )
    return UNKNOWN


def _cycles(limits: dict[str, int], course: Course) -> Truth:
    if course.cycles is None:
        return UNKNOWN
    return _between(limits, course.cycles, course.cycles)


def _weeks(limits: dict[str, int], course: Course, chart: Chart) -> Truth:
    fewest, most = length_days(course, chart)
    return _between(limits, fewest / DAYS_PER_WEEK, most / DAYS_PER_WEEK)


def _between(limits: dict[str, int], low: float, high: float) -> Truth:
    if low >= limits["enough"]:
        return TRUE
    return FALSE if high < limits["too_few"] else UNKNOWN


def ineligible(criterion: PriorTherapy, chart: Chart) -> Verdict:
    """Ruled out before it was tried: known only for ESA, by serum erythropoietin."""
    rule = table("adequate")["ineligible"]
    said = " or ".join(name("drug", agent) for agent in criterion.agents)
    level = chart.latest(rule["lab"]) if drugs_of(criterion.agents) <= drugs_of((rule["agents"],)) else None
    if level is None or level.value is None:
        return unknown(f"whether {said} is ruled out is not recorded", [f"eligibility for {said}"])
    told = f"{value_of(level)} {on(level.date)}"
    if level.value > rule["surely"]:
        return decided(True, f"{told} is above {rule['surely']:g}: {said} is ruled out", [level], "derived")
    if level.value <= rule["surely_not"]:
        return decided(False, f"{told} does not rule out {said}", [level], "derived")
    reason = f"{told} lies between {rule['surely_not']:g} and {rule['surely']:g}, where sources differ"
    return unknown(reason, [f"eligibility for {said} as the trial defines it"], [level])
