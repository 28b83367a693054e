"""Paragraphs of an eligibility text, nested as its lists are nested.

Joins wrapped lines, keeps marks apart, and builds the tree that indentation and list marks show.
Knows nothing of headings or criteria.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from criteria.layout.lines import Line, lines

WRAP_LIMIT = 120
"""Older exports wrap at about 100 columns; a text with longer lines was never wrapped."""

DEEPEST = 12
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
    found = lines(text)
    wrap = _wrap_width(found)
    paragraphs: list[Block] = []
    for previous, line in zip([None, *found], found, strict=False):
        if previous is not None and _continues(text, previous, line, wrap, paragraphs[-1]):
            paragraphs[-1].end = line.end
        else:
            paragraphs.append(Block(line.start, line.end, line.indent, line.mark))
    return paragraphs


def _wrap_width(found: list[Line]) -> int | None:
    """The column at which the text was wrapped, None if it was not."""
    widest = max((line.width for line in found), default=0)
    follow_on = sum(1 for _, line in pairwise(found) if line.mark is None and not line.after_blank)
    return widest if 60 <= widest <= WRAP_LIMIT and follow_on else None


def _continues(text: str, previous: Line, line: Line, wrap: int | None, block: Block) -> bool:
    """Whether `line` carries on the paragraph of `previous`."""
    if line.after_blank or line.mark is not None:
        return False
    if wrap is None:
        return text[line.start].islower() and text[previous.end - 1] not in ".:;"
    first_word = text[line.start : line.end].split(maxsplit=1)[0]
    full = previous.width + 1 + len(first_word) > wrap - 2
    deeper = block.mark is not None and line.indent > block.indent
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
    # Same column, another kind of mark: a sub-list, unless an outer list already uses that mark.
    return parent.mark is not None and not any(b.mark == block.mark for b in above)
