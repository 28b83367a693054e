"""Home to laying out an eligibility text whole: every line, heading and note in order, and what lies between.

The pieces put together are the registry's text again, without signs that cannot be seen. Knows no patient.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from criteria.eligibility import Eligibility, Item
from matcher.export.plaintext import visible

PieceKind = Literal["line", "heading", "note", "rest"]

_ENTRY = re.compile(r"(?=\n\s*(?:[-*•◦‣+]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)])\s)|(?<=\n)(?=[ \t]*\n)")
_WORD = re.compile(r"[^\W\d_]{2}")
_STEP = 3
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text. `before` is what lies between it and the piece before: white space, list marks.

    `item_id` is empty but for a line. `parts` are the text again, each on a line of its own: the entries
    of a list within it. `depth`: how far it is set in, 0 to 4.
    """

    kind: PieceKind
    before: str
    text: str
    item_id: str = ""
    parts: tuple[str, ...] = ()
    depth: int = 0


def pieces(eligibility: Eligibility, source: str) -> tuple[Piece, ...]:
    """The whole of `source`, the registry's text, as pieces in its order."""
    return tuple(_pieces(eligibility, source))


def structured_items(eligibility: Eligibility) -> tuple[Item, ...]:
    """The criteria that come from fields of the record and stand nowhere in the text."""
    return tuple(item for item in eligibility.items if item.start is None or item.end is None)


def _pieces(eligibility: Eligibility, source: str) -> Iterator[Piece]:
    reached = 0
    for start, end, kind, item_id in sorted(_spans(eligibility)):
        if kind == "note" and not _WORD.search(source, start, end):
            continue  # a list mark belongs to the line that it marks
        yield _piece(kind, source[reached:start], source[start:end], item_id)
        reached = end
    if reached < len(source):
        yield _piece("rest", "", source[reached:], "")


def _spans(eligibility: Eligibility) -> Iterator[tuple[int, int, PieceKind, str]]:
    for item in eligibility.items:
        if item.start is not None and item.end is not None:
            yield item.start, item.end, "line", item.id
    yield from ((span.start, span.end, "heading", "") for span in eligibility.headings)
    yield from ((span.start, span.end, "note", "") for span in eligibility.notes)


def _piece(kind: PieceKind, before: str, text: str, item_id: str) -> Piece:
    between, shown = visible(before), visible(text)
    return Piece(kind, between, shown, item_id, tuple(filter(None, _ENTRY.split(shown))), _depth(between))


def _depth(between: str) -> int:
    """By the white space at the beginning of its line."""
    lead = between.rpartition("\n")[2]
    return min(_DEEPEST, (len(lead) - len(lead.lstrip())) // _STEP)
