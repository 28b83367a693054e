"""Exposure to luspatercept, imetelstat and lenalidomide, and what became of it: a section each.

Thresholds and sources: `data/agents.toml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matcher.chart import Chart
from matcher.state.drugs import taken
from matcher.state.evidence import cite, declared
from matcher.state.exposure import Exposure, exposures
from matcher.state.memory import once_per_chart
from matcher.state.model import Agent, AgentLine, AgentType
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth

_RULES = table("agents")
_RESPONSES = table("failure")["responses"]
_PER_KILOGRAM = re.compile(r"(\d+(?:[.,]\d+)?)\s*mg\s*/\s*kg")
_DECIDING: tuple[tuple[str, ...], ...] = (
    ("responding",), ("refractory", "relapsed"), ("intolerant",), ("ongoing",), ("premature", "underdosed"),
)  # fmt: skip
"""As for ESA: the latest course of the first kind there is decides."""


def agent(chart: Chart, name: str) -> Agent:
    """What became of the agent `name` of the table."""
    return _agents(chart)[name]


@once_per_chart
def _agents(chart: Chart) -> Mapping[str, Agent]:
    return {name: _agent(chart, _RULES[name], found) for name, found in _exposures(chart).items()}


def _agent(chart: Chart, rule: Mapping[str, Any], found: Iterable[Exposure]) -> Agent:
    lines = tuple([_line(rule, one) for one in found])
    for kinds in _DECIDING:
        for line in reversed(lines):
            if line.type in kinds:
                return Agent(status=line.type, codes=line.codes, lines=lines, source=rule["source"],
                             confidence=rule["confidence"], evidence=line.evidence)  # fmt: skip
    never = not lines and taken(chart, rule["drug"]) is FALSE
    grounds = (declared("therapies"),) if never else tuple(one for line in lines for one in line.evidence)
    return Agent(status="naive" if never else "unknown", lines=lines, source=rule["source"],
                 confidence=rule["confidence"], evidence=grounds)  # fmt: skip


@once_per_chart
def _exposures(chart: Chart) -> Mapping[str, list[Exposure]]:
    """The exposures to each agent, by its name in the table."""
    return {
        name: exposures(chart, rule["drug"], _RESPONSES[rule["responses"]], rule["longest_pause_days"])
        for name, rule in _RULES.items()
    }


def agent_exposures(chart: Chart) -> tuple[Exposure, ...]:
    """The exposures to all agents of the table."""
    return tuple([one for found in _exposures(chart).values() for one in found])


def _line(rule: Mapping[str, Any], exposure: Exposure) -> AgentLine:
    kind, codes = _kind(rule, exposure)
    return AgentLine(
        drugs=exposure.drugs,
        type=kind,
        codes=codes,
        weeks=exposure.weeks,
        notes=tuple(_notes(rule, exposure, kind)),
        evidence=tuple(cite(course) for course in exposure.courses),
    )


def _kind(rule: Mapping[str, Any], exposure: Exposure) -> tuple[AgentType, tuple[str, ...]]:
    if exposure.intolerant:
        return "intolerant", ()
    if exposure.responded is TRUE:
        if exposure.lost:
            return "relapsed", ()
        return ("responding" if exposure.last.ongoing else "unknown"), ()
    if exposure.runs_on:
        return "ongoing", ()
    return _without_response(rule, exposure) if exposure.responded is FALSE else ("unknown", ())


def _without_response(rule: Mapping[str, Any], exposure: Exposure) -> tuple[AgentType, tuple[str, ...]]:
    low = ("UNDERDOSED",) if _below_full_dose(rule, exposure) is TRUE else ()
    if exposure.weeks is None:
        return "unknown", low
    if exposure.weeks < rule["fewest_weeks"]:
        return "premature", ("TOO_SHORT", *low)
    return ("underdosed", low) if low else ("refractory", ())


def _below_full_dose(rule: Mapping[str, Any], exposure: Exposure) -> Truth:
    """By the highest dose written; unknown where none is written by weight."""
    if "full_dose_mg_kg" not in rule:
        return FALSE
    written = [one for course in exposure.courses for one in _PER_KILOGRAM.findall(course.dose or "")]
    if not written:
        return UNKNOWN
    highest = max(float(one.replace(",", ".")) for one in written)
    return TRUE if highest < rule["full_dose_mg_kg"] else FALSE


def _notes(rule: Mapping[str, Any], exposure: Exposure, kind: str) -> Iterator[str]:
    if kind == "premature":
        yield f"a missing response counts after {rule['fewest_weeks']} weeks ({rule['confidence']})"
    if kind == "underdosed":
        yield f"the highest dose, {rule['full_dose_mg_kg']} mg/kg, was not reached ({rule['confidence']})"
    if kind == "refractory" and _below_full_dose(rule, exposure) is UNKNOWN:
        yield "the dose is not recorded by weight: taken as sufficient"
    if kind == "unknown" and exposure.responded is TRUE:
        yield "ended while responding"
