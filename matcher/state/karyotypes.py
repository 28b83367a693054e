"""Which karyotype of a chart counts: the last one that says anything."""

from matcher.chart import Chart
from matcher.facts import KaryotypeReport
from matcher.state.karyotype import KaryotypeReading, read_karyotype
from matcher.state.memory import once_per_chart


@once_per_chart
def last_karyotype(chart: Chart) -> tuple[KaryotypeReport, KaryotypeReading] | None:
    """The last karyotype that says anything; a failed culture does not undo the one before it."""
    read = ((report, read_karyotype(report.iscn, chart.sex)) for report in reversed(karyotypes_by_day(chart)))
    return next((pair for pair in read if pair[1].told), None)


def karyotypes_by_day(chart: Chart) -> list[KaryotypeReport]:
    """The reports, oldest first; those without a day before all."""
    return sorted(chart.karyotypes, key=lambda report: report.date.toordinal() if report.date else 0)
