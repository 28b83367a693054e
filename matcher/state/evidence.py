"""How facts of a chart are cited: path, value and day, as the verdicts do."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from matcher.facts import Course, Fact, Illness, KaryotypeReport, Mutation, Observation, TransfusionRecord
from matcher.verdict import Evidence


def cite(fact: Fact) -> Evidence:
    """The place of a fact in the file, with what it says."""
    if fact.cited is not None:
        return fact.cited
    said = _SAID[type(fact)](fact) if type(fact) in _SAID else fact.path
    made = Evidence(fact.path, said, _written(fact.date) if fact.date else None)
    object.__setattr__(fact, "cited", made)
    return made


@lru_cache(maxsize=20_000)
def _written(day: date) -> str:
    return day.isoformat()


@lru_cache(maxsize=16)
def declared(listed: str) -> Evidence:
    """That a list was declared complete, which is what a negative rests on."""
    return Evidence(path="complete", value=f"the list of {listed} is complete")


def _observation(fact: Observation) -> str:
    return f"{fact.term.said} {fact.written}" if fact.written else fact.term.said


def _illness(fact: Illness) -> str:
    return fact.term.said


def _course(fact: Course) -> str:
    return ", ".join(agent.said for agent in fact.agents) or fact.written


def _karyotype(fact: KaryotypeReport) -> str:
    return fact.iscn


def _mutation(fact: Mutation) -> str:
    status = fact.status.replace("_", " ")
    return f"{fact.gene} {fact.variant} {status}" if fact.variant else f"{fact.gene} {status}"


def _transfusion(fact: TransfusionRecord) -> str:
    return f"{fact.units:g} {fact.product} units"


_SAID: Mapping[type[Fact], Callable[[Any], str]] = {
    Observation: _observation,
    Illness: _illness,
    Course: _course,
    KaryotypeReport: _karyotype,
    Mutation: _mutation,
    TransfusionRecord: _transfusion,
}
"""What each kind of fact says; of any other its path alone."""
