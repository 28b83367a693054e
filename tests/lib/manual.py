"""The sentences of the manual, and what of the parser they exercise.

A rule of the parser is a kind of criterion that it can make, a reader of its grammar, or a role that a word
may play for it. The manual (`tests/criteria/sentences.txt`) holds a sentence for each.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple
from unittest.mock import patch

from criteria.nodes import AllOf, AnyOf, AtLeast, Criterion, IfThen, Not
from criteria.pipeline import lexeme
from criteria.pipeline.build import pipeline
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme, _roles

MANUAL = Path(__file__).parents[1] / "criteria" / "sentences.txt"


class Case(NamedTuple):
    """A sentence, the section it stands in, and what it describes."""

    excluding: bool
    sentence: str
    described: str


def cases() -> list[Case]:
    """All sentences of the manual, in order."""
    lines = MANUAL.read_text(encoding="utf-8").splitlines()
    asked = [line for line in lines if line[:2] in {"+ ", "- "}]
    described = [line.removeprefix("= ") for line in lines if line.startswith("= ")]
    return [Case(a[0] == "-", a[2:], d) for a, d in zip(asked, described, strict=True)]


@dataclass
class Exercised:
    """Kinds of criteria made, readers that understood something, and roles of cues asked for and met."""

    kinds: set[str] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)


def exercised(sentences: list[Case]) -> Exercised:
    """What reading these sentences exercises; every reading is made anew."""
    met = Exercised()
    with _roles_met(met.roles), _readers_met(met.readers):
        for case in sentences:
            doc = pipeline().make_doc(case.sentence)
            doc._.excluding = case.excluding
            met.kinds |= set(_kinds(pipeline()(doc)._.criterion))
    return met


def _kinds(criterion: Criterion | None) -> Iterator[str]:
    match criterion:
        case AllOf() | AnyOf() | AtLeast():
            inner = criterion.children
        case Not():
            inner = (criterion.child,)
        case IfThen():
            inner = (criterion.condition, criterion.then)
        case _:
            inner = ()
    if criterion is not None:
        yield criterion.kind
    for child in inner:
        yield from _kinds(child)


# --- readers -----------------------------------------------------------------------------------------------


@contextmanager
def _readers_met(readers: set[str]) -> Iterator[None]:
    """Notes each public function of the readers that gives a criterion."""

    def watch(frame: FrameType, event: str, given: object) -> None:
        code = frame.f_code
        if event == "return" and given is not None and Path(code.co_filename).parent.name == "readers":
            readers.add(code.co_name)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)


# --- roles -------------------------------------------------------------------------------------------------


class _Noted(frozenset[str]):
    """The roles of a word, which note those of them that are asked for."""

    met: set[str]

    def isdisjoint(self, asked: Iterable[object], /) -> bool:
        asked = set(asked)
        self.met.update(role for role in self if role in asked)
        return super().isdisjoint(asked)

    def __contains__(self, role: object, /) -> bool:
        held = super().__contains__(role)
        if held:
            self.met.add(str(role))
        return held


@contextmanager
def _roles_met(roles: set[str]) -> Iterator[None]:
    """Notes each role that is asked of a word which plays it."""

    def noted(readings: Any) -> Any:
        cues, *rest = _roles(readings)
        held = _Noted(cues)
        held.met = roles
        return (held, *rest)

    with (
        patch.object(lexeme, "_roles", noted),
        patch.object(Lexeme, "keys", _noting_keys(Lexeme.keys, roles)),
        patch.object(Chunk, "cue", _noting(Chunk.cue, roles)),
        patch.object(Chunk, "take", _noting(Chunk.take, roles)),
    ):
        yield


def _noting(method: Callable[..., Any], roles: set[str]) -> Callable[..., Any]:
    def noted(self: Chunk, *asked: str) -> Any:
        roles.update({role for word in self.lexemes for role in set(word.cues)}.intersection(asked))
        return method(self, *asked)

    return noted


def _noting_keys(method: Callable[..., Any], roles: set[str]) -> Callable[..., Any]:
    def noted(self: Lexeme, *kinds: str) -> Any:
        found = method(self, *kinds)
        # Numbers in words are known by the beginning of their key.
        roles.update(key for key in found if "cue" in kinds and key.startswith("number_"))
        return found

    return noted
