"""How facts of a chart are cited: path, value and day, as the verdicts do."""

from functools import lru_cache

from matcher.facts import Course, Fact, Illness, KaryotypeReport, Mutation, Observation, TransfusionRecord
from matcher.verdict import Evidence

_MOST_KEPT = 500
_cited: dict[int, tuple[Fact, Evidence]] = {}
"""The last citations, by the identity of the fact: one fact is cited by many conclusions."""


def cite(fact: Fact) -> Evidence:
    """The place of a fact in the file, with what it says."""
    known = _cited.get(id(fact))
    if known is not None and known[0] is fact:
        return known[1]
    if len(_cited) >= _MOST_KEPT:
        _cited.clear()
    made = Evidence(path=fact.path, value=_said(fact), date=fact.date.isoformat() if fact.date else None)
    _cited[id(fact)] = fact, made
    return made


@lru_cache(maxsize=16)
def declared(listed: str) -> Evidence:
    """That a list was declared complete, which is what a negative rests on."""
    return Evidence(path="complete", value=f"the list of {listed} is complete")


def _said(fact: Fact) -> str:
    if isinstance(fact, Observation):
        return " ".join(part for part in (fact.term.said, fact.written) if part)
    if isinstance(fact, Illness):
        return fact.term.said
    if isinstance(fact, Course):
        return ", ".join(agent.said for agent in fact.agents) or fact.written
    if isinstance(fact, KaryotypeReport):
        return fact.iscn
    if isinstance(fact, Mutation):
        return " ".join(part for part in (fact.gene, fact.variant, fact.status.replace("_", " ")) if part)
    if isinstance(fact, TransfusionRecord):
        return f"{fact.units:g} {fact.product} units"
    return fact.path
