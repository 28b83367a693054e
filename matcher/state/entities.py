"""The entities of a classification as rules over what is known: which are left, and what would decide.

Home to reading the rules of `data/disease.toml` and to asking them. Knows no patient.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from matcher.state.answers import Answers
from matcher.state.disease_facts import PLACES
from matcher.state.model_disease import Candidate
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth

_TABLE = table("disease")
CLASSIFICATIONS = ("fab", "who_2016", "who_2022", "icc")
FAMILIES = ("mds", "cmml", "aml", "morphology")
"""The lists of entities that a classification may have."""

_BLASTS = "blasts:"
_NEEDS: Mapping[str, str] = _TABLE["needs"]
_GROUPS = tuple(
    dict.fromkeys(
        group
        for name in CLASSIFICATIONS
        for key in ("blasts", "cmml_blasts")
        for group in _TABLE[name].get(key, {"names": ()})["names"]
    )
)
"""The groups of blasts of all classifications."""

_QUESTIONS = {**PLACES, **{_BLASTS + group: len(PLACES) + n for n, group in enumerate(_GROUPS)}}
"""The place of each question of the rules among the answers; those turned round follow in the same order."""


class Asked(NamedTuple):
    """What a classification goes by: the answers to its questions, and what would decide between the groups
    of blasts that are left."""

    answers: Answers
    missing_blasts: tuple[str, ...]


class _Either(NamedTuple):
    """One of several questions has to be true: all of them as a set, and each with what would decide it (None
    where it is about blasts)."""

    any: int
    each: tuple[tuple[int, str | None], ...]


class _Entity(NamedTuple):
    """An entity and what must hold for it. A `rare` one is not reckoned with unless something shows it."""

    name: str
    all: tuple[_Either, ...]
    rare: bool


def asked(conditions: Answers, groups: frozenset[str], missing_blasts: tuple[str, ...]) -> Asked:
    """The answers to the conditions of a disease, and the groups of blasts that are left."""
    blasts = _blasts(groups)
    true = conditions.true | blasts.true << len(PLACES)
    false = conditions.false | blasts.false << len(PLACES)
    turned = len(_QUESTIONS)
    return Asked(Answers(true | false << turned, false | true << turned), missing_blasts)


@lru_cache(maxsize=1_000)
def _blasts(groups: frozenset[str]) -> Answers:
    left = sum(1 << place for place, group in enumerate(_GROUPS) if group in groups)
    return Answers(left if len(groups) == 1 else 0, (1 << len(_GROUPS)) - 1 - left)


@lru_cache(maxsize=20_000)
def candidates(name: str, listed: str, known: Asked) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """The entities left of a list of a classification, in the order asked, and what would make it a rare
    one."""
    found: list[Candidate] = []
    unless: list[str] = []
    for entity in _RULES[name, listed]:
        truth, needs = _holds(entity, known)
        if truth is UNKNOWN and entity.rare:
            rest = [need for need in needs if "blasts" not in need] or needs
            unless.append(f"{entity.name}: {', '.join(rest)} not recorded")
        elif truth is not FALSE:
            found.append(Candidate(name=entity.name, needs=tuple(needs)))
        if truth is TRUE:
            break
    return tuple(found), tuple(unless)


def _holds(entity: _Entity, known: Asked) -> tuple[Truth, Sequence[str]]:
    """Whether all that an entity asks for holds, and what would decide what may."""
    true, false = known.answers
    open_ones = [either for either in entity.all if not true & either.any]
    if any(not either.any & ~false for either in open_ones):
        return FALSE, ()
    if not open_ones:
        return TRUE, ()
    return UNKNOWN, list(dict.fromkeys(_needs(open_ones, known)))


def _needs(open_ones: Iterable[_Either], known: Asked) -> Iterator[str]:
    for either in open_ones:
        for question, need in either.each:
            if question & known.answers.false:
                continue
            if need is None:
                yield from known.missing_blasts
            else:
                yield need


# --- the rules of the table --------------------------------------------------------------------------------


def _entity(rule: Mapping[str, Any]) -> _Entity:
    return _Entity(rule["name"], tuple(map(_either, rule["all"])), rule.get("rare", False))


def _either(written: str) -> _Either:
    each = tuple((_question(one), _need(one)) for one in written.split("|"))
    return _Either(sum({question for question, _ in each}), each)


def _question(written: str) -> int:
    name = written.removeprefix("!")
    return 1 << _QUESTIONS[name] + (len(_QUESTIONS) if name != written else 0)


def _need(written: str) -> str | None:
    return None if _BLASTS in written else _NEEDS[written.removeprefix("!")]


_RULES = {
    (name, listed): tuple(map(_entity, _TABLE[name][listed]))
    for name in CLASSIFICATIONS
    for listed in FAMILIES
    if listed in _TABLE[name]
}
