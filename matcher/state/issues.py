"""What in a chart could not be used as it stands, each with its path: never a crash, never a silent guess."""

from collections.abc import Iterator

from matcher.chart import Chart
from matcher.state.dose import amount
from matcher.state.drugs import of_class
from matcher.state.hma import hma_issues
from matcher.state.karyotype import read_karyotype
from matcher.state.model import Issue
from matcher.state.tables import table

_CLASSES = tuple(table("failure")[kind]["drug_class"] for kind in ("hma", "esa"))


def issues(chart: Chart) -> Iterator[Issue]:
    """Everything to look at again, in the order of the file's lists."""
    yield from (Issue(path=note.path, said=note.said) for note in chart.notes)
    yield from _two_on_one_day(chart)
    for report in chart.karyotypes:
        for said in read_karyotype(report.iscn).issues:
            yield Issue(path=f"{report.path}.iscn", said=said)
    yield from hma_issues(chart)
    yield from _doses_without_unit(chart)


def _two_on_one_day(chart: Chart) -> Iterator[Issue]:
    seen: dict[tuple[str | None, object], tuple[float | None, str]] = {}
    for one in chart.observations:
        key = (one.term.key, one.date)
        if one.term.key is None or one.date is None or one.value is None:
            continue
        value, path = seen.setdefault(key, (one.value, one.path))
        if value != one.value:
            said = f"another value of the same day stands at {path}; the later of the two in the file is used"
            yield Issue(path=one.path, said=said)


def _doses_without_unit(chart: Chart) -> Iterator[Issue]:
    for agent in _CLASSES:
        for course in of_class(chart.courses, agent):
            numbers = course.dose is not None and any(sign.isdigit() for sign in course.dose)
            if course.dose is not None and numbers and amount(course.dose) is None:
                yield Issue(
                    path=f"{course.path}.dose", said="the dose has no unit that can be read; write one"
                )
