"""What no record decides: consent, judgement, and words that were not understood."""

from criteria.nodes import Administrative, Unparsed
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.say import asked, unknown
from matcher.verdict import Verdict


@evaluate.register
def _(criterion: Administrative, chart: Chart) -> Verdict:
    return unknown(f"{asked(criterion)}: no record decides it", basis="administrative")


@evaluate.register
def _(criterion: Unparsed, chart: Chart) -> Verdict:
    return unknown("this line was not understood: read it and decide", basis="unparsed")
