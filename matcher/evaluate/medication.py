"""What the patient takes now, whatever for: standing medication and running therapies together."""

from criteria.nodes import Medication
from criteria.quantity import Window
from criteria.rendering.wording import either
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.exposure import last_taken, lists_of, takes
from matcher.evaluate.say import asked, course_time, decided, drug_names, name, unknown
from matcher.facts import Course
from matcher.truth import FALSE, TRUE, UNKNOWN
from matcher.verdict import Verdict

NOW = Window(max_days=0)


@evaluate.register
def _(criterion: Medication, chart: Chart) -> Verdict:
    counted = [(course, takes(course, criterion.agents, criterion.excepting)) for course in chart.courses]
    related = [course for course, taken in counted if taken is not FALSE]
    unlisted = FALSE if lists_of(criterion.agents) <= chart.complete else UNKNOWN
    truth = last_taken(criterion.window or NOW, counted, chart, unlisted)
    agents = either([name("drug", agent) for agent in criterion.agents])
    if truth is UNKNOWN:
        return _open(criterion, agents, related)
    if not related:
        return decided(False, f"the complete lists hold no {agents}", (), "presumed")
    told = "; ".join(f"{drug_names(course)} {course_time(course)}" for course in related)
    return decided(
        truth is TRUE,
        f"{told}: {'this is' if truth is TRUE else 'this is not'} {asked(criterion)}",
        related,
    )


def _open(criterion: Medication, agents: str, related: list[Course]) -> Verdict:
    needs = [f"whether {agents} is taken"]
    if related:
        told = "; ".join(f"{drug_names(course)} {course_time(course)}" for course in related)
        return unknown(f"{told}: whether this is {asked(criterion)} is not recorded", needs, related)
    return unknown(f"no {agents} is recorded, but the medications are not complete", needs)
