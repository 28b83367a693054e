"""Home to what a criterion is about, for people who read no criteria: `your kidneys`, not a limit in mL/min.

Topics stand in `topics.toml`, by kind of criterion and by key of the vocabulary; their words in the message
files. It must not know what a patient has: it sees criteria and verdicts, never evidence or reasons.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from criteria import nodes
from criteria.errors import UnknownConcept
from criteria.nodes import Criterion, Leaf
from criteria.pipeline.remarks import leaves
from criteria.quantity import Interval
from criteria.vocabulary.load import vocabulary
from matcher.export.messages import Messages
from matcher.match import CriterionMatch, TrialMatch

MOST_NAMES = 4
"""So many genes, drugs or illnesses are named beside a topic; the trial's entry has all of them."""

COMBINED_FREELY = {"all_of", "not"}
"""Combinations that, where they hold, settle every part; one of several alternatives settles only itself."""


@dataclass(frozen=True, slots=True)
class Point:
    """One topic, with the genes, drugs, illnesses or ages that are named with it."""

    topic: str
    names: tuple[str, ...] = ()


def settled_points(say: Messages, match: TrialMatch) -> tuple[Point, ...]:
    """What the patient meets for certain and no line leaves open, in the order of the topics."""
    met = [line for line in match.criteria if _fits(line)]
    open_topics = {point.topic for point in open_points(say, match)}
    return tuple(point for point in _points(say, met) if point.topic not in open_topics)


def open_points(say: Messages, match: TrialMatch) -> tuple[Point, ...]:
    """What the lines that are not decided are about, in the order of the topics."""
    return _points(say, [line for line in match.criteria if line.verdict == "unknown"])


def unread(match: TrialMatch) -> int:
    """How many undecided lines have no topic: those that the program could not read."""
    undecided = (line for line in match.criteria if line.verdict == "unknown")
    return sum(not any(map(topic_of, leaves(line.criterion))) for line in undecided)


def asked() -> dict[str, list[str]]:
    """The topics in their order, by who can answer them."""
    order: dict[str, list[str]] = _data()["asked"]
    return order


def topic_of(leaf: Leaf) -> str | None:
    """The topic of one leaf, by its key in the vocabulary or by its kind; None: it has no topic."""
    if isinstance(leaf, nodes.Administrative):
        return _word("administrative", leaf.topic)
    kind, table, key = _place(leaf)
    return (_nearest(kind, table, key) if key else None) or _word("kind", leaf.kind)


def _place(leaf: Leaf) -> tuple[str, str, str | None]:
    """The kind of concept, the table of topics, and the key that decides; a key of None: only the kind."""
    if isinstance(leaf, nodes.Measurement):
        return "lab", "lab", leaf.lab
    if isinstance(leaf, nodes.Condition):
        return "condition", "condition", leaf.concept
    if isinstance(leaf, nodes.PriorTherapy | nodes.Medication):
        return "drug", "therapy", leaf.agents[0]
    if isinstance(leaf, nodes.Procedure):
        return "procedure", "procedure", leaf.procedure
    return "", "", None


def _fits(line: CriterionMatch) -> bool:
    """A line that is met by facts of the file. "If pregnant, ..." is met by many men."""
    if line.verdict != "pass" or line.section == "exclusion" or line.basis not in ("recorded", "derived"):
        return False
    return "if_then" not in _kinds(line.criterion) and _settles_all(line.criterion)


def _settles_all(criterion: Criterion) -> bool:
    topics = {topic_of(leaf) for leaf in leaves(criterion)} - {None}
    return len(topics) == 1 or _kinds(criterion) <= COMBINED_FREELY


def _kinds(criterion: Criterion) -> set[str]:
    """The kinds of all combinations in a tree."""
    if isinstance(criterion, nodes.Not):
        return {"not"} | _kinds(criterion.child)
    if isinstance(criterion, nodes.AllOf | nodes.AnyOf | nodes.AtLeast):
        return {criterion.kind}.union(*map(_kinds, criterion.children))
    if isinstance(criterion, nodes.IfThen):
        return {"if_then"} | _kinds(criterion.condition) | _kinds(criterion.then)
    return set()


def _points(say: Messages, lines: Iterable[CriterionMatch]) -> tuple[Point, ...]:
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        # "No AML" asks about AML too, but "your illness (AML)" would be read as what the trial is for.
        plain = line.section != "exclusion" and "not" not in _kinds(line.criterion)
        for leaf in leaves(line.criterion):
            topic = topic_of(leaf)
            if topic:
                names = found.setdefault(topic, {})
                names.update(dict.fromkeys(_names(say, leaf, plain)))
    order = [topic for topics in asked().values() for topic in topics]
    return tuple(Point(topic, tuple(found[topic])[:MOST_NAMES]) for topic in order if topic in found)


def _names(say: Messages, leaf: Leaf, plain: bool) -> Iterator[str]:
    if isinstance(leaf, nodes.Alteration):
        yield _name("gene", leaf.gene)
    elif isinstance(leaf, nodes.PriorTherapy):
        drugs = (agent for agent in leaf.agents if _is_drug(agent))
        yield from (_name("drug", drug) for drug in drugs)
    elif isinstance(leaf, nodes.Diagnosis) and plain:
        yield from filter(None, (_disease(say, disease) for disease in leaf.diseases))
    elif isinstance(leaf, nodes.Age) and plain:
        yield from filter(None, [ages(say, leaf.interval)])


def ages(say: Messages, interval: Interval) -> str:
    """The ages of an interval in words, whole years; empty where it is none that an adult asks about."""
    low, high = interval.low, interval.high
    if any(limit is not None and (limit < 1 or limit != int(limit)) for limit in (low, high)):
        return ""
    if low is not None and high is None:
        return say("ages.from" if interval.low_closed else "ages.over", first=int(low))
    if high is None or not interval.low_closed:
        return ""
    # "Less than 75" ends with the last day at 74: ages are said in completed years.
    last = int(high) - (not interval.high_closed)
    return say("ages.to", last=last) if low is None else say("ages.between", first=int(low), last=last)


def _disease(say: Messages, key: str) -> str | None:
    """The plain name of a disease, or of the nearest one above it that has one."""
    words = say.table("disease")
    return next((words[name] for name in _upwards("disease", key) if name in words), None)


def _name(kind: str, key: str) -> str:
    try:
        return vocabulary().concept(kind, key).name
    except UnknownConcept:
        return key


def _is_drug(key: str) -> bool:
    try:
        return vocabulary().concept("drug", key).kind == "drug"
    except UnknownConcept:
        return False


def _nearest(kind: str, table: str, key: str) -> str | None:
    return next(filter(None, (_word(table, name) for name in _upwards(kind, key))), None)


def _upwards(kind: str, key: str) -> Iterator[str]:
    """The key and all that lies above it in the vocabulary, the nearest first."""
    waiting, seen = [key], {key}
    while waiting:
        name = waiting.pop(0)
        yield name
        try:
            parents = vocabulary().concept(kind, name).parents
        except UnknownConcept:
            continue
        waiting.extend(parent for parent in parents if parent not in seen)
        seen.update(parents)


def _word(table: str, key: str) -> str | None:
    found: str | None = _data()[table].get(key)
    return found


@cache
def _data() -> dict[str, Any]:
    file = resources.files("matcher.export") / "topics.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
