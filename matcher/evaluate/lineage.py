"""The disease of the marrow over time, and what was treated when. Which is current is `matcher.state`'s."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from matcher.chart import Chart
from matcher.facts import Course, Illness
from matcher.state.marrow_disease import AML, MDS, MDS_MPN, Lineage, covers, lineage, of_marrow
from matcher.state.memory import once_per_chart, once_per_key
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, any_of

__all__ = ["AML", "MDS", "MDS_MPN", "Lineage", "covers", "lineage", "of_marrow"]


@once_per_chart
def family_now(chart: Chart) -> tuple[str, ...]:
    """The widest disease that the current one is a form of: AML, MDS, MDS/MPN, else itself."""
    current = lineage(chart).current
    if current is None:
        return ()
    have = str(current.disease)
    return (next((one for one in (AML, MDS, MDS_MPN) if covers(one, have)), have),)


@once_per_chart
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
        return TRUE
    treated = _treated((course.start, course.end), chart)
    if treated:
        return _agreed([_is(one, target) for one in treated])
    return FALSE if {_is(one, target) for one in _of_the_marrow(chart)} == {FALSE} else UNKNOWN


@once_per_key
def _treated(time: tuple[date | None, date | None], chart: Chart) -> tuple[Illness, ...]:
    """The diseases of the marrow in a time from its first to its last day; all, where a day is missing."""
    (start, end), known = time, _of_the_marrow(chart)
    if start is None or any(one.date is None for one in known):
        return known
    last_day = end or chart.as_of
    before = [one for one in known if one.date and one.date <= start]
    during = [one for one in known if one.date and start < one.date <= last_day]
    return (*before[-1:], *during)


def _of_the_marrow(chart: Chart) -> tuple[Illness, ...]:
    line = lineage(chart)
    return line.earlier if line.current is None else (*line.earlier, line.current)


def _agreed(truths: Iterable[Truth]) -> Truth:
    """What all say; unknown where they differ or nobody says anything."""
    said = set(truths)
    return said.pop() if len(said) == 1 else UNKNOWN


NAMED_BY_MORE = {
    "lower-risk MDS": MDS, "higher-risk MDS": MDS, "t-MDS": MDS, "sAML": AML, "AML-MR": AML, "t-AML": AML,
    "AML-low-blast": AML, "t-MN": "myeloid_malignancy",
}  # fmt: skip
"""Diseases named by risk, cause or blasts: a course for them was one for the disease itself."""


def _is(one: Illness, target: tuple[str, ...]) -> Truth:
    return _names(target, str(one.disease))


@lru_cache(maxsize=10_000)
def _names(target: tuple[str, ...], have: str) -> Truth:
    return any_of([_covers_or_may(NAMED_BY_MORE.get(wanted, wanted), have) for wanted in target])


def _covers_or_may(wanted: str, have: str) -> Truth:
    if covers(wanted, have):
        return TRUE
    return UNKNOWN if covers(have, wanted) else FALSE
