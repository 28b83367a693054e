"""How facts of a chart are cited: path, value and day, as the verdicts do."""

from functools import lru_cache

from matcher.facts import Course, Fact, Illness, KaryotypeReport, Mutation, Observation, TransfusionRecord
from matcher.verdict import Evidence


@lru_cache(maxsize=1_000)
def cite(fact: Fact) -> Evidence:
    """The place of a fact in the file, with what it says."""
    return Evidence(path=fact.path, value=_said(fact), date=fact.date.isoformat() if fact.date else None)


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
