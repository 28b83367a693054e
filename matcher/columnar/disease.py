"""The patient's disease as codes: the diagnoses in their order, what follows from them, blasts, risk.

Which disease is current and which came before is asked of `matcher.evaluate.lineage`, once for each sequence
of diagnoses that occurs.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.chart import Chart
from matcher.columnar.edges import ScoreLimits, sides
from matcher.columnar.facts import Codes, Facts, Flags
from matcher.columnar.groups import Grouping, dense, grouped
from matcher.columnar.people import LAB
from matcher.columnar.risk import risk_signature
from matcher.evaluate.current import AML_BLASTS, GENETIC, THERAPY_RELATED
from matcher.evaluate.lineage import AML, covers, family_now, implies_earlier_treatment, lineage
from matcher.evaluate.tables import table
from matcher.facts import Illness
from matcher.state.progression import is_aml
from matcher.state.risk import SYSTEMS, risk_ranges

ILLNESSES = ("diagnoses", "conditions")
AFTER_OTHER = ("sAML", "AML-MR")
LOW_BLASTS = 30.0
"""AML up to this percentage of marrow blasts is called AML of low blasts, or RAEB-t; see `current`."""

RISK_NAMED = ("lower-risk MDS", "higher-risk MDS")
RISK_LABS = ("hemoglobin", "anc", "platelets", "marrow_blasts", "blood_blasts", *SYSTEMS)
RISK_FACTS = (*ILLNESSES, "karyotypes", "mutations", *(LAB + lab for lab in RISK_LABS))


class Sequences(NamedTuple):
    """`codes` of the sequence of each patient's diseases by day, the first patient of each, and for each
    patient the rows in that order (-1: no more)."""

    codes: Codes
    first: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]


class Disease:
    """What is asked of the disease of a batch of patients."""

    def __init__(self, facts: Facts, limits: ScoreLimits) -> None:
        self.facts, self.limits, self.n = facts, limits, facts.n
        self._risks: dict[str, Grouping] = {}
        self._blasts: dict[frozenset[float], Codes] = {}

    @cached_property
    def sequences(self) -> Sequences:
        """Diseases of the vocabulary, oldest first as in `Chart.diagnoses`."""
        told = self.facts.illnesses
        named = np.array([fact.disease is not None for fact in told.facts], bool)
        rows = np.flatnonzero(named[told.form]) if told.form.size else np.empty(0, np.int64)
        order = np.lexsort((rows, -told.days[rows], told.who[rows]))
        rows = rows[order]
        who = told.who[rows]
        place = _places(who, self.n)
        matrix = np.full((self.n, int(place.max(initial=-1)) + 1), -1, np.int64)
        matrix[who, place] = rows
        return self._coded(matrix)

    def _coded(self, matrix: npt.NDArray[np.int64]) -> Sequences:
        told = self.facts.illnesses
        columns: list[Any] = [np.zeros(self.n, np.int64)]
        for at in range(matrix.shape[1]):
            row = matrix[:, at]
            form = np.where(row >= 0, told.form[row], -1)
            same = (told.days[row] == told.days[matrix[:, at - 1]]) & (row >= 0) if at else row < 0
            columns.append(form * 2 + same)
        groups = grouped(columns)
        return Sequences(groups.codes, groups.first, matrix)

    def of_sequence(self, judge: Callable[[Chart], Any]) -> list[Any]:
        """What `judge` says of each sequence."""
        return [judge(self.facts.chart(at, *ILLNESSES)) for at in self.sequences.first]

    def flag(self, judge: Callable[[Chart], bool]) -> Flags:
        """What `judge` says of each patient's diseases."""
        return np.array(self.of_sequence(judge), bool)[self.sequences.codes]

    @cached_property
    def implies_earlier(self) -> Flags:
        """Whose disease is recorded as therapy-related."""
        return self.flag(implies_earlier_treatment)

    @cached_property
    def is_aml(self) -> Flags:
        """Whose current disease is AML."""
        return self.flag(_current_is_aml)

    @cached_property
    def family(self) -> tuple[Codes, list[tuple[str, ...]]]:
        """Codes of the widest disease that each has, and those diseases."""
        found = self.of_sequence(family_now)
        known: dict[tuple[str, ...], int] = {}
        codes = np.array([known.setdefault(one, len(known)) for one in found], np.int32)
        return codes[self.sequences.codes], list(known)

    @cached_property
    def known(self) -> tuple[Codes, npt.NDArray[np.int64]]:
        """Codes of the diseases of the marrow in the order of the lineage, and the days since each."""
        orders = [self._order(int(at)) for at in self.sequences.first]
        names: dict[tuple[str, ...], int] = {}
        kind = np.array([names.setdefault(key, len(names)) for key, _ in orders], np.int32)
        most = max((len(places) for _, places in orders), default=0)
        place = np.array([[*places, *[-1] * (most - len(places))] for _, places in orders], np.int64)
        place = place.reshape(len(orders), most)[self.sequences.codes]
        rows = np.take_along_axis(self.sequences.rows, np.maximum(place, 0), axis=1) if most else place
        days = self.facts.illnesses.days
        since = np.where(place >= 0, days[rows], -1) if most else place
        return kind[self.sequences.codes], since

    def _order(self, patient: int) -> tuple[tuple[str, ...], list[int]]:
        chart = self.facts.chart(patient, *ILLNESSES)
        line = lineage(chart)
        known = [one for one in (*line.earlier, line.current) if one is not None]
        paths = [one.path for one in chart.diagnoses]
        return tuple(str(one.disease) for one in known), [paths.index(one.path) for one in known]

    # --- blasts --------------------------------------------------------------------------------------------

    def blasts(self, diseases: set[str]) -> Codes:
        """Where the last marrow blasts lie among the limits of these diseases, and whether those of marrow or
        blood reach the limit of AML."""
        ranges = table("disease_blasts")["ranges"]
        ends = {float(ranges[one][end]) for one in diseases & set(ranges) for end in ("from", "below")}
        limits = frozenset(ends | {AML_BLASTS, LOW_BLASTS})
        if limits not in self._blasts:
            marrow = sides(self.facts.value("marrow_blasts"), set(limits))
            self._blasts[limits] = dense(marrow * 8 + self.highest)
        return self._blasts[limits]

    @cached_property
    def highest(self) -> Codes:
        """Whether blasts of marrow or blood reach the limit of AML."""
        both = (self.facts.value("marrow_blasts"), self.facts.value("blood_blasts"))
        return sides(np.fmax(*both), {AML_BLASTS})

    def seen(self, diseases: set[str], *, origin: bool, beside: bool) -> tuple[list[Any], list[str]]:
        """What a question for these diseases looks at, and the lists of the file where that stands.

        `origin`: it asks where the disease came from; `beside`: one beside that of the marrow counts, too.
        """
        ranges = table("disease_blasts")["ranges"]
        related = origin or not diseases.isdisjoint(THERAPY_RELATED) or not diseases.isdisjoint(AFTER_OTHER)
        subtypes = not diseases.isdisjoint(ranges)
        columns: list[Any] = [
            self.alike(related=related),
            self.blasts(diseases) if subtypes else self.highest,
        ]
        lists = [*ILLNESSES, LAB + "marrow_blasts", LAB + "blood_blasts"]
        if beside:
            columns.append(self.facts.complete["conditions"])
        if not diseases.isdisjoint(GENETIC):
            columns.append(self.genetic)
            lists.append("karyotypes")
        if not diseases.isdisjoint(RISK_NAMED):
            columns.append(self.risk_groups)
            lists = list(RISK_FACTS)
        return columns, lists

    def alike(self, *, related: bool) -> Codes:
        """Codes of the diseases in their order, told apart by key and state, and if `related` by whether
        they came from therapy."""
        return self._alike_related if related else self._alike_plain

    @cached_property
    def _alike_plain(self) -> Codes:
        return self._recoded(lambda one: (one.disease, one.status))

    @cached_property
    def _alike_related(self) -> Codes:
        return self._recoded(lambda one: (one.disease, one.status, one.therapy_related))

    def _recoded(self, kind: Callable[[Illness], Any]) -> Codes:
        known: dict[Any, int] = {}
        said = [
            tuple(
                (kind(one), one.date == before)
                for one, before in zip(many, [None, *(o.date for o in many)], strict=False)
            )
            for many in self.of_sequence(lambda chart: chart.diagnoses)
        ]
        codes = np.array([known.setdefault(one, len(known)) for one in said], np.int32)
        return codes[self.sequences.codes] if codes.size else self.sequences.codes

    @cached_property
    def genetic(self) -> Codes:
        """What the last karyotype shows of the findings that name a leukemia; 0 without one."""
        keys = sorted({key for found in GENETIC.values() for key in found})
        shown: dict[tuple[int, ...], int] = {}
        codes = []
        for form in range(len(self.facts.karyotypes.facts)):
            reading = self.facts.reading(form)
            found = tuple(int(reading.finding(key)) for key in keys) if reading else ()
            codes.append(shown.setdefault(found, len(shown)) + 1)
        return np.array([*codes, 0], np.int32)[self.facts.karyotype]

    @cached_property
    def _risk_columns(self) -> dict[str, list[Any]]:
        return risk_signature(self.facts, self.limits)

    def risk(self, system: str) -> Grouping:
        """Patients alike in all that a prognostic system says of them."""
        if system not in self._risks:
            flags = [self.is_aml, self.flag(_named_aml)]
            self._risks[system] = grouped([*flags, *self._risk_columns[""], *self._risk_columns[system]])
        return self._risks[system]

    @cached_property
    def risk_groups(self) -> Codes:
        """Who is at lower and at higher risk by any system, as `matcher.state.risk.risk_group` says."""
        lower, higher = (self._risk_group(which) for which in ("lower", "higher"))
        return 3 * (lower + 1) + higher + 1

    def _risk_group(self, which: str) -> Codes:
        """Systems that contradict each other decide nothing."""
        said = []
        for system in SYSTEMS:
            groups = self.risk(system)
            charts = [self.facts.chart(at, *RISK_FACTS) for at in groups.first.tolist()]
            truths = [int(risk_ranges(chart)[system].group(which)) for chart in charts]
            said.append(np.array(truths, np.int32)[groups.codes])
        decided: Codes = np.sign(np.max(said, axis=0) + np.min(said, axis=0))
        return decided


def _places(who: npt.NDArray[Any], n: int) -> npt.NDArray[np.int64]:
    """The place of each row among those of its patient; rows come by patient."""
    counts = np.bincount(who, minlength=n)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.asarray(np.arange(who.size) - starts[who])


def _current_is_aml(chart: Chart) -> bool:
    current = lineage(chart).current
    return current is not None and covers(AML, str(current.disease))


def _named_aml(chart: Chart) -> bool:
    return any(one.status in ("active", "unknown") and is_aml(str(one.disease)) for one in chart.diagnoses)
