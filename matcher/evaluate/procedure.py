"""Procedures done, or planned: transplants, operations, radiation."""

from functools import lru_cache

from criteria.errors import UnknownConcept
from criteria.nodes import Procedure
from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.lineage import implies_earlier_treatment
from matcher.evaluate.say import asked, days, decided, name, on, unknown
from matcher.evaluate.tables import table
from matcher.evaluate.windows import inside, only_minimum, turns_on
from matcher.facts import ProcedureDone
from matcher.truth import AND, FALSE, NOT, TRUE, UNKNOWN, Truth, any_of
from matcher.verdict import Verdict

LONG_AGO = 36_500
RADIOTHERAPY = "radiotherapy"


@evaluate.register
def _(criterion: Procedure, chart: Chart) -> Verdict:
    if criterion.planned:
        return unknown(f"{asked(criterion)} is not recorded", [asked(criterion)])
    counted = [(done, is_procedure(done, criterion.procedure)) for done in chart.procedures]
    related = [done for done, counts in counted if counts is not FALSE]
    unlisted = _unlisted(criterion, chart)
    truth = _truth(criterion, counted, chart, unlisted)
    if truth is UNKNOWN:
        return _open(criterion, related)
    if not related:
        reason = f"the procedures are complete and hold no {_named(criterion)}"
        return decided(False, reason, (), "presumed")
    told = "; ".join(f"{done.term.said} {on(done.date)}{_age(done, chart)}" for done in related)
    reason = f"{told}: {'this is' if truth is TRUE else 'this is not'} {asked(criterion)}"
    verdict = decided(truth is TRUE, reason, related)
    last = max((done.date for done in related if done.date), default=None)
    if criterion.window is None or last is None:
        return verdict
    return verdict._replace(opens_on=turns_on(criterion.window, last, truth))


def _unlisted(criterion: Procedure, chart: Chart) -> Truth:
    """Whether there may be one that is not listed; radiation may have caused a therapy-related disease."""
    earlier = criterion.window is None and criterion.procedure in below(RADIOTHERAPY)
    routine = criterion.procedure in table("procedures")["unlisted"]
    if "procedures" not in chart.complete or routine or (earlier and implies_earlier_treatment(chart)):
        return UNKNOWN
    return FALSE


def is_procedure(done: ProcedureDone, procedure: str) -> Truth:
    """A recorded procedure above the asked one may be it; so may one that the vocabulary does not hold."""
    if done.term.key is None:
        return UNKNOWN
    if done.term.key in below(procedure):
        return TRUE
    return UNKNOWN if procedure in below(done.term.key) else FALSE


@lru_cache(maxsize=5_000)
def below(procedure: str) -> frozenset[str]:
    """The procedure and those below it."""
    try:
        return vocabulary().below("procedure", procedure)
    except UnknownConcept:
        return frozenset({procedure})


def _truth(
    criterion: Procedure, counted: list[tuple[ProcedureDone, Truth]], chart: Chart, unlisted: Truth
) -> Truth:
    window = criterion.window
    done_at_all = any_of([*(counts for _, counts in counted), unlisted])
    if window is None:
        return done_at_all
    within = [(counts, inside(window, *_days_ago(done, chart))) for done, counts in counted]
    if only_minimum(window):
        recent = any_of([*(AND[counts, NOT[held]] for counts, held in within), unlisted])
        return AND[done_at_all, NOT[recent]]
    return any_of([*(AND[counts, held] for counts, held in within), unlisted])


def _days_ago(done: ProcedureDone, chart: Chart) -> tuple[int, int]:
    return ((chart.as_of - done.date).days,) * 2 if done.date else (0, LONG_AGO)


def _age(done: ProcedureDone, chart: Chart) -> str:
    return f", {days((chart.as_of - done.date).days)} ago" if done.date else ""


def _named(criterion: Procedure) -> str:
    return name("procedure", criterion.procedure)


def _open(criterion: Procedure, related: list[ProcedureDone]) -> Verdict:
    needs = [f"whether there was {asked(criterion)}"]
    if related:
        told = "; ".join(f"{done.term.said} {on(done.date)}" for done in related)
        return unknown(f"{told}: whether this is {asked(criterion)} is not recorded", needs, related)
    return unknown(f"no {_named(criterion)} is recorded, but not all procedures may be listed", needs)
