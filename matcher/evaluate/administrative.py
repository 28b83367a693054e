"""What no record decides: consent, judgement, and words that were not understood."""

from criteria.nodes import Administrative, Ambiguity, Detail, Permission, Unparsed
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.say import asked, decided, unknown
from matcher.verdict import Verdict

DETAIL_ASKED = "whether the detail"
"""How the question begins that a detail leaves: it is put to the trial, no fact of a file answers it."""


@evaluate.register
def _(criterion: Administrative, chart: Chart) -> Verdict:
    return unknown(asked(criterion), basis="administrative")


@evaluate.register
def _(criterion: Permission, chart: Chart) -> Verdict:
    return decided(True, "the line only allows something")


@evaluate.register
def _(criterion: Detail, chart: Chart) -> Verdict:
    asked_of = f"{DETAIL_ASKED} {criterion.text!r} applies"
    return unknown(f"{asked_of} is not in a patient file", [asked_of])


@evaluate.register
def _(criterion: Ambiguity, chart: Chart) -> Verdict:
    ways = " ".join(criterion.text.split())
    return unknown(f"this line may be read in two ways ({ways}): read it and decide", basis="unparsed")


@evaluate.register
def _(criterion: Unparsed, chart: Chart) -> Verdict:
    return unknown("this line was not understood: read it and decide", basis="unparsed")
