"""Home to the small forms in which a missing fact is answered, and to reading what was filled in.

Knows fields and their names in a form; what an answer means is known by those who write it in a file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from matcher.export.messages import Messages
from matcher.export.plaintext import one_line
from matcher.steps.answering import Answer, Answerable, Field, answerable
from matcher.steps.asking import how_found_out
from matcher.steps.tables import table

Said = Mapping[str, str]
"""What a form sent, by name."""

MOST_NEEDS = 40
LONGEST_NEED = 600
BESIDE = ("date", "unit", "start", "end")
"""Fields that say nothing by themselves where an answer has others."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a form. `choices` are values with their names; the latest day is that of judging."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    value: str
    needed: bool
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class NeedForm:
    """A missing fact: how it is found out, and the inputs; none where a patient file cannot hold it."""

    need: str
    name: str
    means: str
    inputs: tuple[Input, ...]


def need_form(say: Messages, place: int, need: str, as_of: date, said: Said) -> NeedForm:
    """The form of a line's need at `place`; `said` is what was filled in before, if it was refused."""
    asked, name = answerable(need), f"n{place}"
    means: str = table("asking")["class"][how_found_out(need)]["name"]
    inputs = tuple(_inputs(say, name, asked, as_of, said)) if asked else ()
    return NeedForm(one_line(need), name, means, inputs)


def _inputs(say: Messages, name: str, asked: Answerable, as_of: date, said: Said) -> Iterator[Input]:
    for field in asked.fields:
        key = f"{name}.{field.name}"
        yield Input(
            name=key,
            label=say(f"answer.{field.name}"),
            kind=field.kind,
            choices=tuple((one, _choice(say, asked, field, one)) for one in field.choices),
            value=said.get(key, _preset(asked, field, as_of)),
            needed=field.needed,
            low=_limit(field.low),
            high=as_of.isoformat() if field.kind == "date" else _limit(field.high),
        )


def _preset(asked: Answerable, field: Field, as_of: date) -> str:
    """The day of judging where a day is asked beside something else; the usual unit."""
    if field.name == "date" and field.needed and len(asked.fields) > 1:
        return as_of.isoformat()
    return field.choices[0] if field.name == "unit" and field.choices else ""


def _choice(say: Messages, asked: Answerable, field: Field, word: str) -> str:
    """A unit and a response are said as they are; a word by its meaning in this kind of answer."""
    if field.name in ("unit", "category", "best_response"):
        return word
    return say.word(f"answer.word.{asked.kind}", word)


def _limit(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


# --- what was filled in ------------------------------------------------------------------------------------


def answers_of(said: Said, as_of: date) -> tuple[Answer, ...]:
    """The needs that were answered, in their order; inputs left empty say nothing."""
    return tuple(_answers(said, as_of))


def _answers(said: Said, as_of: date) -> Iterator[Answer]:
    for place in range(MOST_NEEDS):
        need = said.get(f"n{place}.need", "")[:LONGEST_NEED]
        asked = answerable(need) if need else None
        if asked is None:
            continue
        given = {field.name: said.get(f"n{place}.{field.name}", "").strip() for field in asked.fields}
        telling = [name for name in given if name not in BESIDE] or list(given)
        if any(given[name] for name in telling):
            yield Answer(need, given, as_of)


def answer_words(say: Messages, answer: Answer) -> str:
    """What was answered, in words: `8.1 g/dL, 2026-11-01`."""
    asked = answerable(answer.need)
    if asked is None:
        return ""
    parts = (_said(say, asked, field, answer.given.get(field.name, "")) for field in asked.fields)
    return one_line(", ".join(filter(None, parts)))


def _said(say: Messages, asked: Answerable, field: Field, word: str) -> str:
    if not word:
        return ""
    if field.kind == "choice":
        return _choice(say, asked, field, word)
    plain = field.kind == "date" or field.name in ("value", "iscn", "variant", "country")
    return word if plain else say("answer.said", label=say(f"answer.{field.name}"), value=word)
