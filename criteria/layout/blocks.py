"""Paragraphs of an eligibility text, nested as its lists are nested.

Joins wrapped lines, keeps marks apart, and builds the tree that indentation and list marks show.
Knows nothing of headings or criteria.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from criteria.layout.flattened import pieces
from criteria.layout.lines import Line, lines, read_line

WRAP_LIMIT: Final = 120
"""Older exports wrap at about 100 columns; a text with longer lines was never wrapped."""

EXPORT_MARGIN: Final = 8
"""The columns by which older exports indent everything (their first line may have been stripped)."""

DEEPEST: Final = 12
"""Lists within lists beyond which what is indented further counts as the same level."""


@dataclass(slots=True)
class Block:
    """A paragraph (`start:end`, without its mark) and the blocks listed beneath it."""

    start: int
    end: int
    indent: int
    mark: str | None
    children: list["Block"] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """The outermost blocks of `text`, in order, each with what is listed beneath it."""
    return _nest(_paragraphs(text))


def _paragraphs(text: str) -> list[Block]:
    gathered = _gathered(text, lines(text))
    return [block for first, last in gathered for block in _cut(text, first, last.end)]


def _gathered(text: str, found: list[Line]) -> list[tuple[Line, Line]]:
    """The first and the last line of each paragraph."""
    wrap, exported = _wrap_width(found), _is_export(found)
    gathered: list[tuple[Line, Line]] = []
    for line in found:
        if gathered and not line.after_blank and (exported or _continues(text, *gathered[-1], line, wrap)):
            gathered[-1] = (gathered[-1][0], line)
        else:
            gathered.append((line, line))
    return gathered


def _is_export(found: list[Line]) -> bool:
    """Whether this is an older export: all its lines are indented, and blank lines part its paragraphs."""
    return all(line.indent >= EXPORT_MARGIN for line in found[1:])


def _cut(text: str, first: Line, end: int) -> Iterator[Block]:
    """The paragraph that `first` begins, and what was run together with it as paragraphs of their own."""
    found = pieces(text, first.mark_start, end)
    run_in = [piece for piece in found[1:] if piece[0] > first.start]
    edge = run_in[0][0] if run_in else end
    yield Block(first.start, first.start + len(text[first.start : edge].rstrip()), first.indent, first.mark)
    continued = len(run_in) < len(found) - 1
    for start, stop in run_in:
        piece = read_line(start, text[start:stop].rstrip(), first.indent)
        if continued:
            piece = replace(piece, mark=first.mark)
        elif piece.mark not in {None, first.mark}:
            piece = replace(piece, indent=first.indent + 1)
        yield from _cut(text, piece, piece.end)


def _wrap_width(found: list[Line]) -> int | None:
    """The column at which the text was wrapped, None if it was not."""
    widest = max((line.width for line in found), default=0)
    follow_on = sum(1 for _, line in pairwise(found) if line.mark is None and not line.after_blank)
    return widest if 60 <= widest <= WRAP_LIMIT and follow_on else None


def _continues(text: str, first: Line, previous: Line, line: Line, wrap: int | None) -> bool:
    """Whether `line` carries on the paragraph from `first` to `previous`."""
    if line.mark is not None:
        return False
    if wrap is None:
        return text[line.start].islower() and text[previous.end - 1] not in ".:;"
    first_word = text[line.start : line.end].split(maxsplit=1)[0]
    full = previous.width + 1 + len(first_word) > wrap - 2
    deeper = first.mark is not None and line.indent > first.indent
    return full or deeper or not text[line.start].isupper()


def _nest(paragraphs: list[Block]) -> list[Block]:
    """The tree that indentation shows, and marks where indentation does not."""
    roots: list[Block] = []
    above: list[Block] = []
    for block in paragraphs:
        while above and (len(above) >= DEEPEST or not _beneath(above, block)):
            above.pop()
        (above[-1].children if above else roots).append(block)
        above.append(block)
    return roots


def _beneath(above: list[Block], block: Block) -> bool:
    """Whether `block` is listed beneath the last of `above`."""
    parent = above[-1]
    if block.indent != parent.indent:
        return block.indent > parent.indent and block.mark is not None
    if block.mark is None or block.mark == parent.mark:
        return False
    # Same column: a list is beneath its paragraph; another kind of mark is a sub-list, unless an outer list
    # already uses that mark.
    return parent.mark is None or not any(b.mark == block.mark for b in above)
