"""The facts of a batch as columns: each distinct record read once, the last value of each lab, the courses.

`matcher.reading` reads, here it is only laid out: which fact, of whom, how many days ago. Facts that were not
known on the day of judgement are left out by `matcher.reading`'s own rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from matcher import reading
from matcher.chart import Chart
from matcher.cohort.schema import LISTS, PARTS, file_of
from matcher.columnar.groups import dense, grouped
from matcher.columnar.multisets import sets_of
from matcher.columnar.people import UNDATED, Days, People, Rows
from matcher.facts import Course, Fact, Illness, KaryotypeReport, Mutation, Observation, Term
from matcher.facts import TransfusionRecord as Transfused
from matcher.patient import Patient
from matcher.state.karyotype import KaryotypeReading, read_karyotype
from matcher.state.tables import table

F = TypeVar("F", bound=Fact)
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]

DAY = date(2000, 1, 1)
"""Stands for the day of judgement where only the words of a record are read."""

NOBODY: dict[str, Any] = dict.fromkeys((*PARTS, "sex", "birth_date", "age_years"))


@dataclass(frozen=True)
class Told(Generic[F]):
    """Facts of one kind, by patient in the order of the chart; `facts` has one for each `form`."""

    who: Codes
    form: Codes
    facts: Sequence[F]
    days: Days
    """Days since, UNDATED where no day is recorded."""

    def place(self, row: int) -> tuple[int, int]:
        """The patient of a row, and its place among the patient's facts of this kind."""
        who = self.who[row]
        return int(who), row - int(np.searchsorted(self.who, who))


@dataclass(frozen=True)
class Courses(Told[Course]):
    """Courses; `days` count from the start. `ended` are days since the end, UNDATED where none is known."""

    ended: Days
    agents: Codes
    """Which of `agent_sets` a form takes."""
    agent_sets: Sequence[int]
    """For each set of agents a form that takes it."""


def read_forms(name: str, forms: Sequence[Any], ends: Sequence[date | None] | None = None) -> Patient:
    """A patient whose list holds each of the forms once, without days but those of `ends`."""
    undated = dict.fromkeys(LISTS[name])
    rows = [undated | dict(form) for form in forms]
    if ends is not None:
        rows = [row | {"end": end} for row, end in zip(rows, ends, strict=True)]
    if name == "transfusions":
        rows = [row | {"date": DAY} for row in rows]
    whole = NOBODY | dict.fromkeys(LISTS, ()) | {"id": "forms", "as_of": DAY, "complete": (), name: rows}
    return Patient.model_validate(file_of(whole))


