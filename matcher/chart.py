"""What is known of one patient on one day, resolved to the vocabulary and laid out for quick questions.

Home to the facts at or before `as_of` and to plain look-ups in them. Draws no conclusion: `matcher.state`
derives, `matcher.evaluate` judges. What the file does not say stays unknown here, except through `complete`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

from matcher import reading
from matcher.export.sites import Home
from matcher.facts import (
    Course,
    Fact,
    Illness,
    KaryotypeReport,
    Mutation,
    Note,
    Observation,
    ProcedureDone,
    Term,
    TransfusionRecord,
)
from matcher.patient import DonorRecord, Patient, ReproductiveRecord

DAYS_PER_YEAR = 365.25
F = TypeVar("F", bound=Fact)


class Born(Protocol):
    """What tells the age: a patient file, or just these fields of one."""

    @property
    def birth_date(self) -> date | None: ...

    @property
    def age_years(self) -> float | None: ...

    @property
    def as_of(self) -> date: ...


class Judged:
    """Room for what was said of criteria and questions, by their identity.

    What is named so is kept too: no other object can take its place in memory, and with it its verdict.
    `looked_at` are the subjects of which it is known whether a fact bears on them, `concerned` those on which
    one does. `nobody` is the chart whose answers stand for this one's where no fact bears.
    """

    def __init__(self) -> None:
        self.verdicts: dict[int, Any] = {}
        self.nodes: list[object] = []
        self.looked_at: set[int] = set()
        self.concerned: set[int] = set()
        self.lines: dict[int, tuple[Any, Any]] = {}
        self.nobody: Chart | None = None


@dataclass(frozen=True, eq=False)
class Chart:
    """One patient at `as_of`; all tuples are in the order of the file.

    `age` is the range of completed years, lowest and highest (the same where the birth date is known), or
    None. `home` is where the patient lives, for distances. `courses` are therapies and medications,
    `illnesses` diagnoses and conditions. `complete` names the lists in which silence means no.
    """

    patient_id: str
    as_of: date
    sex: str | None = None
    age: tuple[int, int] | None = None
    age_path: str = "birth_date"
    country: str | None = None
    home: Home | None = None
    illnesses: tuple[Illness, ...] = ()
    observations: tuple[Observation, ...] = ()
    karyotypes: tuple[KaryotypeReport, ...] = ()
    mutations: tuple[Mutation, ...] = ()
    transfusions: tuple[TransfusionRecord, ...] = ()
    courses: tuple[Course, ...] = ()
    procedures: tuple[ProcedureDone, ...] = ()
    reproductive: ReproductiveRecord = field(default_factory=ReproductiveRecord)
    donor: DonorRecord = field(default_factory=DonorRecord)
    complete: frozenset[str] = frozenset()

    @classmethod
    def of(cls, patient: Patient, as_of: date | None = None) -> Chart:
        """The chart of `patient` at `as_of`, or at the day the file itself names."""
        day = as_of or patient.as_of
        return cls(
            patient_id=patient.id,
            as_of=day,
            sex=patient.sex if patient.sex in ("female", "male") else None,
            age=age_range(patient, day),
            age_path="birth_date" if patient.birth_date else "age_years",
            country=patient.location.country if patient.location else None,
            home=_home(patient),
            illnesses=tuple(reading.illnesses(patient, day)),
            observations=tuple(reading.observations(patient, day)),
            karyotypes=tuple(reading.karyotypes(patient, day)),
            mutations=tuple(reading.mutations(patient, day)),
            transfusions=tuple(reading.transfusions(patient, day)),
            courses=tuple(reading.courses(patient, day)),
            procedures=tuple(reading.procedures(patient, day)),
            reproductive=patient.reproductive or ReproductiveRecord(),
            donor=patient.donor or DonorRecord(),
            complete=frozenset(patient.complete),
        )

    # --- look-ups ------------------------------------------------------------------------------------------

    @cached_property
    def diagnoses(self) -> tuple[Illness, ...]:
        """Illnesses that are diseases of the vocabulary, oldest first; undated ones before all."""
        return tuple(sorted((i for i in self.illnesses if i.disease), key=_by_day))

    @cached_property
    def therapies(self) -> tuple[Course, ...]:
        """Lines of treatment without the standing medication."""
        return tuple(course for course in self.courses if not course.medication)

    @cached_property
    def medications(self) -> tuple[Course, ...]:
        """The standing medication."""
        return tuple(course for course in self.courses if course.medication)

    def latest(self, key: str) -> Observation | None:
        """The last observation of a lab or score (its vocabulary key); undated ones count as oldest."""
        return self.observed[key][-1] if key in self.observed else None

    def series(self, key: str) -> tuple[Observation, ...]:
        """All observations of a lab or score, oldest first."""
        return self.observed.get(key, ())

    def reports(self, gene: str) -> tuple[Mutation, ...]:
        """What was reported of a gene (its vocabulary key), oldest first."""
        return self.reported.get(gene, ())

    @cached_property
    def judged(self) -> Judged:
        """Room for what was said of this chart, so that it goes with the chart."""
        return Judged()

    @cached_property
    def observed(self) -> Mapping[str, tuple[Observation, ...]]:
        """The observations of each lab or score that was looked at, oldest first."""
        return _grouped([(o.term.key, o) for o in self.observations if o.term.key])

    @cached_property
    def reported(self) -> Mapping[str, tuple[Mutation, ...]]:
        """What was reported of each gene that was looked at, oldest first."""
        return _grouped([(mutation.gene, mutation) for mutation in self.mutations])

    # --- how the file was understood -----------------------------------------------------------------------

    @cached_property
    def unmatched(self) -> tuple[Note, ...]:
        """Terms for which the vocabulary has nothing near: kept, shown, and part of no conclusion."""
        return tuple(
            Note(path, f"{term.written!r} is not in the vocabulary")
            for path, term in self._terms
            if term.key is None
        )

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """All there is to say of the reading: unmatched terms, fuzzy matches, values that cannot be used."""
        fuzzy = (
            Note(path, f"{term.written!r} is read as {term.name!r} ({_how(term)})")
            for path, term in self._terms
            if term.how in ("fuzzy", "part")
        )
        trouble = (Note(o.path, o.trouble) for o in self.observations if o.trouble)
        bare = (
            Note(o.path, f"{o.term.said} has no unit; taken as {o.taken_as}")
            for o in self.observations
            if o.taken_as
        )
        return (*self.unmatched, *fuzzy, *trouble, *bare)

    @cached_property
    def _terms(self) -> list[tuple[str, Term]]:
        named: tuple[Illness | Observation | ProcedureDone, ...] = (
            *self.illnesses,
            *self.observations,
            *self.procedures,
        )
        agents = [(course.path, term) for course in self.courses for term in course.agents]
        return [(fact.path, fact.term) for fact in named] + agents


def _how(term: Term) -> str:
    return "by part of its words" if term.how == "part" else f"likeness {term.likeness:g} of 100"


def _home(patient: Patient) -> Home | None:
    where = patient.location
    return Home(where.country, where.lat, where.lon) if where else None


def _by_day(fact: Fact) -> date:
    return fact.date or date.min


def _grouped(pairs: Iterable[tuple[str, F]]) -> dict[str, tuple[F, ...]]:
    groups: dict[str, list[F]] = defaultdict(list)
    for key, fact in pairs:
        groups[key].append(fact)
    for facts in groups.values():
        if len(facts) > 1:
            facts.sort(key=_by_day)
    return {key: tuple(facts) for key, facts in groups.items()}


def age_range(patient: Born, as_of: date) -> tuple[int, int] | None:
    """Completed years; `age_years` is of the file's own `as_of`, so another day leaves a year of doubt."""
    if patient.birth_date is not None:
        years = as_of.year - patient.birth_date.year
        birthday_to_come = (as_of.month, as_of.day) < (patient.birth_date.month, patient.birth_date.day)
        return (years - birthday_to_come,) * 2
    if patient.age_years is None:
        return None
    if as_of == patient.as_of:
        return (int(patient.age_years),) * 2
    shift = (as_of - patient.as_of).days / DAYS_PER_YEAR
    return int(patient.age_years + shift), int(patient.age_years + 1 + shift)
