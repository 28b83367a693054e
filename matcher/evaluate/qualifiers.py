"""Qualifiers of an illness (active, uncontrolled, severe, ...) against what the record says of it.

A record rarely says "controlled". What it leaves out is unknown, but for illnesses that are harmless once
treated and, under the wide "any other illness", for those that nobody would call severe
(`data/comorbidity.toml`).
"""

import re
from functools import lru_cache
from typing import NamedTuple

from criteria.nodes import Condition
from criteria.quantity import Interval
from criteria.vocabulary.load import vocabulary
from criteria.words import phrase_key
from matcher.chart import Chart
from matcher.evaluate.exposure import takes
from matcher.evaluate.illnesses import below, grave
from matcher.evaluate.node_memory import once_per_node
from matcher.evaluate.tables import table
from matcher.facts import Illness
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, all_of, any_of

T, U, F = TRUE, UNKNOWN, FALSE

SEVERE_GRADE = 3
"""From grade 3 on CTCAE calls an event severe, and the NYHA speaks of marked limitation (M-high)."""

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_GRADE = re.compile(r"\b(?:(\d)|(iv|v|i{1,3}))[ab]?\b", re.IGNORECASE)


def qualified(illness: Illness, criterion: Condition, chart: Chart) -> Truth:
    """Whether all that the line asks of the illness beside its name holds."""
    wanted = _split(criterion)
    alternatives = [_one(qualifier, illness, criterion, chart) for qualifier in wanted.alternatives]
    given = [_one(qualifier, illness, criterion, chart) for qualifier in wanted.given]
    weight = any_of(alternatives) if alternatives else _weighty(illness, criterion, chart)
    return all_of([*given, weight, _graded(illness, criterion.grade)])


class _Split(NamedTuple):
    """The qualifiers of which one is enough, and those that must all hold."""

    alternatives: tuple[str, ...]
    given: tuple[str, ...]


@once_per_node
def _split(criterion: Condition) -> _Split:
    wanted, rules = wanted_qualifiers(criterion), table("comorbidity")["qualifiers"]["alternatives"]
    return _Split(
        tuple(qualifier for qualifier in wanted if qualifier in rules),
        tuple(qualifier for qualifier in wanted if qualifier not in rules),
    )


@once_per_node
def wanted_qualifiers(criterion: Condition) -> tuple[str, ...]:
    """The qualifiers, those among them that stand inside the name ("uncontrolled hypertension")."""
    inside = (q for q in table("comorbidity")["qualifiers"]["alternatives"] if _says(criterion.text, q))
    return tuple(dict.fromkeys((*criterion.qualifiers, *inside)))


@lru_cache(maxsize=20_000)
def _says(text: str, cue: str) -> bool:
    """Whether one of the vocabulary's words for a cue stands in the text."""
    have = f" {' '.join(phrase_key(text))} "
    return any(f" {' '.join(phrase_key(word))} " in have for word in vocabulary().concept("cue", cue).aliases)


def _weighty(illness: Illness, criterion: Condition, chart: Chart) -> Truth:
    """Without a qualifier an illness counts as it is; under a wide concept a harmless one does not."""
    umbrella = criterion.concept in table("comorbidity")["umbrellas"]
    return F if umbrella and _harmless(illness, chart) else T


def _one(qualifier: str, illness: Illness, criterion: Condition, chart: Chart) -> Truth:
    if qualifier == "active":
        return _active(illness)
    if _says(illness.term.written, qualifier):
        return T
    if qualifier in table("comorbidity")["qualifiers"]["taken_as_given"]:
        return T
    if qualifier == "requiring_treatment":
        return _treated(illness, chart)
    if qualifier in table("comorbidity")["qualifiers"]["alternatives"]:
        return _weight(qualifier, illness, criterion, chart)
    return U


def _active(illness: Illness) -> Truth:
    if illness.status == "active":
        return T
    return U if illness.status == "unknown" else F


def _treated(illness: Illness, chart: Chart) -> Truth:
    """A running drug for it shows that it needs treatment; that there is none shows nothing."""
    classes = treatments(illness.condition)
    return T if classes and _runs(classes, chart) else U


def treatments(condition: str | None) -> tuple[str, ...]:
    """The classes of drugs that show that an illness needs treatment."""
    return tuple(
        drug_class
        for treated, drug_classes in table("comorbidity")["treatment"].items()
        if condition in below(treated)
        for drug_class in drug_classes
    )


def _runs(classes: tuple[str, ...], chart: Chart) -> bool:
    return any(course.ongoing and takes(course, classes) is T for course in chart.courses)


def _weight(qualifier: str, illness: Illness, criterion: Condition, chart: Chart) -> Truth:
    """Uncontrolled, severe, significant, symptomatic: by grade, by what is harmless, by what is grave."""
    if _harmless(illness, chart):
        return F
    grade = grade_of(illness)
    if qualifier == "severe" and grade is not None:
        return T if grade >= SEVERE_GRADE else F
    wide = criterion.concept in table("comorbidity")["umbrellas"]
    return F if qualifier == "severe" and wide and illness.condition not in grave() else U


def _harmless(illness: Illness, chart: Chart) -> bool:
    rule = table("comorbidity")["harmless"].get(illness.condition or "")
    return rule is not None and (not rule["treated_by"] or _runs(tuple(rule["treated_by"]), chart))


def _graded(illness: Illness, asked: Interval | None) -> Truth:
    if asked is None:
        return T
    grade = grade_of(illness)
    return U if grade is None else (T if asked.holds(grade) else F)


def grade_of(illness: Illness) -> int | None:
    """`NYHA II` as 2, `3` as 3; None where no one grade is written."""
    if illness.grade is None or isinstance(illness.grade, int):
        return illness.grade
    found = _GRADE.findall(illness.grade)
    if len(found) != 1:
        return None
    digits, roman = found[0]
    return int(digits) if digits else _ROMAN[roman.lower()]
