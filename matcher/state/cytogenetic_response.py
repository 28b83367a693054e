"""Cytogenetic response by IWG 2006: complete when the abnormality is gone and none new, partial if halved."""

from collections.abc import Iterator
from datetime import date, timedelta

from matcher.chart import Chart
from matcher.facts import KaryotypeReport
from matcher.state.karyotype import KaryotypeReading, read_karyotype
from matcher.state.treated import Treated

_NEAR = timedelta(days=28)
"""A karyotype belongs to a marrow of the same four weeks (own convention)."""

Found = tuple[str | None, tuple[KaryotypeReport, ...]]


def cytogenetic(chart: Chart, line: Treated, day: date) -> Found:
    """ "complete", "partial" or "none" at the marrow of `day`; None where it cannot be told."""
    told = list(_told(chart))
    base = [pair for pair in told if pair[0].date and pair[0].date <= line.baseline_ends][-1:]
    then = [pair for pair in told if _belongs(pair[0], line, day)][-1:]
    if not base or base[0][1].status == "normal":
        return ("none" if base else None), tuple(report for report, _ in base)
    if not then:
        return None, (base[0][0],)
    return _compared(base[0][1], then[0][1]), (base[0][0], then[0][0])


def _told(chart: Chart) -> Iterator[tuple[KaryotypeReport, KaryotypeReading]]:
    dated = sorted((one for one in chart.karyotypes if one.date), key=lambda one: str(one.date))
    for report in dated:
        reading = read_karyotype(report.iscn)
        if reading.told:
            yield report, reading


def _belongs(report: KaryotypeReport, line: Treated, day: date) -> bool:
    return report.date is not None and report.date > line.baseline_ends and abs(report.date - day) <= _NEAR


def _compared(base: KaryotypeReading, then: KaryotypeReading) -> str | None:
    if then.status == "normal":
        return "complete"
    old, new = {one.text for one in base.abnormalities}, {one.text for one in then.abnormalities}
    if new - old:
        return "none"
    before, after = _share(base), _share(then)
    if before is None or after is None:
        return None
    return "partial" if after <= before / 2 else "none"


def _share(reading: KaryotypeReading) -> float | None:
    """The share of abnormal metaphases; None where they were not counted."""
    cells = [clone.cells for clone in reading.clones]
    if None in cells or not sum(one or 0 for one in cells):
        return None
    abnormal = sum(clone.cells or 0 for clone in reading.clones if clone.abnormalities)
    return abnormal / sum(one or 0 for one in cells)
