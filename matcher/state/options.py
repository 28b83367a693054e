"""What the sources name for the derived state, in their sequence: options, cautions, questions to ask.

Information for the clinician, never an order. The rules are data (`data/options.toml`) with their place in
the seeds; conflicts between sources are shown, not settled. An option is listed when all its conditions hold,
and apart, as undecided, when none fails and at least one holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from matcher.state.conditions import Answer, Derived, ask, needs
from matcher.state.model import Option
from matcher.state.tables import table
from matcher.truth import AND, NOT, OR, Truth
from matcher.verdict import Evidence

_RULES: Sequence[Mapping[str, Any]] = table("options")["option"]
_QUESTIONS: Mapping[str, Sequence[str]] = table("options")["questions"]


class Advice(NamedTuple):
    """What is listed for a patient."""

    options: tuple[Option, ...]
    undecided: tuple[Option, ...]
    cautions: tuple[Option, ...]
    questions: tuple[str, ...]


class _Asked(NamedTuple):
    truth: Truth
    evidence: tuple[Evidence, ...]
    unknown: tuple[str, ...]
    shown: bool


def advise(derived: Derived) -> Advice:
    """The options, cautions and questions for a derived state; nothing where nothing is known."""
    answers = _Answers(derived)
    listed = [(rule, option) for rule in _RULES if (option := _option(rule, answers)) is not None]
    plain = [option for rule, option in listed if rule.get("kind") != "caution"]
    return Advice(
        tuple(option for option in plain if option.applies == "yes"),
        tuple(option for option in plain if option.applies == "undecided"),
        tuple(option for rule, option in listed if rule.get("kind") == "caution" and option.applies == "yes"),
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


def _option(rule: Mapping[str, Any], answers: _Answers) -> Option | None:
    asked = _asked(rule, answers)
    if asked.truth is Truth.FALSE or not asked.shown:
        return None
    applies: Literal["yes", "undecided"] = "yes" if asked.truth is Truth.TRUE else "undecided"
    why = [rule["why"], *_if(rule.get("for_if", {}), answers)]
    return Option(
        id=rule["id"],
        name=rule["name"],
        applies=applies,
        why="; ".join(why),
        against=(*_if(rule.get("against_if", {}), answers), *rule.get("conflicts", ())),
        needs=tuple(dict.fromkeys(needs(name) for name in asked.unknown)),
        source=rule["src"],
        evidence=asked.evidence,
    )


def _asked(rule: Mapping[str, Any], answers: _Answers) -> _Asked:
    """All of `all`, one of `any` and none of `none`; `shown` when something asked for is surely there."""
    wanted, one_of, ruled_out = (rule.get(word, ()) for word in ("all", "any", "none"))
    truth = Truth.TRUE
    for name in wanted:
        truth = AND[truth, answers[name].truth]
    for name in ruled_out:
        truth = AND[truth, NOT[answers[name].truth]]
    if one_of:
        any_of_them = Truth.FALSE
        for name in one_of:
            any_of_them = OR[any_of_them, answers[name].truth]
        truth = AND[truth, any_of_them]
    names = (*wanted, *one_of, *ruled_out)
    held = [name for name in (*wanted, *one_of) if answers[name].truth is Truth.TRUE]
    decided = [name for name in names if answers[name].truth is not Truth.UNKNOWN]
    evidence = dict.fromkeys(cited for name in decided for cited in answers[name].evidence)
    unknown = [name for name in names if answers[name].truth is Truth.UNKNOWN]
    return _Asked(truth, tuple(evidence), () if truth is Truth.TRUE else tuple(unknown), bool(held))


def _if(remarks: Mapping[str, str], answers: _Answers) -> Iterator[str]:
    return (said for name, said in remarks.items() if answers[name].truth is Truth.TRUE)


def _questions(answers: _Answers) -> Iterator[str]:
    for name, asked in _QUESTIONS.items():
        if answers[name].truth is Truth.TRUE:
            yield from asked
