"""The disease of the marrow over time: which one is treated now, which came before, what was treated when.

MDS may become AML: then AML is the current disease and MDS an earlier one. Home to that order alone.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from criteria.errors import UnknownConcept
from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.facts import Course, Illness
from matcher.state.memory import once_per_chart
from matcher.truth import Truth

MARROW_DISEASES = ("myeloid_malignancy", "clonal_hematopoiesis")
AML, MDS, MDS_MPN = "AML", "MDS", "MDS/MPN"


@lru_cache(maxsize=50_000)
def covers(general: str, special: str) -> bool:
    """Whether one disease is another or lies below it; a key the vocabulary lacks covers itself alone."""
    try:
        return vocabulary().covers("disease", general, special)
    except UnknownConcept:
        return general == special


@lru_cache(maxsize=5_000)
def of_marrow(disease: str) -> bool:
    """Whether the disease is one of the myeloid line, of which a patient has one at a time."""
    return any(covers(root, disease) for root in MARROW_DISEASES)


@dataclass(frozen=True, slots=True)
class Lineage:
    """`current` is what is treated now, None if nothing active is recorded; `earlier` what came before."""

    current: Illness | None
    earlier: tuple[Illness, ...]


@once_per_chart
def lineage(chart: Chart) -> Lineage:
    """The diseases of the marrow of a chart. Of two diagnosed on one day the acute leukemia is the later."""
    found = [one for one in chart.diagnoses if of_marrow(str(one.disease)) and one.status != "absent"]
    ordered = sorted(found, key=lambda one: (one.date or date.min, covers(AML, str(one.disease))))
    active = [one for one in ordered if one.status in ("active", "unknown")]
    current = active[-1] if active else None
    return Lineage(current, tuple(one for one in ordered if one is not current))


def implies_earlier_treatment(chart: Chart) -> bool:
    """Whether the disease is recorded as therapy-related: then there was an earlier treatment, and the lists,
    which are about this disease, may leave it out."""
    line = lineage(chart)
    return any(one.therapy_related for one in (line.current, *line.earlier) if one is not None)


def given_for(course: Course, target: tuple[str, ...], chart: Chart) -> Truth:
    """Whether a course was given for one of the diseases: the one the patient had while it ran.

    A course that runs on into the next disease may have been given for both.
    """
    if not target:
        return Truth.TRUE
    line = lineage(chart)
    known = [one for one in (*line.earlier, line.current) if one is not None]
    if not known or course.start is None or any(one.date is None for one in known):
        return _any_or_open(known, target)
    last_day = course.end or chart.as_of
    before = [one for one in known if one.date and one.date <= course.start]
    during = [one for one in known if one.date and course.start < one.date <= last_day]
    treated = [*before[-1:], *during]
    if not treated:
        return Truth.UNKNOWN if any(_is(one, target) for one in known) else Truth.FALSE
    held = {_is(one, target) for one in treated}
    return Truth.UNKNOWN if len(held) == 2 else (Truth.TRUE if held == {True} else Truth.FALSE)


def _any_or_open(known: list[Illness], target: tuple[str, ...]) -> Truth:
    """Without dates: sure where all or none of the diseases is meant."""
    held = {_is(one, target) for one in known}
    if held == {True}:
        return Truth.TRUE
    return Truth.FALSE if held == {False} and known else Truth.UNKNOWN


def _is(one: Illness, target: tuple[str, ...]) -> bool:
    return any(covers(general, str(one.disease)) for general in target)
