"""Which lines of a trial experts call needlessly restrictive, by the data file with its sources.

Home to the meeting of that list and a criterion. It judges no patient and no trial.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from criteria.eligibility import Item
from criteria.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Criterion,
    Diagnosis,
    IfThen,
    LifeExpectancy,
    Measurement,
    Not,
    Performance,
    PriorTherapy,
)
from criteria.quantity import Interval

Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Restriction:
    """What is said against a line, and by whom; `confidence` S means that the source was read."""

    id: str
    name: str
    why: str
    source: str
    confidence: str


class Asked(NamedTuple):
    """A leaf, and whether the patient must be what it describes."""

    leaf: Any
    wanted: bool


def restrictions(item: Item) -> tuple[Restriction, ...]:
    """What experts say against a line, each once."""
    leaves = tuple(_leaves(item.criterion, item.section != "exclusion"))
    return tuple(
        Restriction(rule["id"], rule["name"], rule["why"], rule["source"], rule["confidence"])
        for rule in _rules()
        if any(one.leaf.kind == rule["kind"] and TESTS[rule["kind"]](one, rule) for one in leaves)
    )


@cache
def _rules() -> tuple[Rule, ...]:
    text = (Path(__file__).parent / "data" / "restrictive.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["line"])


def _leaves(criterion: Criterion, wanted: bool) -> Iterator[Asked]:
    """The leaves that keep out by themselves: of alternatives that let in, none does."""
    match criterion:
        case Not():
            yield from _leaves(criterion.child, not wanted)
        case IfThen():
            yield from _leaves(criterion.then, wanted)
        case AllOf() | AnyOf():
            if isinstance(criterion, AllOf) is wanted:
                for part in criterion.children:
                    yield from _leaves(part, wanted)
        case AtLeast():
            return
        case _:
            yield Asked(criterion, wanted)


def limits(interval: Interval, wanted: bool) -> tuple[float | None, float | None]:
    """The lower and the upper limit that keep patients out: those of an exclusion are turned round."""
    return (interval.low, interval.high) if wanted else (interval.high, interval.low)


def _limit(asked: Asked, rule: Rule) -> float | None:
    lower, upper = limits(asked.leaf.interval, asked.wanted)
    return upper if rule.get("bound") == "upper" else lower


def _age(asked: Asked, rule: Rule) -> bool:
    return _limit(asked, rule) is not None


def _life_expectancy(asked: Asked, rule: Rule) -> bool:
    leaf: LifeExpectancy = asked.leaf
    return limits(leaf.interval, asked.wanted)[0] is not None


def _measurement(asked: Asked, rule: Rule) -> bool:
    leaf: Measurement = asked.leaf
    limit = _limit(asked, rule)
    return leaf.lab in rule["labs"] and limit is not None and limit > rule.get("beyond", float("-inf"))


def _performance(asked: Asked, rule: Rule) -> bool:
    leaf: Performance = asked.leaf
    if leaf.scale != "ecog":
        return False
    if not asked.wanted:
        return leaf.interval.holds(rule["stricter_than"])
    return leaf.interval.high is not None and not leaf.interval.holds(rule["stricter_than"])


def _condition(asked: Asked, rule: Rule) -> bool:
    leaf: Condition = asked.leaf
    return not asked.wanted and leaf.concept in rule["concepts"]


def _diagnosis(asked: Asked, rule: Rule) -> bool:
    leaf: Diagnosis = asked.leaf
    return leaf.therapy_related is (not asked.wanted)


def _prior_therapy(asked: Asked, rule: Rule) -> bool:
    leaf: PriorTherapy = asked.leaf
    if leaf.window is None:
        return False
    return leaf.window.min_days is not None if asked.wanted else leaf.window.max_days is not None


TESTS: Mapping[str, Callable[[Asked, Rule], bool]] = {
    "age": _age,
    "condition": _condition,
    "diagnosis": _diagnosis,
    "life_expectancy": _life_expectancy,
    "measurement": _measurement,
    "performance": _performance,
    "prior_therapy": _prior_therapy,
}
