"""The short ways to a verdict: what holds, what does not, what is not known, and the evidence for it.

Home to the wording that all families share. Knows no rule.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from criteria.errors import UnknownConcept
from criteria.nodes import Leaf
from criteria.quantity import Interval
from criteria.rendering.leaves import SCALES, SYSTEMS, phrase
from criteria.rendering.wording import limits, number
from criteria.vocabulary.load import vocabulary
from matcher.evaluate.node_memory import once_per_node
from matcher.facts import Course, Fact, Illness, KaryotypeReport, Mutation, Observation, ProcedureDone
from matcher.facts import TransfusionRecord as Given
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth
from matcher.verdict import Basis, Evidence, Verdict

SHORT = SYSTEMS | SCALES
"""Scores are known by their short names."""


def decided(
    holds: bool,
    reason: str,
    facts: Sequence[Fact] = (),
    basis: Basis = "recorded",
    opens_on: date | None = None,
) -> Verdict:
    """A verdict that is true or false."""
    return Verdict(TRUE if holds else FALSE, reason, basis, shown(facts), (), opens_on)


def unknown(
    reason: str, needs: Iterable[str] = (), facts: Sequence[Fact] = (), basis: Basis = "recorded"
) -> Verdict:
    """A verdict that is not known; `needs` would decide it."""
    return Verdict(UNKNOWN, reason, basis, shown(facts), tuple(needs))


def of_truth(
    truth: Truth,
    reason: str,
    needs: Iterable[str] = (),
    facts: Sequence[Fact] = (),
    basis: Basis = "recorded",
) -> Verdict:
    """A verdict of any truth; `needs` count only for an unknown."""
    return Verdict(truth, reason, basis, shown(facts), tuple(needs) if truth is UNKNOWN else ())


def shown(facts: Sequence[Fact]) -> tuple[Evidence, ...]:
    """The facts as evidence, each path once."""
    if not facts:
        return ()
    if len(facts) == 1:
        return (facts[0].shown or _shown(facts[0]),)
    return tuple({fact.path: fact.shown or _shown(fact) for fact in facts}.values())


def _shown(fact: Fact) -> Evidence:
    made = Evidence(fact.path, in_words(fact), fact.date.isoformat() if fact.date else None)
    object.__setattr__(fact, "shown", made)
    return made


def in_words(fact: Fact) -> str:
    """A fact as a reader would write it down, without its date."""
    match fact:
        case Observation():
            return value_of(fact)
        case Illness():
            return fact.term.said if fact.status == "unknown" else f"{fact.term.said} ({fact.status})"
        case Course():
            return " ".join(filter(None, (drug_names(fact), course_time(fact))))
        case Mutation():
            return " ".join(filter(None, (fact.gene, fact.variant, fact.status.replace("_", " "))))
        case KaryotypeReport():
            return fact.iscn
        case Given():
            return f"{units(fact.units)} of {fact.product}"
        case ProcedureDone():
            return fact.term.said
    return fact.path


def value_of(observation: Observation) -> str:
    """`hemoglobin 7.6 g/dL`, `ECOG 1`, `IPSS-R High (5.5)`."""
    said = observation.written.replace(" %", "%")
    if observation.category is not None and observation.value is not None:
        said = f"{observation.category} ({number(observation.value)})"
    return f"{SHORT.get(observation.term.key or '', observation.term.said)} {said}"


def on(day: date | None) -> str:
    """`on 2026-10-28`, or that the day is not recorded."""
    return f"on {day.isoformat()}" if day else "(no date recorded)"


def drug_names(course: Course) -> str:
    """The drugs of a course by their vocabulary names."""
    return " + ".join([agent.said for agent in course.agents])


def course_time(course: Course) -> str:
    """`2025-07-01 to 2026-09-20`, `since 2026-10-20`."""
    begin = course.start.isoformat() if course.start else "?"
    if course.end is not None:
        return f"{begin} to {course.end.isoformat()}"
    return f"since {begin}" if course.ongoing and course.start else (f"from {begin}" if course.start else "")


def units(count: float) -> str:
    """`1 unit`, `4 units`."""
    return f"{number(count)} unit{'' if count == 1 else 's'}"


def days(count: int) -> str:
    """`1 day`, `47 days`."""
    return f"{number(count)} day{'' if count == 1 else 's'}"


def against(interval: Interval, holds: bool) -> str:
    """`is within 0-2`, `is not at least 70`."""
    bounds = (interval.low, interval.high)
    if None not in bounds and interval.low_closed and interval.high_closed:
        return f"is {'' if holds else 'not '}within {number(bounds[0] or 0)}-{number(bounds[1] or 0)}"
    return f"is {'' if holds else 'not '}{limits(interval)}"


def amount(value: float, unit: str) -> str:
    """`7.6 g/dL`, `20%`."""
    return f"{number(value)}%" if unit == "%" else f"{number(value)} {unit}".strip()


@once_per_node
def asked(leaf: Leaf) -> str:
    """What the line asks for, as a noun."""
    return phrase(leaf)


@lru_cache(maxsize=10_000)
def name(kind: str, key: str) -> str:
    """The vocabulary's name of a key; the key itself where the vocabulary has none."""
    try:
        return vocabulary().concept(kind, key).name
    except UnknownConcept:
        return key.replace("_", " ")


def capital(sentence: str) -> str:
    """The sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]
