"""Cytogenetic findings. The reading of a karyotype is `matcher.state.karyotype`'s; here it meets the line."""

from typing import NamedTuple

from criteria.nodes import Karyotype
from criteria.rendering.wording import limits
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.say import asked, name, of_truth, on, unknown
from matcher.state.karyotype import KaryotypeReading
from matcher.state.karyotypes import last_karyotype
from matcher.truth import FALSE, NOT, TRUE, UNKNOWN, Truth, any_of
from matcher.verdict import Verdict


class Groups(NamedTuple):
    """The cytogenetic groups of the two systems that a word covers."""

    ipss: tuple[str, ...]
    ipss_r: tuple[str, ...]


RISK_GROUPS = {
    "very_good": Groups((), ("very good",)),
    "good": Groups(("good",), ("very good", "good")),
    "intermediate": Groups(("intermediate",), ("intermediate",)),
    "poor": Groups(("poor",), ("poor", "very poor")),
    "very_poor": Groups((), ("very poor",)),
}

SAID = {TRUE: "shows", FALSE: "does not show", UNKNOWN: "leaves open"}


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
    if criterion.finding == "favorable":
        return _favorable(reading)
    if criterion.finding in RISK_GROUPS:
        return _risk_group(reading, RISK_GROUPS[criterion.finding])
    found = reading.finding(criterion.finding)
    if criterion.finding == "abnormal":
        return NOT[reading.finding("normal")]
    return FALSE if found is UNKNOWN and reading.status == "normal" else found


def _risk_group(reading: KaryotypeReading, groups: Groups) -> Truth:
    """A group that the line names without its system: what IPSS and IPSS-R say alike."""
    truths = {
        any_of(reading.finding(f"{system} {group}") for group in named)
        for system, named in (("ipss", groups.ipss), ("ipss_r", groups.ipss_r))
        if named
    }
    return truths.pop() if len(truths) == 1 else UNKNOWN


def _favorable(reading: KaryotypeReading) -> Truth:
    """True of what AML calls favorable; of what only MDS calls good it is left open."""
    named = any_of(reading.finding(finding) for finding in ("t(8;21)", "inv(16)", "t(15;17)"))
    if named is TRUE:
        return named
    good = _risk_group(reading, RISK_GROUPS["good"])
    return FALSE if good is FALSE else UNKNOWN


def _wanted(criterion: Karyotype) -> str:
    if criterion.count is not None:
        return f"{limits(criterion.count)} abnormalities"
    finding = name("karyotype", criterion.finding)
    return f"{finding} as the only abnormality" if criterion.isolated else finding
