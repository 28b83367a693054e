"""What questions about treatment look at: prior therapy, medication, procedures, course of the disease,
transfusions."""

from typing import Any

import numpy as np
import numpy.typing as npt

from criteria import nodes
from criteria.quantity import Value, Window
from matcher import reading
from matcher.columnar.disease import ILLNESSES
from matcher.columnar.edges import bounds, sides
from matcher.columnar.facet import Batch, Facet, by_columns, facet, signed
from matcher.columnar.facts import DAY, Facts, Flags, read_forms
from matcher.columnar.groups import grouped, mixed
from matcher.columnar.multisets import Levels, highest
from matcher.columnar.people import LAB, UNDATED, Days
from matcher.columnar.therapy import COURSE_LISTS, Therapy, Truths, window_truths
from matcher.evaluate.course import (
    DIRECTED,
    REMISSION_BLASTS,
    REMISSIONS,
    RULES,
    SUPPORTIVE,
    may_be_transformed,
    of_disease,
)
from matcher.evaluate.exposure import LONG_AGO, lists_of
from matcher.evaluate.lineage import AML
from matcher.evaluate.medication import NOW
from matcher.evaluate.outcome import OF_COURSE
from matcher.evaluate.procedure import is_procedure
from matcher.evaluate.tables import table
from matcher.evaluate.therapy import CAUSES
from matcher.evaluate.transfusion import PRODUCTS
from matcher.evaluate.windows import limits_of, only_minimum
from matcher.facts import Course, ProcedureDone
from matcher.state.tables import table as table_of_state
from matcher.state.transfusion import EIGHT_WEEKS, SIXTEEN_WEEKS

Rows = npt.NDArray[Any]


# --- prior therapy and medication --------------------------------------------------------------------------


@facet.register
def _(criterion: nodes.PriorTherapy, batch: Batch) -> Facet:
    if criterion.outcome == "ineligible":
        lab = str(table("adequate")["ineligible"]["lab"])
        return batch.facet(("value", lab), [batch.facts.value(lab)], LAB + lab)
    if criterion.outcome not in OF_COURSE:
        return facet.dispatch(Value)(criterion, batch)
    rows, taken = batch.therapy.related(criterion.agents, criterion.excepting)
    earlier = criterion.window is None and not criterion.target and bool(CAUSES & set(criterion.agents))
    lists = lists_of(criterion.agents)
    if not rows.size:
        return batch.shared(  # type: ignore[no-any-return]
            ("no course", earlier, lists), lambda: signed(_unlisted(batch, lists, earlier=earlier), *LISTS)
        )
    counts = _counts(criterion, batch.therapy, rows, taken)
    when = _when(criterion.window, batch.therapy, rows)
    told: Rows
    if criterion.count is None:
        told = last_taken(criterion.window, counts, when, batch.facts.courses.who[rows], batch.n)
    else:
        told = _amount(criterion, batch, rows, np.minimum(counts, when))
    return signed(told * 2 + _unlisted(batch, lists, earlier=earlier), *LISTS)


LISTS = (*ILLNESSES, *COURSE_LISTS)


def _unlisted(batch: Batch, lists: frozenset[str], *, earlier: bool) -> Flags:
    """Whether there may be a course that is not listed; `earlier`: as one before the disease."""
    complete = [batch.facts.complete[name] for name in sorted(lists)]
    unlisted: Flags = ~np.logical_and.reduce(complete)
    return unlisted | batch.disease.implies_earlier if earlier else unlisted


def last_taken(window: Window | None, counts: Truths, when: Truths, who: Rows, n: int) -> Levels:
    """What the rows say together of each patient, as `exposure.last_taken` joins them: the highest of their
    truths, as `highest` numbers these. Where only a pause is asked for: four times that of having been taken
    at all, and that of having been taken since."""
    if window is None or not only_minimum(window):
        return highest(np.minimum(counts, when), who, n)
    return 4 * highest(counts, who, n) + highest(np.minimum(counts, -when), who, n)


def _counts(criterion: nodes.PriorTherapy, therapy: Therapy, rows: Rows, taken: Truths) -> Truths:
    parts = [taken, therapy.outcome(criterion.outcome)[rows]]
    if criterion.target:
        parts.append(therapy.given_for(criterion.target)[rows])
    if criterion.duration is not None:
        parts.append(therapy.length(rows, criterion.duration))
    found: Truths = np.minimum.reduce(parts)
    return found


