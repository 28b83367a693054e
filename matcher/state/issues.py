"""What in a chart could not be used as it stands, each with its path: never a crash, never a silent guess."""

from collections.abc import Iterator
from functools import lru_cache

from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.state.dose import amount
from matcher.state.drugs import of_class
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
    yield from (Issue(path=note.path, said=note.said) for note in chart.notes)
    yield from _two_on_one_day(chart)
    for report in chart.karyotypes:
        for said in read_karyotype(report.iscn, chart.sex).issues:
            yield Issue(path=f"{report.path}.iscn", said=said)
    yield from _unknown_genes(chart)
    yield from _scores_that_contradict(chart)
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


def _unknown_genes(chart: Chart) -> Iterator[Issue]:
    for one in chart.mutations:
        if one.gene not in _genes():
            yield Issue(path=f"{one.path}.gene", said=f"{one.gene!r} is not a gene of the vocabulary")


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


def _doses_without_unit(chart: Chart) -> Iterator[Issue]:
    for agent in _CLASSES:
        for course in of_class(chart.courses, agent):
            numbers = course.dose is not None and any(sign.isdigit() for sign in course.dose)
            if course.dose is not None and numbers and amount(course.dose) is None:
                yield Issue(
                    path=f"{course.path}.dose", said="the dose has no unit that can be read; write one"
                )
