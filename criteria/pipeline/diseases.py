"""Diseases listed one an item: nobody has them all, so they are alternatives.

Older records list the diseases of a trial as bullets of their own, with nothing that says "one of".
"""

from collections.abc import Sequence
from typing import Final

from criteria.nodes import AllOf, AnyOf, Condition, Criterion, Diagnosis, DiseaseStatus, Unparsed
from criteria.pipeline.combine import any_of
from criteria.vocabulary.load import vocabulary

MOST: Final = 100
"""Items beyond which no list is one of alternatives, as each would hold all the others; real ones have 14."""

_TOO_MANY: Final = Unparsed(text="the diseases that are listed", why="too many for one list of alternatives")


def as_alternatives(criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria, in order; where they ask for diseases that exclude each other, each is asked only of
    those who have none of the others.

    An illness listed alone between two of them is one of the alternatives too.
    """
    places = [place for place, criterion in enumerate(criteria) if _asks_for_disease(criterion)]
    if not _exclude_each_other([criteria[place] for place in places]):
        return list(criteria)
    listed = range(places[0], places[-1] + 1)
    illnesses = {place for place in listed if _is_bare_illness(criteria[place])}
    either = illnesses.union(places)
    alternatives = [criteria[place] for place in sorted(either)]
    return [
        _or_another(criterion, alternatives) if place in either else criterion
        for place, criterion in enumerate(criteria)
    ]


def _or_another(criterion: Criterion, alternatives: Sequence[Criterion]) -> Criterion:
    """The criterion, or another disease of the list; one that covers this one is no other disease."""
    if len(alternatives) > MOST:
        return _TOO_MANY
    own = _asked(criterion)
    others = [key for other in alternatives for key in _asked(other) if not _covers_any(key, own)]
    illnesses = [other for other in alternatives if isinstance(other, Condition) and other != criterion]
    named = [Diagnosis(diseases=tuple(sorted(set(others))))] if others else []
    return any_of([criterion, *named, *illnesses]) or criterion


def _covers_any(general: str, keys: frozenset[str]) -> bool:
    return any(vocabulary().covers("disease", general, key) for key in keys)


def _asks_for_disease(criterion: Criterion) -> bool:
    """Whether whoever meets the criterion has the disease that it names."""
    if criterion.kind not in _NAMING:
        return False
    match criterion:
        case AllOf():
            return any(map(_asks_for_disease, criterion.children))
        case AnyOf():
            return all(map(_asks_for_disease, criterion.children))
        case Diagnosis():
            return criterion.tense == "current"
        case DiseaseStatus():
            return bool(criterion.diseases) and criterion.status in _HAD
    return False


_NAMING: Final = frozenset({"all_of", "any_of", "diagnosis", "disease_status"})
"""Kinds of trees that may ask for a disease."""

_HAD: Final = frozenset({"relapsed", "refractory"})
"""Courses of a disease that whoever is in them has; "untreated" may be said of any."""


def _is_bare_illness(criterion: Criterion) -> bool:
    return (
        isinstance(criterion, Condition)
        and criterion.concept not in {None, "illness", "malignancy"}
        and not criterion.qualifiers
    )


def _exclude_each_other(named: Sequence[Criterion]) -> bool:
    """Whether two of the criteria name diseases of which neither lies below the other."""
    keys = list(dict.fromkeys(map(_asked, named)))
    return len(keys) > MOST or any(
        not _related(first, second) for i, first in enumerate(keys) for second in keys[i + 1 :]
    )


def _asked(criterion: Criterion) -> frozenset[str]:
    """The diseases of which whoever meets the criterion has one."""
    match criterion:
        case AllOf():
            return next(_asked(child) for child in criterion.children if _asks_for_disease(child))
        case AnyOf():
            return frozenset().union(*map(_asked, criterion.children))
        case Diagnosis() | DiseaseStatus():
            return frozenset(criterion.diseases)
    return frozenset()


def _related(first: frozenset[str], second: frozenset[str]) -> bool:
    words = vocabulary()
    return any(words.covers("disease", a, b) or words.covers("disease", b, a) for a in first for b in second)
