"""Where sentences begin in a paragraph: after a full stop, and in the run-on prose of older records."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Final

_DATA: Final = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))
_STOP: Final = re.compile(r"[.!?;](?:(?<!;)[\")\]]*\s+(?=[A-Z(\[\"≥≤<>0-9])|(?<=;)\s+(?=[A-Z]))")
"""Begins with its signs, as it is found far faster so than by one expression for each sign."""


def _any(key: str) -> str:
    """The words under `key` as one pattern, a space standing for any white space: texts wrap anywhere."""
    return "|".join(_DATA[key]).replace(" ", r"\s+")


_ABBREVIATION: Final = re.compile(rf"\b(?:{_any('abbreviations')})\.$", re.IGNORECASE)
_STARTER: Final = re.compile(rf"(?<=\S)\s+(?=(?:{_any('starters')})(?![\w-]))")
_LIMIT: Final = r"(?:(?:no\s+)?(?:less|greater|more)\s+than|at\s+least|normal)\b"
_LIMITED: Final = re.compile(
    rf"(?<=[a-z])\s+(?=[A-Z][a-z]+(?:\s+(?!(?:of|with|for|to|in|risk)\b)[a-z]+){{0,2}}?\s+{_LIMIT})"
)
"""Before the name of a value and its limit: `... prior to study Hematocrit at least 30%`."""
_ABBREVIATED: Final = re.compile(
    rf"\s+(?=(?!(?:OR|AND|AND/OR|[UL]LN|IU)\b)[A-Z][\w/]*[A-Z][\w/]*\s+{_LIMIT})"
)
_LIMIT_ENDS: Final = re.compile(r"(?:\d\S*|\S/\S+|[)%]|\bnormal)$")
"""Before an abbreviated name and its limit, where another limit ends: `... 3 times normal PT/PTT normal`."""
_ALLOWED: Final = re.compile(
    r"(?<=[a-z0-9)%])\s+(?=[A-Z][a-z]{3,}\b(?:\s+(?!not\b|no\b)[^\s.;:]+){0,14}?\s+allowed\b)"
)
"""Before what is allowed behind something asked: `No arrhythmia Hypertension that is controlled allowed`."""
_ASKS: Final = re.compile(r"(?:No|At\s+least)\s")
_HOLDS_ON: Final = re.compile(rf"(?:\b(?:{_any('holds_on')})|[,(/:<>=≥≤&-])$", re.IGNORECASE)
_LONGEST_BRACKET: Final = 1000
"""Characters after which an open bracket is taken for a slip of the pen."""


def sentences(text: str, *, run_on: bool = False) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text`, without the white space between them.

    `run_on`: the text has lost its full stops, so a capitalised word with which criteria begin opens one.
    """
    cuts = {m.end() for m in _STOP.finditer(text) if not _ABBREVIATION.search(_before(text, m.start() + 1))}
    if run_on:
        cuts |= {m.end() for m in _STARTER.finditer(text) if not _HOLDS_ON.search(_before(text, m.start()))}
        cuts |= {m.end() for m in _LIMITED.finditer(text) if _may_end(text, m.start())}
        cuts |= {m.end() for m in _ABBREVIATED.finditer(text) if _limit_ends(text, m.start())}
        cuts |= _before_allowed(text, cuts)
    closed = outside_brackets(text, cuts)
    spans = (_trim(text, start, end) for start, end in pairwise([0, *closed, len(text)]))
    return [span for span in spans if span is not None]


def _may_end(text: str, place: int) -> bool:
    """Whether a criterion may end at `place`: behind a word that holds on, or part of a name, none does."""
    before = _before(text, place)
    return not before.split()[-1][0].isupper() and not _HOLDS_ON.search(before)


def _limit_ends(text: str, place: int) -> bool:
    before = _before(text, place)
    return bool(_LIMIT_ENDS.search(before)) and not _HOLDS_ON.search(before)


def _before_allowed(text: str, cuts: set[int]) -> set[int]:
    """Where a permission begins that was run together with what is asked before it."""
    found: set[int] = set()
    for start, end in pairwise([0, *sorted(cuts), len(text)]):
        if _ASKS.match(text, start):
            match = next((m for m in _ALLOWED.finditer(text, start, end) if _may_end(text, m.start())), None)
            found |= {match.end()} if match is not None else set()
    return found


def _before(text: str, place: int) -> str:
    """The words right before `place`, as many as any rule looks at."""
    return text[max(0, place - 40) : place]


def outside_brackets(text: str, cuts: set[int]) -> list[int]:
    """The cuts that stand in no bracket; a bracket that is not closed within a paragraph's length is none."""
    if "(" not in text:
        return sorted(cuts)
    kept: list[int] = []
    opened: list[int] = []
    edge = 0
    for cut in sorted(cuts):
        for place in range(edge, cut):
            if text[place] == "(":
                opened.append(place)
            elif text[place] == ")" and opened:
                opened.pop()
        edge = cut
        if not opened or text.find(")", cut, opened[-1] + _LONGEST_BRACKET) < 0:
            kept.append(cut)
    return kept


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    inner = piece.strip()
    if not inner:
        return None
    begin = start + piece.index(inner[0])
    return begin, begin + len(inner)
