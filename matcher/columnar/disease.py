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
from matcher.columnar.edges import Edges, side
from matcher.columnar.facts import Codes, Facts, Flags
from matcher.columnar.groups import Grouping, dense, first_of, grouped
from matcher.columnar.people import UNDATED
from matcher.columnar.risk import risk_signature
from matcher.evaluate.current import AML_BLASTS, GENETIC
from matcher.evaluate.course import REMISSION_BLASTS
from matcher.evaluate.lineage import AML, covers, family_now, implies_earlier_treatment, lineage, of_marrow
from matcher.evaluate.tables import table
from matcher.state.risk import risk_group

ILLNESSES = ("diagnoses", "conditions")
RISK_FACTS = (*ILLNESSES, "observations", "karyotypes", "mutations")


class Sequences(NamedTuple):
    """`codes` of the sequence of each patient's diseases by day, the first patient of each, and for each
    patient the rows in that order (-1: no more)."""

    codes: Codes
    first: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]


class Disease:
    """What is asked of the disease of a batch of patients."""

    def __init__(self, facts: Facts, edges: Edges) -> None:
        self.facts, self.edges, self.n = facts, edges, facts.n

    @cached_property
    def sequences(self) -> Sequences:
        """Diseases of the vocabulary, oldest first as in `Chart.diagnoses`; of one day, in the file's order."""
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

    @cached_property
    def marrow(self) -> Codes:
        """Where the last marrow blasts lie among all limits that a disease sets."""
        ranges = table("disease_blasts")["ranges"].values()
        limits = {float(one[end]) for one in ranges for end in ("from", "below")}
        return sides(self.facts.value("marrow_blasts"), limits | {AML_BLASTS, REMISSION_BLASTS, 30.0})

    @cached_property
    def blasts(self) -> Codes:
        """Marrow blasts, and whether those of marrow or blood reach the limit of AML."""
        both = (self.facts.value("marrow_blasts"), self.facts.value("blood_blasts"))
        highest = sides(np.fmax(*both), {AML_BLASTS})
        return dense(self.marrow * 8 + highest)

    @cached_property
    def plain(self) -> Grouping:
        """Patients alike in diagnoses, blasts, and in whether their conditions are complete."""
        return grouped([self.sequences.codes, self.blasts, self.facts.complete["conditions"]])

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
    def risk(self) -> Grouping:
        """Patients alike in all that the prognostic systems say of them."""
        flags = [self.is_aml, self.flag(_named_aml)]
        return grouped([*risk_signature(self.facts, self.edges.scores), *flags])

    @cached_property
    def risk_groups(self) -> Codes:
        """Who is at lower and at higher risk by any system, as `matcher.state.risk.risk_group` says."""
        charts = [self.facts.chart(at, *RISK_FACTS) for at in self.risk.first]
        said = [
            3 * (int(risk_group(one, "lower")[0]) + 1) + int(risk_group(one, "higher")[0]) + 1 for one in charts
        ]
        return np.array(said, np.int32)[self.risk.codes]


def sides(values: npt.NDArray[np.float64], limits: set[float]) -> Codes:
    """Where each value lies among the limits, as `edges.side` tells of one."""
    ordered = np.array(sorted(limits))
    left = np.searchsorted(ordered, values, "left")
    right = np.searchsorted(ordered, values, "right")
    return np.where(np.isnan(values), 0, left + right + 1).astype(np.int32)


def _places(who: npt.NDArray[Any], n: int) -> npt.NDArray[np.int64]:
    """The place of each row among those of its patient; rows come by patient."""
    counts = np.bincount(who, minlength=n)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.asarray(np.arange(who.size) - starts[who])


def _current_is_aml(chart: Chart) -> bool:
    current = lineage(chart).current
    return current is not None and covers(AML, str(current.disease))


def _named_aml(chart: Chart) -> bool:
    from matcher.state.progression import is_aml

    return any(one.status in ("active", "unknown") and is_aml(str(one.disease)) for one in chart.diagnoses)


__all__ = ["ILLNESSES", "RISK_FACTS", "UNDATED", "Disease", "first_of", "of_marrow", "side", "sides"]
