"""The one question, open to every family of nodes: is what this node describes true of the patient?

Home to the empty function only, so that a combination can ask it of its children without knowing them. Call
`matcher.evaluate.evaluate.evaluate`, which has all handlers.
"""

from functools import singledispatch

from criteria.quantity import Value
from matcher.chart import Chart
from matcher.verdict import Verdict


@singledispatch
def evaluate(criterion: Value, chart: Chart) -> Verdict:
    """The truth of what `criterion` describes, with reason, evidence and what is missing.

    Raises TypeError for a node without a handler: that is a fault of the program.
    """
    raise TypeError(f"no handler for a node of type {type(criterion).__name__}: add one in matcher/evaluate")
