"""Cytogenetic findings. The reading of a karyotype is `matcher.state.karyotype`'s; here it meets the line."""

from criteria.nodes import Karyotype
from criteria.rendering.wording import limits
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.say import asked, name, of_truth, on, unknown
from matcher.state.karyotype import KaryotypeReading
from matcher.state.risk import last_karyotype
from matcher.truth import Truth
from matcher.verdict import Verdict

SAID = {Truth.TRUE: "shows", Truth.FALSE: "does not show", Truth.UNKNOWN: "leaves open"}


@evaluate.register
def _(criterion: Karyotype, chart: Chart) -> Verdict:
    last = last_karyotype(chart)
    if last is None:
        failed = chart.karyotypes
        reason = "no karyotype could be read" if failed else "the karyotype is not recorded"
        return unknown(reason, ["karyotype"], failed)
    report, reading = last
    truth = _truth(criterion, reading)
    reason = f"the karyotype {on(report.date)} {SAID[truth]} {_wanted(criterion)}"
    return of_truth(truth, reason, [f"a karyotype that decides {asked(criterion)}"], [report], "derived")


def _truth(criterion: Karyotype, reading: KaryotypeReading) -> Truth:
    if criterion.count is not None:
        return reading.counted(criterion.count)
    if criterion.isolated:
        return reading.isolated(criterion.finding)
    return reading.finding(criterion.finding)


def _wanted(criterion: Karyotype) -> str:
    if criterion.count is not None:
        return f"{limits(criterion.count)} abnormalities"
    finding = name("karyotype", criterion.finding)
    return f"{finding} as the only abnormality" if criterion.isolated else finding
