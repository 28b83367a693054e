"""Findings that laboratory values tell better than a list of illnesses: anemia, cytopenias, iron deficiency.

Limits with their sources stand in `data/comorbidity.toml`; between the two of a finding nothing is decided.
"""

from criteria.nodes import Condition
from matcher.chart import Chart
from matcher.evaluate.say import decided, name, on, value_of
from matcher.evaluate.tables import table
from matcher.evaluate.transfusion import recent_red_cells
from matcher.verdict import Verdict

ANEMIA = "anemia"


def sign_in_labs(criterion: Condition, chart: Chart) -> Verdict | None:
    """What the last value says of the finding; None for another illness, without a value or in between."""
    rule = table("comorbidity")["signs"].get(criterion.concept or "")
    if rule is None or criterion.qualifiers or criterion.window is not None:
        return None
    if criterion.concept == ANEMIA and (given := recent_red_cells(chart)):
        return decided(True, "red cells were transfused within 16 weeks: anemia", given, "derived")
    found = chart.latest(rule["lab"])
    if found is None or found.value is None:
        return None
    shown = found.value < rule["below"] if "below" in rule else found.value > rule["above"]
    ruled_out = found.value >= rule["ruled_out"] if "below" in rule else found.value <= rule["ruled_out"]
    if not (shown or ruled_out):
        return None
    finding = name("condition", str(criterion.concept))
    reason = f"{value_of(found)} {on(found.date)}: {finding if shown else f'no {finding}'}"
    return decided(shown, reason, [found], "derived")
