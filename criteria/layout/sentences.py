"""Where sentences begin in a paragraph: after a full stop, and in the run-on prose of older records."""

import re
import tomllib
from pathlib import Path

_DATA = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))
_STOP = re.compile(r"[.!?][\")\]]*\s+(?=[A-Z(\[\"≥≤<>0-9])|;\s+(?=[A-Z])")
_ABBREVIATION = re.compile(rf"\b(?:{'|'.join(_DATA['abbreviations'])})\.$", re.IGNORECASE)
_STARTER = re.compile(rf"(?<=\S)\s+(?=(?:{'|'.join(_DATA['starters'])})(?![\w-]))")
_HOLDS_ON = re.compile(rf"(?:\b(?:{'|'.join(_DATA['holds_on'])})|[,(/:<>=≥≤&-])$", re.IGNORECASE)


def sentences(text: str, *, run_on: bool = False) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text`, without the white space between them.

    `run_on`: the text has lost its full stops, so a capitalised word with which criteria begin also opens one.
    """
    cuts = {m.end() for m in _STOP.finditer(text) if not _ABBREVIATION.search(text[: m.start() + 1])}
    if run_on:
        cuts |= {m.end() for m in _STARTER.finditer(text) if not _HOLDS_ON.search(text[: m.start()])}
    cuts = {cut for cut in cuts if _depth(text, cut) == 0}
    edges = [0, *sorted(cuts), len(text)]
    return [trimmed for a, b in zip(edges, edges[1:], strict=False) if (trimmed := _trim(text, a, b))]


def _depth(text: str, cut: int) -> int:
    """How many brackets are open before `cut`; one that never closes does not count."""
    before = text[:cut]
    open_ = before.count("(") - before.count(")")
    return open_ if open_ > 0 and ")" in text[cut:] else 0


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    inner = piece.strip()
    if not inner:
        return None
    begin = start + piece.index(inner[0])
    return begin, begin + len(inner)
