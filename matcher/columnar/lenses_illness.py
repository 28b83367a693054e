"""What a question about another illness looks at: the illnesses that bear the name, and what speaks where
none does."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from criteria.nodes import Condition
from matcher.columnar.disease import ILLNESSES
from matcher.columnar.edges import sides
from matcher.columnar.facet import Batch, Facet, by_columns, facet, signed
from matcher.columnar.groups import grouped
from matcher.columnar.lenses_therapy import units
from matcher.columnar.people import UNDATED
from matcher.columnar.therapy import COURSE_LISTS
from matcher.evaluate.condition import denies, fits
from matcher.evaluate.findings import ANEMIA
from matcher.evaluate.illnesses import MALIGNANCY, OTHER_MALIGNANCY, is_one
from matcher.evaluate.lineage import of_marrow
from matcher.evaluate.qualifiers import treatments
from matcher.evaluate.tables import table
from matcher.evaluate.windows import limits_of
from matcher.facts import Illness
from matcher.state.transfusion import SIXTEEN_WEEKS
from matcher.truth import FALSE, TRUE, Truth

LISTS = (*ILLNESSES, *COURSE_LISTS)
SURE, OPEN, DENIED, COMPLETE, EARLIER = 1, 2, 4, 8, 16


class Illnesses:
    """Illnesses beside the own disease of the marrow, grouped by all but their days."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.told = batch, batch.facts.illnesses
        self.kinds = grouped([self.told.form, self._runs()]) if self.told.who.size else None
        codes = self.kinds.codes if self.kinds else np.empty(0, np.int32)
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes)) if codes.size else np.empty(0, np.int64)
        self.rows = np.split(order, ends[:-1]) if codes.size else []
        first = self.kinds.first if self.kinds else ()
        self.facts: list[Illness] = [self.told.facts[self.told.form[at]] for at in first]

    def _runs(self) -> npt.NDArray[Any]:
        """Which of the drugs run that matter to the illness of a row."""
        found = np.zeros(self.told.who.size, np.int64)
        classes = [_classes(fact) for fact in self.told.facts]
        for bit, agents in enumerate(dict.fromkeys(one for several in classes for one in several)):
            concerned = np.array([agents in several for several in classes], bool)[self.told.form]
            found |= (concerned & self._running(agents)[self.told.who]).astype(np.int64) << bit
        return found

    def _running(self, agents: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        therapy, facts = self.batch.therapy, self.batch.facts
        found = np.zeros(self.batch.n, bool)
        found[facts.courses.who[therapy.runs & (therapy.takes(agents) == 1)]] = True
        return found

    @cached_property
    def others(self) -> list[bool]:
        """Whether a kind is an illness, not ruled out, beside the disease of the marrow."""
        return [one.status != "absent" and not (one.disease and of_marrow(one.disease)) for one in self.facts]

    def fits(self, row: int, named: Truth, criterion: Condition) -> Truth:
        """Whether the illness of a row is the one asked, as the evaluator says."""
        patient, place = self.told.place(row)
        chart = self.batch.facts.chart(patient, *LISTS)
        return fits(chart.illnesses[place], named, criterion, chart)


def _classes(illness: Illness) -> list[tuple[str, ...]]:
    rule = table("comorbidity")["harmless"].get(illness.condition or "")
    found = [treatments(illness.condition), tuple(rule["treated_by"]) if rule else ()]
    return [one for one in found if one]


@facet.register
def _(criterion: Condition, batch: Batch) -> Facet:
    illnesses: Illnesses = batch.shared("illnesses", lambda: Illnesses(batch))
    earlier = criterion.concept in (MALIGNANCY, OTHER_MALIGNANCY)
    plain: Facet = batch.shared(
        ("no illness", earlier), lambda: signed(_around(batch, earlier=earlier), *LISTS)
    )
    named = _named(criterion, illnesses)
    labs = batch.shared(("labs of", criterion.concept), lambda: _labs(criterion, batch))
    if not named and not labs:
        return plain
    signature = _around(batch, earlier=earlier)
    for kind, truth in named:
        rows = illnesses.rows[kind]
        if truth is None:
            signature[illnesses.told.who[rows]] |= DENIED
        else:
            _mark(signature, rows, truth, criterion, illnesses)
    if not labs:
        return signed(signature, *LISTS)
    return by_columns([signature, *labs], *LISTS, "observations", "transfusions")


def _around(batch: Batch, *, earlier: bool) -> npt.NDArray[np.int64]:
    """Whether the conditions are complete, and whether an earlier treatment is implied."""
    complete = COMPLETE * batch.facts.complete["conditions"].astype(np.int64)
    return complete | (EARLIER * batch.disease.implies_earlier) if earlier else complete


def _named(criterion: Condition, illnesses: Illnesses) -> list[tuple[int, Truth | None]]:
    """The kinds of illnesses that may bear the name, and those that deny it (None)."""
    found: list[tuple[int, Truth | None]] = []
    for kind, fact in enumerate(illnesses.facts):
        if fact.status == "absent":
            if denies(fact, criterion):
                found.append((kind, None))
        elif illnesses.others[kind] and (named := is_one(fact, criterion)) is not FALSE:
            found.append((kind, named))
    return found


def _mark(
    signature: npt.NDArray[np.int64],
    rows: npt.NDArray[Any],
    named: Truth,
    criterion: Condition,
    of: Illnesses,
) -> None:
    """Note at the patients of these rows whether theirs surely or possibly is the illness asked."""
    for part in _by_time(rows, criterion, of):
        truth = of.fits(int(part[0]), named, criterion)
        if truth is not FALSE:
            signature[of.told.who[part]] |= SURE if truth is TRUE else OPEN


def _by_time(rows: npt.NDArray[Any], criterion: Condition, of: Illnesses) -> list[npt.NDArray[Any]]:
    """The rows apart by how their days lie to the times that the line names."""
    limits: set[float] = set()
    if criterion.window is not None:
        limits |= {end for length in limits_of(criterion.window, ()) for end in length}
    if criterion.disease_free is not None and criterion.disease_free.min_days is not None:
        limits.add(criterion.disease_free.min_days)
    if not limits:
        return [rows]
    days = of.told.days[rows]
    where = sides(np.where(days == UNDATED, np.nan, days.astype(float)), limits)
    return [rows[where == one] for one in np.unique(where)]


def _labs(criterion: Condition, batch: Batch) -> list[Any]:
    """Tests for the illness, and values that tell it."""
    rules, facts = table("comorbidity"), batch.facts
    columns: list[Any] = [facts.latest_form(lab) for lab in rules["tests"].get(criterion.concept or "", ())]
    sign = rules["signs"].get(criterion.concept or "")
    if sign is not None:
        limits = {float(sign[key]) for key in ("below", "above", "ruled_out") if key in sign}
        columns.append(sides(facts.value(sign["lab"]), limits))
        columns.append(units(batch, "RBC", SIXTEEN_WEEKS)[2] & (criterion.concept == ANEMIA))
    return columns
