"""Creatinine clearance from creatinine, age, weight and sex, where no measured one is recorded."""

from typing import NamedTuple

from matcher.chart import Chart
from matcher.facts import Observation

FEMALE_FACTOR = 0.85


class Clearance(NamedTuple):
    """In mL/min, and the observations it is computed from."""

    value: float
    facts: tuple[Observation, ...]


def estimated_clearance(chart: Chart) -> Clearance | None:
    """Cockcroft-Gault: (140 - age) x kg / (72 x creatinine in mg/dL), x 0.85 for women (recalled, M-high).

    None unless all four facts are known.
    """
    creatinine, weight = chart.latest("creatinine"), chart.latest("weight")
    if creatinine is None or weight is None or chart.age is None or chart.sex is None:
        return None
    if not creatinine.value or not weight.value or chart.age[0] != chart.age[1]:
        return None
    factor = FEMALE_FACTOR if chart.sex == "female" else 1.0
    value = (140 - chart.age[0]) * weight.value / (72 * creatinine.value) * factor
    return Clearance(value, (creatinine, weight))
