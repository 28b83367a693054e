"""What the sources name for the derived state, in their sequence: options, cautions, questions to ask.

Information for the clinician, never an order. The rules are data (`data/options.toml`) with their place in
the seeds; conflicts between sources are shown, not settled. An option is listed when all its conditions hold,
and apart, as undecided, when none fails and at least one holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from matcher.state.answers import answers
from matcher.state.conditions import CONDITIONS, Answer, Derived, needs
from matcher.state.model import Option
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth
from matcher.verdict import Evidence

_PLACES = {name: 1 << place for place, name in enumerate(CONDITIONS)}
"""Conditions as bits, so that a set of them is one number and a rule a few comparisons of numbers."""


_Remarks = tuple[tuple[int, str], ...]
"""What to say where a condition surely holds."""


class _Rule(NamedTuple):
    """A rule of the table; `all`, `any` and `none` are sets of conditions, `names` their names."""

    id: str
    name: str
    why: str
    source: str
    all: int
    any: int
    none: int
    names: tuple[str, ...]
    for_if: _Remarks
    against_if: _Remarks
    conflicts: tuple[str, ...]
    caution: bool


def _read(rule: Mapping[str, Any]) -> _Rule:
    said = (rule[word] for word in ("id", "name", "why", "src"))
    conditions = [tuple(rule.get(word, ())) for word in ("all", "any", "none")]
    names = tuple(name for word in conditions for name in word)
    remarks = (_remarks(rule.get(word, {})) for word in ("for_if", "against_if"))
    conflicts, caution = tuple(rule.get("conflicts", ())), rule.get("kind") == "caution"
    return _Rule(*said, *map(_set, conditions), names, *remarks, conflicts, caution)  # type: ignore[call-arg]


def _remarks(by_name: Mapping[str, str]) -> _Remarks:
    return tuple((_PLACES[name], remark) for name, remark in by_name.items())


def _set(names: Iterable[str]) -> int:
    return sum(_PLACES[name] for name in names)


_RULES = tuple(_read(rule) for rule in table("options")["option"])
_QUESTIONS: Sequence[tuple[int, Sequence[str]]] = [
    (_PLACES[name], asked) for name, asked in table("options")["questions"].items()
]


class Advice(NamedTuple):
    """What is listed for a patient."""

    options: tuple[Option, ...]
    undecided: tuple[Option, ...]
    cautions: tuple[Option, ...]
    questions: tuple[str, ...]


def advise(derived: Derived) -> Advice:
    """The options, cautions and questions for a derived state; nothing where nothing is known."""
    said = _Answers(derived)
    sure, undecided, cautions = list[Option](), list[Option](), list[Option]()
    for rule in _RULES:
        truth = _truth(rule, said)
        if truth is TRUE:
            (cautions if rule.caution else sure).append(_option(rule, said, truth))
        elif truth is UNKNOWN and not rule.caution:
            undecided.append(_option(rule, said, truth))
    return Advice(tuple(sure), tuple(undecided), tuple(cautions), tuple(_questions(said)))


class _Answers:
    """What the conditions say: those that hold and those that fail as sets, and the facts of each."""

    def __init__(self, derived: Derived) -> None:
        self.by_name: dict[str, Answer] = {name: ask(derived) for name, ask in CONDITIONS.items()}
        self.true, self.false = answers([answer.truth for answer in self.by_name.values()])
        self._evidence: dict[str, tuple[Evidence, ...]] = {}

    def evidence(self, name: str) -> tuple[Evidence, ...]:
        """The facts that decide one condition, cited once."""
        if name not in self._evidence:
            self._evidence[name] = self.by_name[name].evidence
        return self._evidence[name]


def _truth(rule: _Rule, said: _Answers) -> Truth:
    """All of `all`, one of `any` and none of `none`; false too where nothing that is asked for is surely
    there."""
    true, false = said.true, said.false
    if false & rule.all or true & rule.none or (rule.any and rule.any & ~false == 0):
        return FALSE
    if not rule.all & ~true and not rule.none & ~false and (not rule.any or true & rule.any):
        return TRUE
    return UNKNOWN if true & (rule.all | rule.any) else FALSE


def _option(rule: _Rule, said: _Answers, truth: Truth) -> Option:
    known = said.true | said.false
    unknown = [name for name in rule.names if not known & _PLACES[name]]
    return Option(
        id=rule.id,
        name=rule.name,
        applies="yes" if truth is TRUE else "undecided",
        why="; ".join([rule.why, *_if(rule.for_if, said)]) if rule.for_if else rule.why,
        against=(*_if(rule.against_if, said), *rule.conflicts) if rule.against_if else rule.conflicts,
        needs=() if truth is TRUE else tuple(dict.fromkeys(map(needs, unknown))),
        source=rule.source,
        evidence=_cited(rule, said, unknown),
    )


def _cited(rule: _Rule, said: _Answers, unknown: Sequence[str]) -> tuple[Evidence, ...]:
    """The facts that decide the conditions of a rule, each once."""
    if len(rule.names) == 1:
        return said.evidence(rule.names[0])
    decided = [name for name in rule.names if name not in unknown]
    return tuple({one.path: one for name in decided for one in said.evidence(name)}.values())


def _if(remarks: _Remarks, said: _Answers) -> list[str]:
    return [remark for condition, remark in remarks if condition & said.true]


def _questions(said: _Answers) -> list[str]:
    return [question for condition, asked in _QUESTIONS if condition & said.true for question in asked]
