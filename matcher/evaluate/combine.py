"""Combinations: all of, any of, at least n, not, if then.

Home to how children make one verdict: the truth by Kleene's tables, the reason and evidence from the children
that decided, the needs from those that still could. Knows no leaf.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter

from criteria.nodes import AllOf, AnyOf, AtLeast, IfThen, Not
from matcher.chart import Chart
from matcher.evaluate.alternatives import with_joined_diagnoses
from matcher.evaluate.answers import answer, answers
from matcher.evaluate.dispatch import evaluate
from matcher.truth import FALSE, NOT, TRUE, UNKNOWN, Truth, all_of, any_of, at_least
from matcher.verdict import Basis, Evidence, Verdict

MOST_REASONS = 6

DECIDED: dict[Basis, Basis] = {"presumed": "presumed", "derived": "derived"}
OPEN: dict[Basis, Basis] = {"administrative": "administrative", "unparsed": "unparsed"}
"""The grounds that one child hands on, where it decides and where it is open; all others are `recorded`."""

_TRUTH: Callable[[Verdict], Truth] = attrgetter("truth")
_OPENS_ON: Callable[[Verdict], date | None] = attrgetter("opens_on")


@evaluate.register
def _(criterion: AllOf, chart: Chart) -> Verdict:
    children = answers(criterion.children, chart)
    return _combined(all_of(map(_TRUTH, children)), children, len(children))


@evaluate.register
def _(criterion: AnyOf, chart: Chart) -> Verdict:
    children = answers(with_joined_diagnoses(criterion), chart)
    return _combined(any_of(map(_TRUTH, children)), children, 1)


@evaluate.register
def _(criterion: AtLeast, chart: Chart) -> Verdict:
    children = answers(criterion.children, chart)
    truth = at_least(criterion.count, map(_TRUTH, children))
    return _combined(truth, children, criterion.count)


@evaluate.register
def _(criterion: Not, chart: Chart) -> Verdict:
    child = answer(criterion.child, chart)
    truth, reason, basis, evidence, needs, opens_on, _ = child
    return Verdict(NOT[truth], reason, basis, evidence, needs, opens_on, (child,))


@evaluate.register
def _(criterion: IfThen, chart: Chart) -> Verdict:
    condition = answer(criterion.condition, chart)
    if condition.truth is FALSE:
        reason = f"the line does not apply: {condition.reason}"
        return Verdict(TRUE, reason, condition.basis, condition.evidence, condition.needs, None, (condition,))
    then = answer(criterion.then, chart)
    if condition.truth is TRUE or then.truth is TRUE:
        return then._replace(children=(condition, then))
    deciding = (condition, then) if then.truth is UNKNOWN else (condition,)
    return _together(UNKNOWN, deciding, (condition, then))


def _combined(truth: Truth, children: Sequence[Verdict], wanted: int) -> Verdict:
    """`wanted` of the children have to hold."""
    deciding = [child for child in children if child.truth is truth]
    days = () if truth is UNKNOWN else tuple(filter(None, map(_OPENS_ON, deciding)))
    day = _turning_day(truth, len(children), len(deciding), wanted, days) if days else None
    return _together(truth, deciding or children, tuple(children), day)


def _together(
    truth: Truth, deciding: Sequence[Verdict], children: tuple[Verdict, ...], opens_on: date | None = None
) -> Verdict:
    """Those who decide as one: of an unknown they are unknown themselves."""
    if len(deciding) == 1:
        return _alone(truth, deciding[0], children, opens_on)
    _, reasons, bases, evidence, needs, _, _ = zip(*deciding, strict=True)
    missing = tuple(dict.fromkeys(chain.from_iterable(needs))) if truth is UNKNOWN else ()
    basis, pieces = _basis(truth, set(bases)), _evidence(evidence)
    return Verdict(truth, joined_reasons(reasons), basis, pieces, missing, opens_on, children)


def _alone(truth: Truth, one: Verdict, children: tuple[Verdict, ...], opens_on: date | None) -> Verdict:
    """What `_together` says of one, without the work of joining."""
    _, reason, basis, evidence, needs, _, _ = one
    if truth is not UNKNOWN:
        return Verdict(truth, reason, DECIDED.get(basis, "recorded"), evidence, (), opens_on, children)
    missing = tuple(dict.fromkeys(needs)) if len(needs) > 1 else needs
    return Verdict(truth, reason, OPEN.get(basis, "recorded"), evidence, missing, opens_on, children)


def joined_reasons(reasons: Iterable[str]) -> str:
    """The different reasons in one sentence."""
    different = list(dict.fromkeys(reasons))
    more = len(different) - MOST_REASONS
    said = "; ".join(different[:MOST_REASONS] if more > 0 else different)
    return f"{said}; and {more} more" if more > 0 else said


def _evidence(each: Iterable[tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    # The same pieces in the same order are mostly the same tuple, which is found out faster than told apart.
    several = tuple(filter(None, each))
    if len(several) > 1:
        several = tuple({id(pieces): pieces for pieces in several}.values())
    if len(several) < 2:
        return several[0] if several else ()
    return tuple(dict.fromkeys(chain.from_iterable(several)))


def _basis(truth: Truth, bases: set[Basis]) -> Basis:
    """The weakest ground that any deciding child stands on; administrative only if all are."""
    if truth is UNKNOWN:
        if bases == {"administrative"}:
            return "administrative"
        return "unparsed" if "unparsed" in bases else "recorded"
    if "presumed" in bases:
        return "presumed"
    return "derived" if "derived" in bases else "recorded"


def _turning_day(truth: Truth, all_: int, same: int, wanted: int, days: Sequence[date]) -> date | None:
    """The day on which so many of the `same` children, who decide, turn that the whole is not what it is."""
    turns = same - wanted + 1 if truth is TRUE else wanted - (all_ - same)
    return sorted(days)[turns - 1] if 0 < turns <= len(days) else None