def _when(window: Window | None, therapy: Therapy, rows: Rows) -> Truths:
    return np.ones(rows.size, np.int8) if window is None else therapy.in_window(rows, window)


def _amount(criterion: nodes.PriorTherapy, batch: Batch, rows: Rows, counted: Rows) -> Days:
    """Where the fewest and the most of what is counted lie to the limits, as `therapy.counted` counts; and
    whether there is any course at all."""
    assert criterion.count is not None
    who, n = batch.facts.courses.who[rows], batch.n
    sure, possible = counted > 0, counted >= 0
    if criterion.count_of == "cycles":
        given = batch.therapy.cycles[rows]
        low = np.bincount(who[sure], np.nan_to_num(given[sure]), n).astype(float)
        high = np.bincount(who[possible], given[possible], n).astype(float)
        high[np.isnan(high)] = np.inf
    else:
        low = _kinds(batch, rows[sure], n)
        high = np.bincount(who[possible], minlength=n).astype(float)
        if criterion.count_of == "doses":
            low, high = np.bincount(who[sure], minlength=n).astype(float), np.where(high > 0, np.inf, 0)
        elif criterion.count_of == "drugs":
            high = _kinds(batch, rows[possible], n)
    limits = {0.0, *bounds(criterion.count)}
    related = np.bincount(who, minlength=n) > 0
    return mixed([related, sides(low, limits), sides(high, {*limits, np.inf})])


