"""Diseases listed one an item: nobody has them all, so they are alternatives.

Older records list the diseases of a trial as bullets of their own, with nothing that says "one of".
"""

from collections.abc import Sequence

from criteria.nodes import AllOf, AnyOf, Criterion, Diagnosis, DiseaseStatus, RiskCategory
from criteria.pipeline.combine import any_of
from criteria.pipeline.remarks import leaves
from criteria.vocabulary.load import vocabulary


def as_alternatives(criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria, in order; those that name diseases which exclude each other all become "any of these"."""
    named = [criterion for criterion in criteria if _names_disease(criterion)]
    if not _exclude_each_other(named):
        return list(criteria)
    either = any_of(named)
    return [either if either is not None and _names_disease(c) else c for c in criteria]


def _names_disease(criterion: Criterion) -> bool:
    """Whether a criterion asks for a disease and for nothing but its course and risk."""
    match criterion:
        case AllOf() | AnyOf():
            parts = leaves(criterion)
            plain = all(isinstance(leaf, Diagnosis | DiseaseStatus | RiskCategory) for leaf in parts)
            return plain and any(isinstance(leaf, Diagnosis) for leaf in parts)
        case Diagnosis():
            return criterion.tense == "current"
    return False


def _exclude_each_other(named: Sequence[Criterion]) -> bool:
    """Whether two of the criteria name diseases of which neither lies below the other."""
    keys = [_keys(criterion) for criterion in named]
    return any(not _related(first, second) for i, first in enumerate(keys) for second in keys[i + 1 :])


def _keys(criterion: Criterion) -> frozenset[str]:
    return frozenset(d for leaf in leaves(criterion) if isinstance(leaf, Diagnosis) for d in leaf.diseases)


def _related(first: frozenset[str], second: frozenset[str]) -> bool:
    words = vocabulary()
    return any(words.covers("disease", a, b) or words.covers("disease", b, a) for a in first for b in second)
