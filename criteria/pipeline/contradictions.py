"""What nobody can meet at once is no list of demands: `AML with ..., MDS with ...` are alternatives."""

from collections.abc import Callable, Sequence
from typing import Final

from criteria.nodes import Age, AllOf, Ambiguity, AnyOf, Criterion, Diagnosis, IfThen, RiskCategory
from criteria.pipeline.combine import all_of, any_of
from criteria.vocabulary.load import vocabulary


def without_contradictions(criterion: Criterion) -> Criterion:
    """The tree, where an "and" asks for what excludes each other with an "or" in its place.

    Only for what a patient must fit: an exclusion that nobody fits excludes nobody.
    """
    if criterion.kind not in _DEMANDING:
        return criterion
    match criterion:
        case AllOf():
            children = _reconciled([without_contradictions(child) for child in criterion.children])
            return criterion if _are_still(children, criterion) else all_of(children) or criterion
        case AnyOf():
            children = [without_contradictions(child) for child in criterion.children]
            return criterion if _are_still(children, criterion) else any_of(children) or criterion
        case IfThen():
            then = without_contradictions(criterion.then)
            return criterion if then is criterion.then else IfThen(condition=criterion.condition, then=then)
    return criterion


_DEMANDING: Final = frozenset({"all_of", "any_of", "if_then"})


def _are_still(children: Sequence[Criterion], whole: AllOf | AnyOf) -> bool:
    """Whether these are the children of the tree, none of which belongs in its own place: most often so."""
    still = len(children) == len(whole.children)
    return still and all(
        a is b and a.kind != whole.kind for a, b in zip(children, whole.children, strict=True)
    )


def _reconciled(children: list[Criterion]) -> list[Criterion]:
    for kind, excludes in _RULES:
        mine = [child for child in children if child.kind == kind]
        if any(excludes(first, second) for i, first in enumerate(mine) for second in mine[i + 1 :]):
            either = any_of(mine)
            doubt = [Ambiguity(text="which of them must hold")] if kind == "age" else []
            others = [child for child in children if child.kind != kind]
            children = [*([either] if either is not None else []), *others, *doubt]
    return children


def _diseases_differ(first: Criterion, second: Criterion) -> bool:
    """Whether nobody has both diseases at the same time."""
    if not isinstance(first, Diagnosis) or not isinstance(second, Diagnosis):
        return False
    if first.tense != "current" or second.tense != "current":
        return False
    covers = vocabulary().covers
    return not any(
        covers("disease", a, b) or covers("disease", b, a) for a in first.diseases for b in second.diseases
    )


def _ages_differ(first: Criterion, second: Criterion) -> bool:
    """Whether no age lies in both."""
    if not isinstance(first, Age) or not isinstance(second, Age):
        return False
    lows = [age.interval.low for age in (first, second) if age.interval.low is not None]
    highs = [age.interval.high for age in (first, second) if age.interval.high is not None]
    return bool(lows) and bool(highs) and max(lows) > min(highs)


def _risks_differ(first: Criterion, second: Criterion) -> bool:
    """Whether nobody is in categories of both, by one system."""
    if not isinstance(first, RiskCategory) or not isinstance(second, RiskCategory):
        return False
    named = bool(first.categories) and bool(second.categories)
    return named and first.system == second.system and not set(first.categories) & set(second.categories)


_RULES: Final[tuple[tuple[str, Callable[[Criterion, Criterion], bool]], ...]] = (
    ("diagnosis", _diseases_differ),
    ("age", _ages_differ),
    ("risk_category", _risks_differ),
)
