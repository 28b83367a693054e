"""The disease of the marrow over time: which one is treated now, which came before, what was treated when.

MDS may become AML: then AML is the current disease and MDS an earlier one. Home to that order alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from criteria.errors import UnknownConcept
from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.facts import Course, Illness
from matcher.state.memory import once_per_chart
from matcher.truth import Truth, any_of

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


def family_now(chart: Chart) -> tuple[str, ...]:
    """The widest disease that the current one is a form of: AML, MDS, MDS/MPN, else itself."""
    current = lineage(chart).current
    if current is None:
        return ()
    have = str(current.disease)
    return (next((one for one in (AML, MDS, MDS_MPN) if covers(one, have)), have),)


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
        return _agreed(_is(one, target) for one in known)
    last_day = course.end or chart.as_of
    before = [one for one in known if one.date and one.date <= course.start]
    during = [one for one in known if one.date and course.start < one.date <= last_day]
    treated = [*before[-1:], *during]
    if not treated:
        return Truth.FALSE if all(_is(one, target) is Truth.FALSE for one in known) else Truth.UNKNOWN
    return _agreed(_is(one, target) for one in treated)


def _agreed(truths: Iterable[Truth]) -> Truth:
    """What all say; unknown where they differ or nobody says anything."""
    said = set(truths)
    return said.pop() if len(said) == 1 else Truth.UNKNOWN


NAMED_BY_MORE = {
    "lower-risk MDS": MDS, "higher-risk MDS": MDS, "t-MDS": MDS, "sAML": AML, "AML-MR": AML, "t-AML": AML,
    "AML-low-blast": AML, "t-MN": "myeloid_malignancy",
}  # fmt: skip
"""Diseases named by risk, cause or blasts: a course for them was one for the disease itself."""


def _is(one: Illness, target: tuple[str, ...]) -> Truth:
    have = str(one.disease)
    return any_of(_covers_or_may(NAMED_BY_MORE.get(wanted, wanted), have) for wanted in target)


def _covers_or_may(wanted: str, have: str) -> Truth:
    if covers(wanted, have):
        return Truth.TRUE
    return Truth.UNKNOWN if covers(have, wanted) else Truth.FALSE
