"""Where sentences begin in a paragraph: after a full stop, and in the run-on prose of older records."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

_DATA = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))
_STOP = re.compile(r"[.!?][\")\]]*\s+(?=[A-Z(\[\"≥≤<>0-9])|;\s+(?=[A-Z])")


def _any(key: str) -> str:
    """The words under `key` as one pattern, a space standing for any white space: texts wrap anywhere."""
    return "|".join(_DATA[key]).replace(" ", r"\s+")


_ABBREVIATION = re.compile(rf"\b(?:{_any('abbreviations')})\.$", re.IGNORECASE)
_STARTER = re.compile(rf"(?<=\S)\s+(?=(?:{_any('starters')})(?![\w-]))")
_HOLDS_ON = re.compile(rf"(?:\b(?:{_any('holds_on')})|[,(/:<>=≥≤&-])$", re.IGNORECASE)
_LONGEST_BRACKET = 1000
"""Characters after which an open bracket is taken for a slip of the pen."""


def sentences(text: str, *, run_on: bool = False) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text`, without the white space between them.

    `run_on`: the text has lost its full stops, so a capitalised word with which criteria begin opens one.
    """
    cuts = {m.end() for m in _STOP.finditer(text) if not _ABBREVIATION.search(_before(text, m.start() + 1))}
    if run_on:
        cuts |= {m.end() for m in _STARTER.finditer(text) if not _HOLDS_ON.search(_before(text, m.start()))}
    closed = outside_brackets(text, cuts)
    spans = (_trim(text, start, end) for start, end in pairwise([0, *closed, len(text)]))
    return [span for span in spans if span is not None]


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
