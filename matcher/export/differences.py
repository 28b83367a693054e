"""Home to what changed between two texts, word by word. Line breaks and spaces that moved are no change.

Knows words only, and nothing of registries or pages.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from matcher.export.plaintext import visible

_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•◦‣+]|\d{1,2}[.)])\s)")
MOST_WORDS = 3_000
"""A longer passage is shown as removed and added whole: comparing it word by word would take too long."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of one fate."""

    fate: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a line of a list, as runs; where nothing changed, how many passages are left out."""

    runs: tuple[Run, ...] = ()
    left_out: int = 0


def differences(old: str, new: str) -> tuple[Passage, ...]:
    """The passages that changed, and how many unchanged ones lie between; nothing where the texts agree."""
    if visible(old).split() == visible(new).split():
        return ()
    before, after = _passages(old), _passages(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(_changed(matcher, before, after))


def _passages(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in _BREAK.split(visible(text)))
    return [part for part in parts if part]


def _changed(matcher: SequenceMatcher[str], before: Sequence[str], after: Sequence[str]) -> Iterator[Passage]:
    for _, a, b, c, d in matcher.get_opcodes():
        old, new = before[a:b], after[c:d]
        if old == new:
            yield Passage(left_out=b - a)
            continue
        # As many as there were: each is the other's next version. Else they were split or joined.
        pairs = zip(old, new, strict=True) if len(old) == len(new) else [(" ".join(old), " ".join(new))]
        for one, other in pairs:
            yield Passage(tuple(_runs(one.split(), other.split())))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if len(old) + len(new) > MOST_WORDS:
        yield from (Run("removed", " ".join(old)), Run("added", " ".join(new)))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("same", " ".join(old[a:b]))
            continue
        if b > a:
            yield Run("removed", " ".join(old[a:b]))
        if d > c:
            yield Run("added", " ".join(new[c:d]))
