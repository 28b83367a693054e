"""What the sources name for the derived state, in their sequence: options, cautions, questions to ask.

Information for the clinician, never an order. The rules are data (`data/options.toml`) with their place in
the seeds; conflicts between sources are shown, not settled. An option is listed when all its conditions hold,
and apart, as undecided, when none fails and at least one holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from matcher.state.conditions import Answer, Derived, ask, needs
from matcher.state.model import Option
from matcher.state.tables import table
from matcher.truth import AND, Truth, any_of
from matcher.verdict import Evidence


class _Rule(NamedTuple):
    """A rule of the table; `names` are all its conditions, those first of which one must surely hold."""

    id: str
    name: str
    why: str
    source: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    none: tuple[str, ...]
    for_if: Mapping[str, str]
    against_if: Mapping[str, str]
    conflicts: tuple[str, ...]
    caution: bool
    names: tuple[str, ...]


def _read(rule: Mapping[str, Any]) -> _Rule:
    conditions = [tuple(rule.get(word, ())) for word in ("all", "any", "none")]
    remarks = (rule.get(word, {}) for word in ("for_if", "against_if"))
    said = (rule[word] for word in ("id", "name", "why", "src"))
    conflicts, caution = tuple(rule.get("conflicts", ())), rule.get("kind") == "caution"
    names = tuple(name for word in conditions for name in word)
    return _Rule(*said, *conditions, *remarks, conflicts, caution, names)  # type: ignore[call-arg]


_RULES = tuple(_read(rule) for rule in table("options")["option"])
_QUESTIONS: Mapping[str, Sequence[str]] = table("options")["questions"]


class Advice(NamedTuple):
    """What is listed for a patient."""

    options: tuple[Option, ...]
    undecided: tuple[Option, ...]
    cautions: tuple[Option, ...]
    questions: tuple[str, ...]


def advise(derived: Derived) -> Advice:
    """The options, cautions and questions for a derived state; nothing where nothing is known."""
    answers = _Answers(derived)
    listed = [(rule, option) for rule in _RULES if (option := _option(rule, answers)) is not None]
    plain = [option for rule, option in listed if not rule.caution]
    return Advice(
        tuple(option for option in plain if option.applies == "yes"),
        tuple(option for option in plain if option.applies == "undecided"),
        tuple(option for rule, option in listed if rule.caution and option.applies == "yes"),
        tuple(_questions(answers)),
    )


class _Answers(dict[str, Answer]):
    """Each condition is asked once."""

    def __init__(self, derived: Derived) -> None:
        super().__init__()
        self._derived = derived

    def __missing__(self, name: str) -> Answer:
        self[name] = ask(name, self._derived)
        return self[name]


def _option(rule: _Rule, answers: _Answers) -> Option | None:
    """None where a condition fails, or where nothing that is asked for is surely there."""
    truth = _truth(rule, answers)
    if truth is Truth.FALSE or (truth is Truth.UNKNOWN and not _some_holds(rule, answers)):
        return None
    unknown = [] if truth is Truth.TRUE else [name for name in rule.names if _open(name, answers)]
    return Option(
        id=rule.id,
        name=rule.name,
        applies="yes" if truth is Truth.TRUE else "undecided",
        why="; ".join([rule.why, *_if(rule.for_if, answers)]) if rule.for_if else rule.why,
        against=(*_if(rule.against_if, answers), *rule.conflicts) if rule.against_if else rule.conflicts,
        needs=tuple(dict.fromkeys(needs(name) for name in unknown)),
        source=rule.source,
        evidence=_cited(rule.names, answers),
    )


def _some_holds(rule: _Rule, answers: _Answers) -> bool:
    return any(answers[name].truth is Truth.TRUE for name in (*rule.all, *rule.any))


def _truth(rule: _Rule, answers: _Answers) -> Truth:
    """All of `all`, one of `any` and none of `none`; asked in this order until one fails."""
    open_ = False
    for name in rule.all:
        truth = answers[name].truth
        if truth is Truth.FALSE:
            return truth
        open_ = open_ or truth is Truth.UNKNOWN
    for name in rule.none:
        truth = answers[name].truth
        if truth is Truth.TRUE:
            return Truth.FALSE
        open_ = open_ or truth is Truth.UNKNOWN
    so_far = Truth.UNKNOWN if open_ else Truth.TRUE
    return AND[so_far, any_of(answers[name].truth for name in rule.any)] if rule.any else so_far


def _open(name: str, answers: _Answers) -> bool:
    return answers[name].truth is Truth.UNKNOWN


def _cited(names: Sequence[str], answers: _Answers) -> tuple[Evidence, ...]:
    """The facts that decide the conditions, each once."""
    if len(names) == 1:
        return answers[names[0]].evidence
    decided = (answers[name] for name in names if not _open(name, answers))
    return tuple({one.path: one for answer in decided for one in answer.evidence}.values())


def _if(remarks: Mapping[str, str], answers: _Answers) -> Iterator[str]:
    return (said for name, said in remarks.items() if answers[name].truth is Truth.TRUE)


def _questions(answers: _Answers) -> Iterator[str]:
    for name, asked in _QUESTIONS.items():
        if answers[name].truth is Truth.TRUE:
            yield from asked
