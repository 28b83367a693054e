"""What in a chart could not be used as it stands, each with its path: never a crash, never a silent guess."""

import re
from collections.abc import Iterator
from functools import lru_cache

from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.state.dose import amount, by_weight
from matcher.state.drugs import given, members
from matcher.state.hma import hma_issues
from matcher.state.karyotype import read_karyotype
from matcher.state.model import Issue
from matcher.state.risk import SYSTEMS, spelled
from matcher.state.score import scored
from matcher.state.tables import table

_SCORES = table("scores")
_CLASSES = tuple(table("failure")[kind]["drug_class"] for kind in ("hma", "esa"))


def issues(chart: Chart) -> Iterator[Issue]:
    """Everything to look at again, in the order of the file's lists."""
    for note in chart.notes:
        yield Issue(path=note.path, said=note.said)
    yield from _two_on_one_day(chart)
    for report in chart.karyotypes:
        for said in read_karyotype(report.iscn, chart.sex).issues:
            yield Issue(path=f"{report.path}.iscn", said=said)
    yield from _unknown_genes(chart)
    yield from _genes_that_contradict(chart)
    yield from _karyotypes_of_one_day(chart)
    yield from _scores_that_contradict(chart)
    yield from hma_issues(chart)
    yield from _cycles_that_contradict(chart)
    yield from _doses_without_unit(chart)


def _two_on_one_day(chart: Chart) -> Iterator[Issue]:
    seen: dict[tuple[str | None, object], tuple[float | None, str]] = {}
    for one in chart.observations:
        if one.term.key is None or one.date is None or one.value is None:
            continue
        value, path = seen.setdefault((one.term.key, one.date), (one.value, one.path))
        if value != one.value:
            said = f"another value of the same day stands at {path}; the later of the two in the file is used"
            yield Issue(path=one.path, said=said)


def _unknown_genes(chart: Chart) -> Iterator[Issue]:
    for one in chart.mutations:
        if one.gene not in _genes():
            yield Issue(path=f"{one.path}.gene", said=f"{one.gene!r} is not a gene of the vocabulary")


def _genes_that_contradict(chart: Chart) -> Iterator[Issue]:
    """The same gene, or the same variant, found and not found on one day."""
    seen: dict[tuple[str, str | None, object], tuple[str, str]] = {}
    for one in chart.mutations:
        if one.date is None or one.status == "unknown":
            continue
        status, path = seen.setdefault((one.gene, one.variant, one.date), (one.status, one.path))
        if status != one.status:
            said = (
                f"{one.gene} is {status.replace('_', ' ')} on the same day at {path}; it counts as detected"
            )
            yield Issue(path=f"{one.path}.status", said=said)


def _karyotypes_of_one_day(chart: Chart) -> Iterator[Issue]:
    seen: dict[object, tuple[str, str]] = {}
    for one in chart.karyotypes:
        if one.date is None:
            continue
        iscn, path = seen.setdefault(one.date, (one.iscn, one.path))
        if iscn != one.iscn:
            said = f"another karyotype of the same day stands at {path}; the later in the file is used"
            yield Issue(path=one.path, said=said)


@lru_cache(maxsize=1)
def _genes() -> frozenset[str]:
    return frozenset(concept.key for concept in vocabulary().of("gene"))


def _scores_that_contradict(chart: Chart) -> Iterator[Issue]:
    """A recorded category that is not that of the recorded score."""
    for system in SYSTEMS:
        for one in chart.series(system):
            category = spelled(system, one.category or one.text)
            if one.value is None or category is None:
                continue
            by_score = scored(_SCORES[system]["categories"], one.value).category
            if by_score != category:
                said = (
                    f"the category {category} does not go with the score {one.value:g}, which is {by_score}"
                )
                yield Issue(path=one.path, said=said)


@lru_cache(maxsize=1)
def _deciding() -> frozenset[str]:
    return frozenset().union(*(members(one) for one in _CLASSES))


def _doses_without_unit(chart: Chart) -> Iterator[Issue]:
    """A number and no unit; of ESA and HMA, whose dose decides something, also what cannot be one number."""
    deciding = _deciding()
    for course in chart.courses:
        if course.dose and _without_unit(course.dose, decides=not deciding.isdisjoint(course.keys)):
            yield Issue(path=f"{course.path}.dose", said="the dose has no unit that can be read; write one")


@lru_cache(maxsize=10_000)
def _without_unit(dose: str, *, decides: bool) -> bool:
    if not any(sign.isdigit() for sign in dose) or by_weight(dose):
        return False
    return amount(dose) is None if decides else not _UNIT.search(dose)


_UNIT = re.compile(
    r"(?:mg|mcg|ug|µg|μg|g|iu|ie|u|units?|ml|gy|tablets?|capsules?|drops?|x10\^?\d+)\b", re.IGNORECASE
)
"""Some unit of a dose of any drug."""


def _cycles_that_contradict(chart: Chart) -> Iterator[Issue]:
    """More cycles than fit between the dates even at one a week; HMA are looked at by their own measure."""
    of_hma = {course.path for course in given(chart, _CLASSES[0])}
    for course in chart.therapies:
        if course.path in of_hma or not course.cycles or course.start is None or course.end is None:
            continue
        days = (course.end - course.start).days + 1
        if course.cycles > days // 7 + 1:
            said = f"{course.cycles} cycles do not fit into {days} days; check the cycles and the dates"
            yield Issue(path=f"{course.path}.cycles", said=said)
