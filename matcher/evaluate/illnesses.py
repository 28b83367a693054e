"""Which recorded illnesses may be the one a line names. Knows nothing of qualifiers, windows and time."""

from collections.abc import Hashable, Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from criteria.errors import UnknownConcept
from criteria.nodes import Condition
from criteria.vocabulary.load import vocabulary
from criteria.words import phrase_key
from matcher.chart import Chart
from matcher.evaluate.lineage import covers as disease_covers
from matcher.evaluate.lineage import lineage, of_marrow
from matcher.evaluate.tables import table
from matcher.facts import Illness
from matcher.state.memory import once_per_chart
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, any_of

T, U, F = TRUE, UNKNOWN, FALSE

ALIKE = 80.0
"""From this likeness (of 100) two phrases outside the vocabulary may mean one illness."""

OTHER_MALIGNANCY, MALIGNANCY = "other_malignancy", "malignancy"
BLOOD_MALIGNANCY = "hematologic_malignancy_other"


@lru_cache(maxsize=5_000)
def below(condition: str) -> frozenset[str]:
    """The condition and those below it; a key that the vocabulary lacks stands alone."""
    try:
        return vocabulary().below("condition", MALIGNANCY if condition == OTHER_MALIGNANCY else condition)
    except UnknownConcept:
        return frozenset({condition})


@lru_cache(maxsize=500)
def below_any(conditions: tuple[str, ...]) -> frozenset[str]:
    """All that lies at or below one of the conditions."""
    return frozenset[str]().union(*map(below, conditions))


@lru_cache(maxsize=1)
def grave() -> frozenset[str]:
    """Illnesses that a record need not call severe."""
    return below_any(tuple(table("comorbidity")["grave"]["conditions"]))


@once_per_chart
def others(chart: Chart) -> list[Illness]:
    """The illnesses beside the patient's own disease of the marrow."""
    line = lineage(chart)
    own = {one.path for one in (line.current, *line.earlier) if one is not None}
    return [one for one in chart.illnesses if one.path not in own]


def name_of(criterion: Condition) -> Hashable:
    """What `is_one` looks at in a criterion: where it is equal, the same illnesses are the one asked."""
    return criterion.concept or criterion.text, criterion.concept is None, criterion.excepting


def is_one(illness: Illness, criterion: Condition) -> Truth:
    """Whether the illness is the one asked and not one the line lets pass."""
    asked = _is_named(illness, criterion)
    if asked is F:
        return F
    if not criterion.excepting:
        return asked
    passed = any_of([_lets_pass(illness, exception) for exception in criterion.excepting])
    return F if passed is T else (U if passed is U else asked)


def _is_named(illness: Illness, criterion: Condition) -> Truth:
    if criterion.concept is None:
        return _alike_text(illness, criterion.text)
    umbrella = table("comorbidity")["umbrellas"].get(criterion.concept)
    if umbrella is not None:
        return U if not umbrella["counts"] or illness.condition in grave() or _is_malignant(illness) else F
    return _is_concept(illness, criterion.concept)


def _is_concept(illness: Illness, concept: str) -> Truth:
    if illness.condition is not None:
        return _condition_is(illness.condition, concept)
    if illness.disease is not None:
        return _disease_is(illness.disease, concept)
    return _alike_name(illness, concept)


@lru_cache(maxsize=100_000)
def _condition_is(recorded: str, concept: str) -> Truth:
    if recorded in below(concept):
        return T
    possible = table("comorbidity")["may_be"].get(recorded, ())
    may_be = any(one in below(concept) for one in possible)
    return U if may_be or concept in below(recorded) else F


@lru_cache(maxsize=50_000)
def _disease_is(recorded: str, concept: str) -> Truth:
    """A malignant disease of the blood beside the patient's own is a malignancy like any other."""
    if concept in (MALIGNANCY, OTHER_MALIGNANCY, BLOOD_MALIGNANCY):
        return T if disease_covers("hematologic_malignancy", recorded) else F
    return F


def _is_malignant(illness: Illness) -> bool:
    recorded = illness.disease
    return (
        recorded is not None
        and not of_marrow(recorded)
        and disease_covers("hematologic_malignancy", recorded)
    )


def _alike_name(illness: Illness, concept: str) -> Truth:
    """A term outside the vocabulary: it may be any part of a wide concept, and what it resembles."""
    if len(below(concept)) > 1:
        return U
    return U if _resembles(illness.term.written, _names(concept)) else F


def _names(concept: str) -> tuple[str, ...]:
    try:
        return vocabulary().concept("condition", concept).aliases
    except UnknownConcept:
        return (concept,)


def _alike_text(illness: Illness, text: str) -> Truth:
    """An illness outside the vocabulary, named only by words."""
    if phrase_key(illness.term.written) == phrase_key(text):
        return T
    return U if _resembles(text, (illness.term.written, illness.term.said)) else F


def _resembles(phrase: str, names: Iterable[str]) -> bool:
    said = phrase.lower()
    return any(fuzz.token_set_ratio(said, name.lower()) >= ALIKE for name in names)


def _lets_pass(illness: Illness, exception: str) -> Truth:
    """Whether an exception, a key or plain words, covers the illness."""
    if illness.condition is not None:
        if illness.condition in below(exception):
            return T
        if exception in below(illness.condition):
            return U
    if illness.disease is not None and disease_covers(exception, illness.disease):
        return T
    return T if _alike_text(illness, exception.replace("_", " ")) is T else F
