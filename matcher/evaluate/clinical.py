"""Sets aside what no record decides where it only goes along with what a record does decide.

"At least 18 and able to consent" is judged by the age, "uncontrolled illness, or anything the investigator
thinks..." by the illness. Where the administrative part is a way round ("or, in the opinion of ..., no other
option") it stays, for it may let the patient in. What a line allows never stands in the way of anybody. An
illness outside the vocabulary that the patient must have is more likely misread than absent.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from criteria.nodes import (
    Administrative,
    AllOf,
    Ambiguity,
    AnyOf,
    AtLeast,
    Condition,
    Criterion,
    Diagnosis,
    IfThen,
    Medication,
    Not,
    Permission,
    PriorTherapy,
    Procedure,
    Unparsed,
)
from matcher.evaluate.illnesses import MALIGNANCY
from matcher.evaluate.tables import table
from matcher.evaluate.washout import washout_of

OWN_MALIGNANCY = ("hematologic_malignancy",)


class Clinical(NamedTuple):
    """What is left of a criterion, and whether something was left to the site."""

    criterion: Criterion
    set_aside: bool = False


def clinical_part(criterion: Criterion, wanted: bool) -> Clinical:
    """The criterion without the parts that could only stand in the way though no record decides them.

    `wanted`: whether the patient must fit it (inclusion) or must not (exclusion). A criterion that is
    administrative through and through comes back as it is.
    """
    if not _holds_any(criterion):
        return Clinical(criterion)
    if isinstance(criterion, AllOf | AnyOf):
        return _of_several(criterion, wanted)
    if isinstance(criterion, Not):
        child, set_aside = clinical_part(criterion.child, not wanted)
        return Clinical(Not(child=child), set_aside)
    if isinstance(criterion, IfThen):
        then, set_aside = clinical_part(criterion.then, wanted)
        return Clinical(IfThen(condition=criterion.condition, then=then), set_aside)
    return Clinical(_leaf(criterion, wanted))


def _leaf(criterion: Criterion, wanted: bool) -> Criterion:
    if wanted and (washout := washout_of(criterion)) is not None:
        return washout
    if isinstance(criterion, Permission) and not wanted:
        return Not(child=criterion)
    return _demanded(criterion) if isinstance(criterion, Condition) and wanted else criterion


def _demanded(criterion: Condition) -> Criterion:
    """An illness the patient must have: "other illness" is a misreading, "malignancy" may be the own one."""
    if criterion.concept is None or criterion.concept in table("comorbidity")["umbrellas"]:
        return Unparsed(
            text=criterion.text, why="an illness that is not named, and that the patient must have"
        )
    if criterion.concept == MALIGNANCY:
        return AnyOf(children=(criterion, Diagnosis(diseases=OWN_MALIGNANCY)))
    return criterion


def _of_several(criterion: AllOf | AnyOf, wanted: bool) -> Clinical:
    """In "all of" for one who must fit, and in "any of" for one who must not, such a part can only harm.

    What is allowed counts only as a way round, in "any of" for one who must fit.
    """
    goes_along = isinstance(criterion, AllOf) is wanted
    way_round = isinstance(criterion, AnyOf) and wanted
    kept = [
        child
        for child in criterion.children
        if not (goes_along and is_administrative(child)) and (way_round or not isinstance(child, Permission))
    ]
    if not kept:
        return Clinical(criterion) if is_administrative(criterion) else _allowed(criterion.children, wanted)
    parts = [clinical_part(child, wanted) for child in kept]
    dropped = any(map(is_administrative, criterion.children)) and len(kept) < len(criterion.children)
    set_aside = dropped or any(part.set_aside for part in parts)
    children = tuple(part.criterion for part in parts)
    return Clinical(children[0] if len(children) == 1 else type(criterion)(children=children), set_aside)


def _allowed(children: tuple[Criterion, ...], wanted: bool) -> Clinical:
    """Nothing but permissions and administrative parts: the first permission stands for all."""
    permission = next(child for child in children if isinstance(child, Permission))
    return clinical_part(permission, wanted)


def is_administrative(criterion: Criterion) -> bool:
    """Whether nothing in it can be decided by a record."""
    if isinstance(criterion, Administrative):
        return True
    parts = parts_of(criterion)
    return bool(parts) and all(map(is_administrative, parts))


def _holds_any(criterion: Criterion) -> bool:
    """Whether anything in it is for this module; most criteria hold nothing, so this is asked first."""
    kind = type(criterion)
    if kind in _LEAVES_TO_CHANGE:
        return kind in _ALWAYS or _leaf(criterion, wanted=True) is not criterion
    return any(map(_holds_any, parts_of(criterion)))


_ALWAYS = (Administrative, Permission)
_LEAVES_TO_CHANGE = (*_ALWAYS, Condition, PriorTherapy, Procedure, Medication)


def holds_unparsed(criterion: Criterion) -> bool:
    """Whether anything in it was not, or not surely, understood."""
    return isinstance(criterion, Unparsed | Ambiguity) or any(map(holds_unparsed, parts_of(criterion)))


def firm_part(criterion: Criterion) -> Criterion:
    """What of a half-understood line is firm: the diagnosis it asks for; all else is left open.

    Where a line was read in part, limits and treatments turn out to be those of one group only, or of an
    exception that was not read, about as often as not; the diagnosis nearly always is what it seems.
    """
    if isinstance(criterion, Diagnosis):
        return criterion
    if isinstance(criterion, AllOf | AnyOf | AtLeast):
        return criterion.model_copy(update={"children": tuple(map(firm_part, criterion.children))})
    if isinstance(criterion, Not):
        return Not(child=firm_part(criterion.child))
    if isinstance(criterion, IfThen):
        return IfThen(condition=firm_part(criterion.condition), then=firm_part(criterion.then))
    return _OPEN


_OPEN = Unparsed(text="the rest of the line", why="part of the line was not understood")


def parts_of(criterion: Criterion) -> tuple[Criterion, ...]:
    """The criteria that a combination joins; none for a leaf."""
    getter = _PARTS.get(type(criterion))
    return getter(criterion) if getter else ()


_PARTS: dict[type, Callable[[Any], tuple[Criterion, ...]]] = {
    AllOf: lambda node: node.children,
    AnyOf: lambda node: node.children,
    AtLeast: lambda node: node.children,
    Not: lambda node: (node.child,),
    IfThen: lambda node: (node.condition, node.then),
}