def _kinds(batch: Batch, rows: Rows, n: int) -> npt.NDArray[np.float64]:
    """How many different sets of drugs the courses of these rows are of."""
    kinds = batch.therapy.kinds
    width = int(kinds.max(initial=0)) + 1
    pairs = np.unique(batch.facts.courses.who[rows].astype(np.int64) * width + kinds[rows])
    return np.bincount(pairs // width, minlength=n).astype(float)


@facet.register
def _(criterion: nodes.Medication, batch: Batch) -> Facet:
    rows, taken = batch.therapy.related(criterion.agents, criterion.excepting)
    lists = lists_of(criterion.agents)
    if not rows.size:
        return batch.shared(  # type: ignore[no-any-return]
            ("no medication", lists), lambda: signed(_unlisted(batch, lists, earlier=False), *COURSE_LISTS)
        )
    window = criterion.window or NOW
    when = batch.therapy.in_window(rows, window)
    told = last_taken(window, taken, when, batch.facts.courses.who[rows], batch.n)
    return signed(told * 2 + _unlisted(batch, lists, earlier=False), *COURSE_LISTS)


# --- procedures --------------------------------------------------------------------------------------------


class Done:
    """The procedures of a batch, by patient: those of the list, then those named among the therapies."""

    def __init__(self, facts: Facts) -> None:
        listed, among = facts.people.rows("procedures"), facts.people.rows("therapies")
        self.facts: list[ProcedureDone] = []
        who, form, days = [], [], []
        for name, rows, since in (("procedures", listed, "date"), ("therapies", among, "start")):
            known = rows.days[since] >= 0
            read = reading.procedures(read_forms(name, rows.forms), DAY)
            for done in read:
                kind = int(done.path.split("[")[1].rstrip("]"))
                here = np.flatnonzero(known & (rows.form == kind))
                who.append(rows.who[here])
                days.append(rows.days[since][here])
                form.append(np.full(here.size, len(self.facts), np.int64))
                self.facts.append(done)
        self.who, self.form, self.days = (
            np.concatenate([*parts, np.empty(0, np.int64)]) for parts in (who, form, days)
        )
        order = np.argsort(self.who, kind="stable")
        self.who, self.form, self.days = (
            one[order].astype(np.int64) for one in (self.who, self.form, self.days)
        )


def _done(batch: Batch) -> Done:
    found: Done = batch.shared("done", lambda: Done(batch.facts))
    return found


@facet.register
def _(criterion: nodes.Procedure, batch: Batch) -> Facet:
    done = _done(batch)
    said = [is_procedure(one, criterion.procedure) for one in done.facts]
    counts = np.array([int(one) for one in said], np.int8)[done.form] if done.form.size else _NO_ROWS
    rows = np.flatnonzero(counts >= 0)
    when = np.ones(rows.size, np.int8)
    if criterion.window is not None and rows.size:
        days = done.days[rows]
        least, most = np.where(days == UNDATED, 0, days), np.where(days == UNDATED, LONG_AGO, days)
        low, high = limits_of(criterion.window, ())
        ends = np.tile([*low, *high], (rows.size, 1))
        when = window_truths(criterion.window, ends, least, most)
    told = last_taken(criterion.window, counts[rows], when, done.who[rows], batch.n)
    around = batch.facts.complete["procedures"] + np.uint8(2) * batch.disease.implies_earlier
    return signed(told * 4 + around, *ILLNESSES, "procedures", "therapies")


_NO_ROWS = np.empty(0, np.int8)


# --- the course of the disease -----------------------------------------------------------------------------


@facet.register
def _(criterion: nodes.DiseaseStatus, batch: Batch) -> Facet:
    facts, disease = batch.facts, batch.disease
    if criterion.status not in RULES or criterion.status == "transformed":
        columns, lists = disease.seen({*criterion.diseases, AML}, origin=True, beside=True)
        return by_columns(columns, *lists)
    part, lists = _part_of_disease(criterion, batch)
    if criterion.status == "remission":
        blasts = np.nan_to_num(facts.value("marrow_blasts"), nan=0.0) > REMISSION_BLASTS
        return by_columns([part, blasts, _last_response(criterion, batch)], *lists, *COURSE_LISTS)
    given = _given(criterion, batch) * 16 + _silence(criterion, batch)
    return by_columns([part, given], *dict.fromkeys([*lists, *COURSE_LISTS, "procedures"]))


def _silence(criterion: nodes.DiseaseStatus, batch: Batch) -> Levels:
    """What counts where no course tells: which lists are complete, and what else was done."""
    complete = batch.facts.complete
    found: Levels = complete["therapies"] + np.uint8(2) * complete["procedures"]
    if criterion.status in COURSE_OUTCOMES:
        found += np.uint8(4) * batch.shared("before", lambda: _before(batch))
    if criterion.status == "untreated":
        found += np.uint8(4) * batch.shared("done at all", lambda: _done_at_all(batch))
    return found


COURSE_OUTCOMES = {"relapsed": "relapsed", "refractory": "refractory", "progressive": "progressed"}


def _part_of_disease(criterion: nodes.DiseaseStatus, batch: Batch) -> tuple[Rows, list[str]]:
    """What is said of the diseases that the line names (truth and ground), and the lists it rests on."""
    columns, lists = batch.disease.seen(set(criterion.diseases), origin=False, beside=False)
    if not criterion.diseases:
        return np.zeros(batch.n, np.int64), lists
    return batch.shared(
        ("part", criterion.diseases), lambda: _judged_part(criterion, batch, columns, lists)
    ), lists


def _judged_part(criterion: nodes.DiseaseStatus, batch: Batch, columns: list[Any], lists: list[str]) -> Rows:
    groups = grouped(columns)
    parts = [of_disease(criterion, batch.facts.chart(int(at), *lists)) for at in groups.first]
    known: dict[Any, int] = {}
    said = np.array([known.setdefault((one.truth, one.basis), len(known)) for one in parts], np.int64)
    return said[groups.codes] if said.size else groups.codes.astype(np.int64)


def _given(criterion: nodes.DiseaseStatus, batch: Batch) -> Levels:
    """What each patient's courses for the disease say of the status, as `highest` tells it; a supportive
    class leaves open whether it counts."""
    therapy = batch.therapy
    given = therapy.given_for(criterion.diseases) if criterion.diseases else therapy.given_now
    directed = np.minimum(therapy.takes(DIRECTED), given)
    supportive = np.minimum(np.minimum(therapy.takes(SUPPORTIVE), given), np.int8(0))
    at_all = np.where(directed >= 0, directed, supportive)
    rows = np.flatnonzero(at_all >= 0)
    if criterion.status in COURSE_OUTCOMES:
        at_all = np.minimum(at_all, therapy.outcome(COURSE_OUTCOMES[criterion.status]))
    return highest(at_all[rows], batch.facts.courses.who[rows], batch.n)


def _before(batch: Batch) -> Rows:
    """Whether there was treatment of the disease at all, and whether the disease may be transformed."""
    courses, disease = batch.facts.courses, batch.disease
    medication = np.array([fact.medication for fact in courses.facts], bool)
    treated = (batch.therapy.takes(DIRECTED) == 1) & ~(
        medication[courses.form] if courses.form.size else False
    )
    found = np.zeros(batch.n, np.uint8)
    found[courses.who[treated]] = 2
    columns, lists = disease.seen({AML}, origin=False, beside=False)
    groups = grouped(columns)
    charts = (batch.facts.chart(int(at), *lists) for at in groups.first)
    said = np.array([may_be_transformed(one) for one in charts], np.uint8)
    found += said[groups.codes]
    return found


def _done_at_all(batch: Batch) -> Rows:
    done = _done(batch)
    keyed = np.array([one.term.key is not None for one in done.facts], bool)
    found = np.zeros(batch.n, bool)
    if done.form.size:
        found[done.who[keyed[done.form]]] = True
    return found


def _last_response(criterion: nodes.DiseaseStatus, batch: Batch) -> Rows:
    """The response and outcome of the course for the disease that began last; of one day, the first."""
    courses, therapy = batch.facts.courses, batch.therapy
    given = therapy.given_for(criterion.diseases) if criterion.diseases else therapy.given_now
    rows = np.flatnonzero((np.minimum(therapy.takes(DIRECTED), given) >= 0) & (courses.days != UNDATED))
    kinds: dict[Any, int] = {}
    kind = np.array([kinds.setdefault(_response(one), len(kinds)) for one in courses.facts], np.int64)
    size = courses.who.size + 1
    best = np.full(batch.n, -1, np.int64)
    np.maximum.at(best, courses.who[rows], (UNDATED - courses.days[rows]) * size + (size - 1 - rows))
    row = size - 1 - best % size
    return np.where(best >= 0, kind[courses.form[np.minimum(row, size - 2)]], -1) if rows.size else best


def _response(course: Course) -> tuple[bool, bool, str | None]:
    return course.best_response is None, course.best_response in REMISSIONS, course.outcome


# --- transfusions ------------------------------------------------------------------------------------------


@facet.register
def _(criterion: nodes.Transfusion, batch: Batch) -> Facet:
    period = criterion.per_days or criterion.span_days
    if criterion.units is not None and period is not None:
        span = max(criterion.span_days or period, period)
        asked = {0.0, *bounds(criterion.units)}
        windows = [(criterion.product, period, 1.0, asked), (criterion.product, span, period / span, asked)]
    else:
        limit = float(table_of_state("transfusion")["iwg_2006"]["units_in_eight_weeks"])
        windows = [(product, days, 1.0, {0.0, limit, 2 * limit})
                   for product in (criterion.product, "RBC")
                   for days in (EIGHT_WEEKS, SIXTEEN_WEEKS)]  # fmt: skip
    columns: list[Any] = [batch.facts.complete["transfusions"]]
    for product, days, share, limits in windows:
        low, high, _ = units(batch, product, max(round(days), 1))
        columns += [sides(low * share, limits), sides(high * share, limits)]
    return signed(mixed(columns), "transfusions")


def units(batch: Batch, product: str, days: int) -> tuple[Rows, Rows, Rows]:
    """The units of the last days, at least and at most, as `matcher.state.transfusion.units_in` counts them,
    and whether any record counts."""
    return batch.shared(("given", product, days), lambda: _units(batch, product, days))  # type: ignore[no-any-return]


def _units(batch: Batch, product: str, days: int) -> tuple[Rows, Rows, Rows]:
    told, begun = batch.facts.transfusions
    amount = np.array(
        [fact.units if fact.product in PRODUCTS[product] else -1.0 for fact in told.facts] + [0.0]
    )
    given = amount[told.form] if told.form.size else np.empty(0)
    length = begun - told.days + 1
    inside = np.maximum(np.minimum(begun, days - 1) - told.days + 1, 0)
    counted = (given >= 0) & (inside > 0)
    whole = counted & (inside == length)
    low = np.bincount(told.who[whole], given[whole], batch.n)
    high = np.bincount(told.who[counted], given[counted], batch.n)
    return low, high, np.bincount(told.who[counted & (given > 0)], minlength=batch.n) > 0
