"""What a question about another illness looks at: the illnesses that bear the name, and what speaks where
none does."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from criteria.nodes import Condition
from matcher.columnar.disease import ILLNESSES
from matcher.columnar.edges import sides
from matcher.columnar.facet import Batch, Facet, facet, signed
from matcher.columnar.facts import Codes, Facts
from matcher.columnar.groups import grouped, mixed
from matcher.columnar.lenses_therapy import units
from matcher.columnar.people import UNDATED
from matcher.columnar.therapy import COURSE_LISTS, Therapy
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
Signature = npt.NDArray[np.uint8]
SURE, OPEN, DENIED, COMPLETE, EARLIER = 1, 2, 4, 8, 16


class Illnesses:
    """Illnesses beside the own disease of the marrow, grouped by all but their days."""

    def __init__(self, of: Facts, therapy: Therapy) -> None:
        self.of, self.told = of, of.illnesses
        self.kinds = grouped([self.told.form, self._runs(therapy)]) if self.told.who.size else None
        codes = self.kinds.codes if self.kinds else np.empty(0, np.int32)
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes)) if codes.size else np.empty(0, np.int64)
        self.rows = np.split(order, ends[:-1]) if codes.size else []
        self.who = [self.told.who[rows].astype(np.int64) for rows in self.rows]
        first = self.kinds.first if self.kinds else ()
        self.facts: list[Illness] = [self.told.facts[self.told.form[at]] for at in first]

    def _runs(self, therapy: Therapy) -> npt.NDArray[Any]:
        """Which of the drugs run that matter to the illness of a row."""
        found = np.zeros(self.told.who.size, np.int64)
        classes = [_classes(fact) for fact in self.told.facts]
        for bit, agents in enumerate(dict.fromkeys(one for several in classes for one in several)):
            concerned = np.array([agents in several for several in classes], bool)[self.told.form]
            found |= (concerned & self._running(agents, therapy)[self.told.who]).astype(np.int64) << bit
        return found

    def _running(self, agents: tuple[str, ...], therapy: Therapy) -> npt.NDArray[np.bool_]:
        found = np.zeros(self.of.n, bool)
        found[self.of.courses.who[therapy.runs & (therapy.takes(agents) == 1)]] = True
        return found

    @cached_property
    def others(self) -> list[bool]:
        """Whether a kind is an illness, not ruled out, beside the disease of the marrow."""
        return [one.status != "absent" and not (one.disease and of_marrow(one.disease)) for one in self.facts]

    def fits(self, row: int, named: Truth, criterion: Condition) -> Truth:
        """Whether the illness of a row is the one asked, as the evaluator says."""
        patient, place = self.told.place(row)
        chart = self.of.chart(patient, *LISTS)
        return fits(chart.illnesses[place], named, criterion, chart)


def _classes(illness: Illness) -> list[tuple[str, ...]]:
    rule = table("comorbidity")["harmless"].get(illness.condition or "")
    found = [treatments(illness.condition), tuple(rule["treated_by"]) if rule else ()]
    return [one for one in found if one]


@facet.register
def _(criterion: Condition, batch: Batch) -> Facet:
    illnesses: Illnesses = batch.shared("illnesses", lambda: Illnesses(batch.facts, batch.therapy))
    earlier = criterion.concept in (MALIGNANCY, OTHER_MALIGNANCY)
    around = batch.shared(("no illness", earlier), lambda: _around(batch, earlier=earlier))
    words = criterion.text if criterion.concept is None else ""
    name = (criterion.concept, criterion.excepting, words)
    named = batch.shared(("named", name), lambda: _named(criterion, illnesses))
    labs = batch.shared(("labs of", criterion.concept), lambda: _labs(criterion, batch))
    if not named and labs is None:
        return batch.shared(("nobody", earlier), lambda: signed(around, *LISTS))  # type: ignore[no-any-return]
    signature = around.copy()
    for kind, truth in named:
        if truth is None:
            signature[illnesses.who[kind]] |= DENIED
        else:
            _mark(signature, kind, truth, criterion, illnesses)
    if labs is None:
        return signed(signature, *LISTS)
    return signed(mixed([labs, signature]), *LISTS, "observations", "transfusions")


def _around(batch: Batch, *, earlier: bool) -> Signature:
    """Whether the conditions are complete, and whether an earlier treatment is implied."""
    complete = np.uint8(COMPLETE) * batch.facts.complete["conditions"]
    return complete | (np.uint8(EARLIER) * batch.disease.implies_earlier) if earlier else complete


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


def _mark(signature: Signature, kind: int, named: Truth, criterion: Condition, of: Illnesses) -> None:
    """Note at the patients of this kind of illness whether theirs surely or possibly is the one asked."""
    for part in _by_time(kind, criterion, of):
        truth = of.fits(int(of.rows[kind][part][0]), named, criterion)
        if truth is not FALSE:
            signature[of.who[kind][part]] |= SURE if truth is TRUE else OPEN


def _by_time(kind: int, criterion: Condition, of: Illnesses) -> list[Any]:
    """The rows of a kind apart by how their days lie to the times that the line names."""
    limits: set[float] = set()
    if criterion.window is not None:
        limits |= {end for length in limits_of(criterion.window, ()) for end in length}
    if criterion.disease_free is not None and criterion.disease_free.min_days is not None:
        limits.add(criterion.disease_free.min_days)
    if not limits:
        return [slice(None)]
    days = of.told.days[of.rows[kind]]
    where = sides(np.where(days == UNDATED, np.nan, days.astype(float)), limits)
    return [where == one for one in np.unique(where)]


def _labs(criterion: Condition, batch: Batch) -> Codes | None:
    """Codes of tests for the illness, and of values that tell it; None where nothing does."""
    rules, facts = table("comorbidity"), batch.facts
    columns: list[Any] = [facts.latest_form(lab) for lab in rules["tests"].get(criterion.concept or "", ())]
    sign = rules["signs"].get(criterion.concept or "")
    if sign is not None:
        limits = {float(sign[key]) for key in ("below", "above", "ruled_out") if key in sign}
        columns.append(sides(facts.value(sign["lab"]), limits))
        columns.append(units(batch, "RBC", SIXTEEN_WEEKS)[2] & (criterion.concept == ANEMIA))
    return grouped(columns).codes if columns else None
