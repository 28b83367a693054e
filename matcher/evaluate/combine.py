"""Combinations: all of, any of, at least n, not, if then.

Home to how children make one verdict: the truth by Kleene's tables, the reason and evidence from the children
that decided, the needs from those that still could. Knows no leaf.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from criteria.nodes import AllOf, AnyOf, AtLeast, IfThen, Not
from matcher.chart import Chart
from matcher.evaluate.alternatives import with_joined_diagnoses
from matcher.evaluate.answers import answer
from matcher.evaluate.dispatch import evaluate
from matcher.truth import NOT, Truth, all_of, any_of, at_least
from matcher.verdict import Basis, Evidence, Verdict

MOST_REASONS = 6

DECIDED: dict[Basis, Basis] = {"presumed": "presumed", "derived": "derived"}
OPEN: dict[Basis, Basis] = {"administrative": "administrative", "unparsed": "unparsed"}
"""The grounds that one child hands on, where it decides and where it is open; all others are `recorded`."""


@evaluate.register
def _(criterion: AllOf, chart: Chart) -> Verdict:
    children = [answer(child, chart) for child in criterion.children]
    return _combined(all_of([child.truth for child in children]), children, len(children))


@evaluate.register
def _(criterion: AnyOf, chart: Chart) -> Verdict:
    children = [answer(child, chart) for child in with_joined_diagnoses(criterion)]
    return _combined(any_of([child.truth for child in children]), children, 1)


@evaluate.register
def _(criterion: AtLeast, chart: Chart) -> Verdict:
    children = [answer(child, chart) for child in criterion.children]
    truth = at_least(criterion.count, (child.truth for child in children))
    return _combined(truth, children, criterion.count)


@evaluate.register
def _(criterion: Not, chart: Chart) -> Verdict:
    child = answer(criterion.child, chart)
    return child._replace(truth=NOT[child.truth], children=(child,))


@evaluate.register
def _(criterion: IfThen, chart: Chart) -> Verdict:
    condition = answer(criterion.condition, chart)
    if condition.truth is Truth.FALSE:
        reason = f"the line does not apply: {condition.reason}"
        return condition._replace(truth=Truth.TRUE, reason=reason, children=(condition,), opens_on=None)
    then = answer(criterion.then, chart)
    if condition.truth is Truth.TRUE or then.truth is Truth.TRUE:
        return then._replace(children=(condition, then))
    return _together(Truth.UNKNOWN, [condition, *_undecided([then])], (condition, then))


def _combined(truth: Truth, children: Sequence[Verdict], wanted: int) -> Verdict:
    """`wanted` of the children have to hold."""
    deciding = [child for child in children if child.truth is truth]
    verdict = _together(truth, deciding or children, tuple(children))
    if not [child for child in children if child.opens_on is not None]:
        return verdict
    return verdict._replace(opens_on=_turning_day(truth, children, wanted))


def _together(truth: Truth, deciding: Sequence[Verdict], children: tuple[Verdict, ...]) -> Verdict:
    if len(deciding) == 1:
        return _alone(truth, deciding[0], children)
    return Verdict(
        truth=truth,
        reason=joined_reasons(deciding),
        basis=_basis(truth, deciding),
        evidence=_evidence(deciding),
        needs=_needs(deciding) if truth is Truth.UNKNOWN else (),
        children=children,
    )


def _alone(truth: Truth, one: Verdict, children: tuple[Verdict, ...]) -> Verdict:
    """What `_together` says of one, without the work of joining."""
    if truth is not Truth.UNKNOWN:
        return Verdict(
            truth, one.reason, DECIDED.get(one.basis, "recorded"), one.evidence, (), None, children
        )
    needs = tuple(dict.fromkeys(one.needs)) if one.truth is truth else ()
    return Verdict(truth, one.reason, OPEN.get(one.basis, "recorded"), one.evidence, needs, None, children)


def _needs(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(need for one in _undecided(verdicts) for need in one.needs))


def _undecided(children: Iterable[Verdict]) -> list[Verdict]:
    return [child for child in children if child.truth is Truth.UNKNOWN]


def joined_reasons(verdicts: Sequence[Verdict]) -> str:
    """The different reasons in one sentence."""
    reasons = list(dict.fromkeys(verdict.reason for verdict in verdicts))
    said = "; ".join(reasons[:MOST_REASONS])
    more = len(reasons) - MOST_REASONS
    return f"{said}; and {more} more" if more > 0 else said


def _evidence(verdicts: Iterable[Verdict]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(piece for verdict in verdicts for piece in verdict.evidence))


def _basis(truth: Truth, deciding: Sequence[Verdict]) -> Basis:
    """The weakest ground that any deciding child stands on; administrative only if all are."""
    bases = {child.basis for child in deciding}
    if truth is Truth.UNKNOWN:
        if bases == {"administrative"}:
            return "administrative"
        return "unparsed" if "unparsed" in bases else "recorded"
    if "presumed" in bases:
        return "presumed"
    return "derived" if "derived" in bases else "recorded"


def _turning_day(truth: Truth, children: Sequence[Verdict], wanted: int) -> date | None:
    """The day on which so many children turn that the whole is no longer what it is."""
    same = [child for child in children if child.truth is truth]
    days = sorted(child.opens_on for child in same if child.opens_on is not None)
    if truth is Truth.UNKNOWN:
        return None
    turns = len(same) - wanted + 1 if truth is Truth.TRUE else wanted - (len(children) - len(same))
    return days[turns - 1] if 0 < turns <= len(days) else None
