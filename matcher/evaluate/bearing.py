"""Whether any fact of a chart bears on a leaf. Where none does, the leaf's verdict is that of a patient of
whom nothing is recorded but which lists are complete, and it need not be found again for each patient.

`bears` is open to every kind of leaf. A handler may only say no where the leaf's own handler in this package
looks at no fact; without one a leaf is always judged. `subject` names what of a leaf `bears` looks at, so
that it is asked once of all leaves about the same. Home to these questions alone: it judges nothing.
"""

from collections import defaultdict
from collections.abc import Hashable
from functools import cache, singledispatch
from typing import NamedTuple

from criteria.nodes import (
    Administrative,
    Alteration,
    Ambiguity,
    Condition,
    Detail,
    LifeExpectancy,
    Measurement,
    Medication,
    Performance,
    Permission,
    PriorTherapy,
    Procedure,
    Unparsed,
)
from criteria.quantity import Value
from matcher.chart import Chart
from matcher.evaluate.condition import absent, called_so, denies
from matcher.evaluate.demographic import LIFE_EXPECTANCY
from matcher.evaluate.exposure import taken_at_all
from matcher.evaluate.findings import ANEMIA
from matcher.evaluate.groups import GROUPS
from matcher.evaluate.illnesses import MALIGNANCY, OTHER_MALIGNANCY, name_of
from matcher.evaluate.lineage import implies_earlier_treatment
from matcher.evaluate.measurement import STAND_INS
from matcher.evaluate.performance import CONVERTED_FROM
from matcher.evaluate.procedure import RADIOTHERAPY, below, is_procedure
from matcher.evaluate.tables import table
from matcher.evaluate.therapy import CAUSES
from matcher.facts import Illness
from matcher.state.memory import once_per_chart
from matcher.truth import FALSE

CLEARANCE = "creatinine_clearance"
CANCERS = (MALIGNANCY, OTHER_MALIGNANCY)


@singledispatch
def bears(leaf: Value, chart: Chart) -> bool:
    """Whether a fact of the chart, other than which lists are complete, may tell on the leaf's verdict."""
    return True


@singledispatch
def subject(leaf: Value) -> Hashable:
    """What of the leaf tells which facts bear on it: equal for leaves on which the same facts do."""
    return leaf


@bears.register(Administrative)
@bears.register(Permission)
@bears.register(Detail)
@bears.register(Ambiguity)
@bears.register(Unparsed)
def _(leaf: Value, chart: Chart) -> bool:
    return False


@subject.register(Administrative)
@subject.register(Permission)
@subject.register(Detail)
@subject.register(Ambiguity)
@subject.register(Unparsed)
def _(leaf: Value) -> Hashable:
    return None


class _Health(NamedTuple):
    """What of a chart may tell on an illness, beside those that may be it."""

    absent: tuple[Illness, ...]
    cancer: bool


@once_per_chart
def _health(chart: Chart) -> _Health:
    return _Health(tuple(absent(chart)), implies_earlier_treatment(chart))


@bears.register
def _(leaf: Condition, chart: Chart) -> bool:
    health, concept = _health(chart), leaf.concept
    if called_so(leaf, chart):
        return True
    for one in health.absent:
        if denies(one, leaf):
            return True
    if concept == ANEMIA or (concept in CANCERS and health.cancer):
        return True
    labs = _told_by_labs().get(concept)
    return labs is not None and not chart.observed.keys().isdisjoint(labs)


@subject.register
def _(leaf: Condition) -> Hashable:
    return Condition, name_of(leaf)


@cache
def _told_by_labs() -> dict[str | None, set[str]]:
    """For illnesses that tests or other labs tell, which labs do."""
    rules, found = table("comorbidity"), defaultdict[str | None, set[str]](set)
    for concept, tests in rules["tests"].items():
        found[concept].update(tests)
    for concept, sign in rules["signs"].items():
        found[concept].add(sign["lab"])
    return found


@bears.register
def _(leaf: PriorTherapy, chart: Chart) -> bool:
    if leaf.outcome == "ineligible" or taken_at_all(chart, leaf.agents, leaf.excepting):
        return True
    return not CAUSES.isdisjoint(leaf.agents) and implies_earlier_treatment(chart)


@bears.register
def _(leaf: Medication, chart: Chart) -> bool:
    return taken_at_all(chart, leaf.agents, leaf.excepting)


@subject.register
def _(leaf: PriorTherapy) -> Hashable:
    return PriorTherapy, leaf.outcome == "ineligible", leaf.agents, leaf.excepting


@subject.register
def _(leaf: Medication) -> Hashable:
    return Medication, leaf.agents, leaf.excepting


@bears.register
def _(leaf: Procedure, chart: Chart) -> bool:
    if any(is_procedure(one, leaf.procedure) is not FALSE for one in chart.procedures):
        return True
    return leaf.procedure in below(RADIOTHERAPY) and implies_earlier_treatment(chart)


@subject.register
def _(leaf: Procedure) -> Hashable:
    return Procedure, leaf.procedure


@bears.register
def _(leaf: Measurement, chart: Chart) -> bool:
    if leaf.lab == CLEARANCE:
        return True
    labs = (leaf.lab, *STAND_INS.get(leaf.lab, ()), *GROUPS.get(leaf.lab, ()))
    return any(lab in chart.observed for lab in labs)


@subject.register
def _(leaf: Measurement) -> Hashable:
    return Measurement, leaf.lab


@bears.register
def _(leaf: Performance, chart: Chart) -> bool:
    return leaf.scale in chart.observed or CONVERTED_FROM.get(leaf.scale) in chart.observed


@bears.register
def _(leaf: LifeExpectancy, chart: Chart) -> bool:
    return LIFE_EXPECTANCY in chart.observed


@bears.register
def _(leaf: Alteration, chart: Chart) -> bool:
    return leaf.gene in chart.reported
