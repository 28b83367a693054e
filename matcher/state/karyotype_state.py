"""The karyotype as the state shows it: what the last one says, and what is new since the one before.

Home to choosing and to comparing reports; `matcher.state.karyotype` reads one.
"""

from typing import Literal

from matcher.chart import Chart
from matcher.facts import KaryotypeReport
from matcher.state.cytogenetic_groups import IPSS_GROUPS, IPSS_R_GROUPS
from matcher.state.evidence import cite
from matcher.state.karyotype import KaryotypeReading, read_karyotype
from matcher.state.karyotypes import karyotypes_by_day, last_karyotype
from matcher.state.model_disease import KaryotypeState
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN

_TABLE = table("karyotype")
_SOURCE = (
    f"{_TABLE['ipss']['source']}; {_TABLE['ipss_r']['source']}; counting: {_TABLE['counting']['source']}"
)
_SAID = {TRUE: True, FALSE: False, UNKNOWN: None}
Del5q = Literal["isolated", "with one other", "with others", "absent", "unknown"]


def karyotype_state(chart: Chart) -> KaryotypeState | None:
    """The last karyotype that says anything; else the last of all, with what is wrong; None without any."""
    last = last_karyotype(chart)
    if last is None:
        reports = karyotypes_by_day(chart)
        return _shown(reports[-1], read_karyotype(reports[-1].iscn, chart.sex), ()) if reports else None
    report, reading = last
    return _shown(report, reading, _new(chart, report, reading))


def _new(chart: Chart, report: KaryotypeReport, reading: KaryotypeReading) -> tuple[str, ...]:
    """What the reports before did not have; nothing where there is none that says anything."""
    earlier = [
        read_karyotype(other.iscn, chart.sex)
        for other in chart.karyotypes
        if other is not report and not (other.date and report.date and other.date >= report.date)
    ]
    told = [one for one in earlier if one.told]
    before = {one.text for other in told for one in other.abnormalities}
    found = (one.text for one in reading.abnormalities)
    return tuple(text for text in found if text not in before) if told else ()


def _shown(report: KaryotypeReport, reading: KaryotypeReading, new: tuple[str, ...]) -> KaryotypeState:
    return KaryotypeState(
        iscn=report.iscn,
        date=report.date.isoformat() if report.date else None,
        status=reading.status,
        clones=sum(bool(clone.abnormalities) for clone in reading.clones),
        abnormalities=tuple(one.text for one in reading.abnormalities),
        constitutional=tuple(one.text for one in reading.constitutional),
        count=(reading.count_low, reading.count_high),
        complex=_SAID[reading.finding("complex")],
        monosomal=_SAID[reading.finding("monosomal")],
        del_5q=_del_5q(reading),
        findings=reading.shown,
        undecided=reading.undecided if reading.told else (),
        ipss_group=reading.ipss_group,
        ipss_r_group=reading.ipss_r_group,
        ipss_groups=tuple(group for group in IPSS_GROUPS if group in reading.ipss_groups),
        ipss_r_groups=tuple(group for group in IPSS_R_GROUPS if group in reading.ipss_r_groups),
        ipss_r_group_as_written=reading.as_written,
        new_since_before=new,
        issues=reading.issues,
        source=_SOURCE,
        evidence=(cite(report),),
    )


def _del_5q(reading: KaryotypeReading) -> Del5q:
    found = reading.finding("del(5q)")
    if found is not TRUE:
        return "absent" if found is FALSE else "unknown"
    if reading.isolated("del(5q)") is TRUE:
        return "isolated"
    if reading.isolated("del(5q)", 1) is TRUE and reading.count_low == 2:
        return "with one other"
    return "with others" if reading.count_low > 2 else "unknown"
