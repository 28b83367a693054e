"""What can be answered on the spot: of a missing fact the few things to say, and how to write them in a file.

Which need is asked for in which way is data (`data/answers.toml`). Home to the questions; it judges no
criterion, and what an answer means is the reader's of the file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal

from criteria.errors import UnitError
from criteria.units import convert
from criteria.vocabulary.load import vocabulary
from criteria.vocabulary.model import Concept
from matcher.steps.tables import table
from matcher.terms import DRUG_KINDS, ILLNESS_KINDS, MEASURED_KINDS

FieldKind = Literal["number", "whole", "choice", "date", "text"]
NOTHING = "none"
"""The kind of a need that no patient file can hold."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to say. `low` and `high` limit a number; `needed`: without it the answer says nothing."""

    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    needed: bool = True
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Answerable:
    """A missing fact that a patient file can hold: what the answer is about, and what to say."""

    need: str
    kind: str
    about: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said about a need on a day: a word or number for each field."""

    need: str
    given: Mapping[str, str]
    as_of: date


@lru_cache(maxsize=20_000)
def answerable(need: str) -> Answerable | None:
    """How the need can be answered; None where no patient file can hold the answer."""
    for rule in table("answers")["rule"]:
        if (found := _pattern(rule["pattern"]).fullmatch(need)) is not None:
            named = {key: value for key, value in found.groupdict().items() if value}
            about = rule.get("about") or named.get("about") or named.get("product") or ""
            return _checked(need, rule["kind"], about, rule.get("unknown", NOTHING))
    return _of_vocabulary(need)


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.DOTALL)


def _of_vocabulary(need: str) -> Answerable | None:
    if vocabulary().find(need, *MEASURED_KINDS) is not None:
        return _checked(need, "measurement", need)
    if vocabulary().find(need, *ILLNESS_KINDS) is not None:
        return _made(need, "illness", need)
    return None


MEASURED = ("measurement", "risk")
"""What is said as a number; a risk by its category too, in the words of its score."""

KINDS_ABOUT: Mapping[str, tuple[str, ...]] = {
    "measurement": MEASURED_KINDS,
    "limit_of_normal": ("lab",),
    "mutation": ("gene",),
    "prior_therapy": DRUG_KINDS,
    "medication": DRUG_KINDS,
    "procedure": ("procedure",),
}
"""What the answer is about must be of these kinds of the vocabulary, or the file could not be read back."""


def _checked(need: str, kind: str, about: str, unknown: str = NOTHING) -> Answerable | None:
    kinds = KINDS_ABOUT.get(kind)
    concept = vocabulary().find(about, *kinds) if kinds else None
    asked = kind if kinds is None or concept else unknown
    if concept is not None and asked == "measurement" and concept.attributes.get("categories"):
        asked = "risk"
    return None if asked == NOTHING else _made(need, asked, about)


def _made(need: str, kind: str, about: str) -> Answerable:
    fields = tuple(_field(one, kind, about) for one in table("answers")["kind"][kind]["fields"])
    told = tuple(one for one in fields if one.kind != "choice" or one.choices)
    return Answerable(need, kind, about, told)


def _field(given: Mapping[str, Any], kind: str, about: str) -> Field:
    choices = tuple(given.get("choices", ()))
    low: float | None = 0.0 if given["kind"] in ("number", "whole") else None
    high: float | None = None
    if kind in MEASURED and (concept := vocabulary().find(about, *MEASURED_KINDS)) is not None:
        if given["name"] == "unit":
            choices = units_of(concept)
        elif given["name"] == "category":
            choices = tuple(concept.attributes["categories"].split("|"))
        elif given["name"] == "value":
            low, high = _limits(concept)
    return Field(given["name"], given["kind"], choices, given.get("needed", True), low, high)


def units_of(concept: Concept) -> tuple[str, ...]:
    """The units in which a lab is usually given, the canonical one first; none for a score."""
    if concept.kind != "lab":
        return ()
    usual = (concept.attributes["unit"], *concept.attributes["bare_units"].split("|"))
    return tuple(unit for unit in dict.fromkeys(usual) if unit and _is_known(unit, concept.key))


def _is_known(unit: str, lab: str) -> bool:
    try:
        convert(1.0, unit, lab)
    except UnitError:
        return False
    return True


def _limits(concept: Concept) -> tuple[float | None, float | None]:
    """A score has a range by definition; what is measured is no negative number."""
    low, high = concept.attributes.get("low"), concept.attributes.get("high")
    if concept.kind == "lab":
        return 0.0, 100.0 if concept.attributes["unit"] == "%" else None
    return (float(low) if low else None), (float(high) if high else None)
