"""Home to what a shortlist is: one patient's matches, the trials they are about, where all of it comes from.

It holds values only; how they are worded and written is the business of the files beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol, Self

from matcher.export.sites import Home
from matcher.registry.record import TrialRecord

if TYPE_CHECKING:
    from matcher.match import TrialMatch
    from matcher.patient import Patient
    from matcher.steps.next_step import NextStep

Audience = Literal["patient", "physician", "coordinator"]

Standing = Literal["open", "unclear", "coming", "closed"]
"""Whether a trial takes patients: yes, not known, not yet, no."""

GROUPS: tuple[Standing, ...] = ("open", "unclear", "coming", "closed")
"""The order in which trials of each standing are shown."""

_STANDINGS: dict[str, Standing] = {
    "RECRUITING": "open",
    "ENROLLING_BY_INVITATION": "open",
    "AVAILABLE": "open",
    "NOT_YET_RECRUITING": "coming",
    "ACTIVE_NOT_RECRUITING": "closed",
    "COMPLETED": "closed",
    "TERMINATED": "closed",
    "WITHDRAWN": "closed",
    "SUSPENDED": "closed",
    "NO_LONGER_AVAILABLE": "closed",
    "TEMPORARILY_NOT_AVAILABLE": "closed",
    "APPROVED_FOR_MARKETING": "closed",
    "WITHHELD": "closed",
}
"""The registry's statuses (its API document, 2.0.0). `UNKNOWN` and every word not named here is unclear."""


CLOSED = frozenset(status for status, standing in _STANDINGS.items() if standing == "closed")
"""The statuses of trials that take no patients now."""


class _Snapshot(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def registry_timestamp(self) -> str | None: ...
    @property
    def parser(self) -> str: ...
    @property
    def vocabulary(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a result comes from: enough to reproduce it. `registry_timestamp` None: the source says none."""

    id: str
    registry_timestamp: str | None
    parser: str
    vocabulary: str

    @classmethod
    def of(cls, snapshot: _Snapshot) -> Self:
        """The provenance of whatever carries these four facts, such as a snapshot's meta."""
        return cls(snapshot.id, snapshot.registry_timestamp, snapshot.parser, snapshot.vocabulary)


@dataclass(frozen=True, slots=True)
class Entry:
    """One trial of a shortlist: what the registry says of it and how the patient fits."""

    match: TrialMatch
    record: TrialRecord

    @property
    def standing(self) -> Standing:
        """Whether the trial takes patients, as far as the registry says."""
        return standing(self.record.overall_status)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What was found for one patient on one day, best match first; `next_step` where it was asked for."""

    patient_id: str
    as_of: date
    snapshot: Provenance
    entries: tuple[Entry, ...]
    home: Home | None = None
    next_step: NextStep | None = None


def standing(overall_status: str | None) -> Standing:
    """Whether a trial of this status takes patients; a missing or new status is unclear, not closed."""
    return _STANDINGS.get(overall_status or "", "unclear")


def home_of(patient: Patient) -> Home | None:
    """Where the patient lives, as far as distances need it."""
    where = patient.location
    return Home(where.country, where.lat, where.lon) if where else None