class Facts:
    """All that is asked of a batch of patients, laid out when it is first asked."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.n = people.n
        self._latest: dict[str, npt.NDArray[np.int64]] = {}
        self._genes: dict[tuple[str, bool], Codes] = {}

    # --- lists ---------------------------------------------------------------------------------------------

    def _known(self, name: str) -> Rows:
        rows = self.people.rows(name)
        return rows.only(rows.days["date"] >= 0)

    @cached_property
    def observations(self) -> Told[Observation]:
        """What was measured."""
        rows = self._known("observations")
        facts = tuple(reading.observations(read_forms("observations", rows.forms), DAY))
        return Told(rows.who, rows.form, facts, rows.days["date"])

    @cached_property
    def mutations(self) -> Told[Mutation]:
        """Reports on genes."""
        rows = self._known("mutations")
        facts = tuple(reading.mutations(read_forms("mutations", rows.forms), DAY))
        return Told(rows.who, rows.form, facts, rows.days["date"])

    @cached_property
    def karyotypes(self) -> Told[KaryotypeReport]:
        """Reports on the karyotype."""
        rows = self._known("karyotypes")
        facts = tuple(reading.karyotypes(read_forms("karyotypes", rows.forms), DAY))
        return Told(rows.who, rows.form, facts, rows.days["date"])

    @cached_property
    def transfusions(self) -> tuple[Told[Transfused], Days]:
        """Transfusions, and the days since each began; `days` are those since its last day."""
        rows = self.people.rows("transfusions")
        facts = tuple(reading.transfusions(read_forms("transfusions", rows.forms), DAY))
        last = np.where(rows.days["to"] == UNDATED, rows.days["date"], rows.days["to"])
        start = np.where(rows.days["from"] == UNDATED, rows.days["date"], rows.days["from"])
        kept = last >= 0
        return Told(rows.who[kept], rows.form[kept], facts, last[kept]), start[kept]

    @cached_property
    def illnesses(self) -> Told[Illness]:
        """Diagnoses, then conditions."""
        parts = [self._known(name) for name in ("diagnoses", "conditions")]
        facts = [
            fact
            for name, rows in zip(("diagnoses", "conditions"), parts, strict=True)
            for fact in reading.illnesses(read_forms(name, rows.forms), DAY)
        ]
        form = np.concatenate([parts[0].form, parts[1].form + len(parts[0].forms)])
        who, days = (np.concatenate([getter(rows) for rows in parts]) for getter in (_who, _dated))
        order = np.argsort(who, kind="stable")
        return Told(who[order], form[order].astype(np.int32), facts, days[order])

    @cached_property
    def courses(self) -> Courses:
        """Therapies, then medications."""
        parts = [
            self._courses(name, medication=name == "medications") for name in ("therapies", "medications")
        ]
        facts = [*parts[0].facts, *parts[1].facts]
        form = np.concatenate([parts[0].form, parts[1].form + len(parts[0].facts)]).astype(np.int32)
        who = np.concatenate([part.who for part in parts])
        order = np.argsort(who, kind="stable")
        sets: dict[tuple[Term, ...], int] = {}
        agents = np.array([sets.setdefault(fact.agents, len(sets)) for fact in facts], np.int32)
        samples = [int(np.flatnonzero(agents == number)[0]) for number in range(len(sets))]
        days, ended = (np.concatenate([getattr(part, at) for part in parts]) for at in ("days", "ended"))
        return Courses(who[order], form[order], facts, days[order], ended[order], agents, samples)

    def _courses(self, name: str, *, medication: bool) -> Courses:
        rows = self.people.rows(name)
        start, end = rows.days["start"], rows.days["end"]
        known = (start >= 0) & (medication | (start != UNDATED) | (end >= 0))
        rows, start, end = rows.only(known), start[known], end[known]
        ending = np.where(end == UNDATED, 0, np.where(end >= 0, 1, 2)).astype(np.int32)
        kinds = grouped([rows.form, ending]) if rows.who.size else None
        forms = [rows.forms[rows.form[at]] for at in kinds.first] if kinds else []
        days = (None, DAY, DAY + timedelta(days=1))
        ends = [days[ending[at]] for at in kinds.first] if kinds else []
        facts = _read_courses(name, forms, ends)
        ended = np.where(ending == 1, end, UNDATED)
        form = kinds.codes if kinds else rows.form
        return Courses(rows.who, form, facts, start, ended, np.empty(0, np.int32), ())

    # --- the last of each ----------------------------------------------------------------------------------

    @cached_property
    def _by_lab(self) -> dict[str, npt.NDArray[np.int64]]:
        """The rows of each lab or score."""
        told = self.observations
        found = split_rows([fact.term.key for fact in told.facts], told.form)
        return {key: rows for key, rows in found.items() if key is not None}

    def latest(self, key: str) -> npt.NDArray[np.int64]:
        """For each patient the row of the last observation of a lab or score; -1 for none."""
        if key not in self._latest:
            rows = self._by_lab.get(key, np.empty(0, np.int64))
            self._latest[key] = last_rows(self.observations, rows, self.n)
        return self._latest[key]

    def latest_form(self, key: str) -> Codes:
        """The form of the last observation of a lab or score; -1 for none."""
        row = self.latest(key)
        form = self.observations.form
        return np.where(row >= 0, form[row], -1).astype(np.int32) if form.size else row.astype(np.int32)

    def value(self, key: str) -> npt.NDArray[np.float64]:
        """The last value in the canonical unit; nan where there is none."""
        return self._values.take(self.latest_form(key), mode="wrap")

    @cached_property
    def _values(self) -> npt.NDArray[np.float64]:
        """The value of each form; at the end nan, for none."""
        values = [np.nan if fact.value is None else fact.value for fact in self.observations.facts]
        return np.array([*values, np.nan])

    @cached_property
    def karyotype(self) -> Codes:
        """The form of the last karyotype that says anything; -1 for none."""
        told = self.karyotypes
        says = np.array([read_karyotype(fact.iscn).told for fact in told.facts], bool)
        rows = np.flatnonzero(says[told.form]) if told.form.size else np.empty(0, np.int64)
        row = last_rows(told, rows, self.n)
        return (
            np.where(row >= 0, told.form[row], -1).astype(np.int32)
            if told.form.size
            else row.astype(np.int32)
        )

    def reading(self, form: int) -> KaryotypeReading | None:
        """What a form of `karyotype` says."""
        return read_karyotype(self.karyotypes.facts[form].iscn) if form >= 0 else None

    # --- genes ---------------------------------------------------------------------------------------------

    def gene(self, gene: str, *, shares: bool = False) -> Codes:
        """Codes of the reports of the last day on which a gene was looked at, 0 for none.

        `shares` tells allele fractions apart by the rule for the loss of the other allele.
        """
        if (gene, shares) not in self._genes:
            told, rows = self.mutations, self._last_reports(gene)
            kinds: dict[Any, int] = {}
            codes = [kinds.setdefault(_kind(one, shares=shares), len(kinds)) for one in told.facts]
            kind = np.array(codes, np.int64)[told.form[rows]] if rows.size else rows
            self._genes[gene, shares] = sets_of(kind, told.who[rows], self.n, len(kinds))
        return self._genes[gene, shares]

    def _last_reports(self, gene: str) -> npt.NDArray[np.int64]:
        told, rows = self.mutations, self._by_gene.get(gene, np.empty(0, np.int64))
        last = np.full(self.n, UNDATED + 1, np.int64)
        np.minimum.at(last, told.who[rows], told.days[rows])
        found: npt.NDArray[np.int64] = rows[told.days[rows] == last[told.who[rows]]]
        return found

    @cached_property
    def _by_gene(self) -> dict[str, npt.NDArray[np.int64]]:
        """The rows of each gene whose reports say something."""
        told = self.mutations
        genes = [one.gene if one.status != "unknown" else None for one in told.facts]
        return {gene: rows for gene, rows in split_rows(genes, told.form).items() if gene is not None}

    # --- who the patient is --------------------------------------------------------------------------------

    @cached_property
    def age(self) -> tuple[Codes, list[tuple[int, int] | None]]:
        """Codes of the range of ages, and the ranges."""
        scalars = [self.people.scalar(name) for name in ("birth_date", "age_years", "as_of")]
        groups = grouped(scalars)
        ranges = [self.people.age(int(at)) for at in groups.first]
        known: dict[tuple[int, int] | None, int] = {}
        codes = np.array([known.setdefault(one, len(known)) for one in ranges], np.int32)
        return codes[groups.codes], list(known)

    @cached_property
    def complete(self) -> dict[str, Flags]:
        """Who has declared which list complete."""
        return self.people.complete

    @cached_property
    def sex(self) -> Codes:
        """Codes of the sex as recorded."""
        return dense(self.people.scalar("sex"))

    def chart(self, patient: int, *lists: str) -> Chart:
        """The chart of one patient with these lists."""
        return self.people.chart(int(patient), lists)


def _who(rows: Rows) -> Codes:
    return rows.who


def _dated(rows: Rows) -> Days:
    return rows.days["date"]


def _read_courses(name: str, forms: Sequence[Any], ends: Sequence[date | None]) -> tuple[Course, ...]:
    """The courses of such forms, all begun on the day, so that none is left out as not yet begun."""
    started = [dict(form) | {"start": DAY} for form in forms]
    return tuple(reading.courses(read_forms(name, started, ends), DAY))


def split_rows(keys: Sequence[str | None], form: Codes) -> dict[str | None, npt.NDArray[np.int64]]:
    """The rows of each key, in their order; `keys` has that of each form."""
    numbers: dict[str | None, int] = {}
    of_form = np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int32)
    if not form.size:
        return {}
    keyed = of_form[form]
    order = np.argsort(keyed, kind="stable")
    cuts = np.searchsorted(keyed[order], np.arange(len(numbers) + 1))
    return {key: order[cuts[at] : cuts[at + 1]] for key, at in numbers.items()}


def _kind(fact: Mutation, *, shares: bool) -> tuple[Any, ...]:
    limit = table("scores")["ipss_m"]["loss_of_heterozygosity_above_vaf"]
    share = None if not shares or fact.vaf is None else fact.vaf > limit
    return fact.gene, fact.status, fact.variant, share


def last_rows(told: Told[Any], rows: npt.NDArray[np.int64], n: int) -> npt.NDArray[np.int64]:
    """Of these rows the last of each patient: by day, then by place; undated ones are oldest; -1 for none."""
    rank = (UNDATED - told.days[rows]) * (told.who.size + 1) + rows
    best = np.full(n, -1, np.int64)
    np.maximum.at(best, told.who[rows], rank)
    return np.where(best >= 0, best % (told.who.size + 1), -1)
