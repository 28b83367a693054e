"""Writes an eligibility text anew in another of the registry's layouts: the same paragraphs and lists.

A layout that cannot hold a text's lists gives None: what is lost in writing cannot be asked of the reader.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from criteria.layout.blocks import Block, blocks
from criteria.layout.clean import clean


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph or list item: its words, and where it stands.

    `level` is the depth of an item's list, from 1, or of the item that a paragraph stands within, 0 for none.
    `place` counts an item within its list, from 1; None for a paragraph. `numbered`: its list has numbers.
    """

    words: str
    level: int
    place: int | None = None
    numbered: bool = False


def entries(text: str) -> list[Entry]:
    """The paragraphs and items of a text, in order, without its layout."""
    return list(_Outline(text).entries())


class _Outline:
    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[int] = []
        """The columns of the items that the last entry stands within."""

    def entries(self) -> Iterator[Entry]:
        for listed, run in groupby(blocks(self.text), key=lambda block: block.mark is not None):
            if listed:
                yield from self._list(list(run), 1)
                continue
            for paragraph in run:
                self.open = [column for column in self.open if column < paragraph.indent]
                yield Entry(self._words(paragraph), len(self.open))
                yield from self._list(paragraph.children, len(self.open) + 1)

    def _list(self, items: list[Block], level: int) -> Iterator[Entry]:
        numbered = bool(items) and not (items[0].mark or "").startswith("bullet")
        for place, item in enumerate(items, 1):
            self.open = [*self.open[: level - 1], item.indent]
            yield Entry(self._words(item), level, place, numbered)
            yield from self._list(item.children, level + 1)

    def _words(self, block: Block) -> str:
        return clean(self.text[block.start : block.end])


@dataclass(frozen=True, slots=True)
class Style:
    """How paragraphs and lists are set; all measures are columns.

    `sign` is what stands before an item, with its white space, and `gap` says whether a blank line stands
    between two entries. Items stand `indent` right of the margin and each level `step` further; without a
    step they stand below the text of the item they belong to. Their text is `hang` right of that, or just
    after the sign. Without a `width` no line is wrapped.
    """

    sign: Callable[[Entry], str]
    gap: Callable[[Entry, Entry], bool]
    margin: int = 0
    indent: int = 0
    step: int | None = None
    hang: int | None = None
    width: int | None = None
    escaped: bool = False


def written(text: str, style: Style) -> str:
    """The paragraphs and lists of `text` in this style."""
    found = entries(text)
    lines: list[str] = []
    columns = {0: style.margin}
    for previous, entry in pairwise([None, *found]):
        assert entry is not None
        if previous is not None and style.gap(previous, entry):
            lines.append("")
        sign = "" if entry.place is None else style.sign(entry)
        if sign:
            columns[entry.level] = _column(entry, sign, style, columns)
        lines += _set(entry.words, sign.rjust(columns[entry.level]), style)
    return "\n".join(lines)


def _column(entry: Entry, sign: str, style: Style, columns: dict[int, int]) -> int:
    """Where the text of this item begins."""
    start = columns[entry.level - 1]
    if style.step is not None:
        start = style.margin + style.indent + style.step * (entry.level - 1)
    return start + (style.hang or len(sign))


def _set(words: str, before: str, style: Style) -> list[str]:
    if style.escaped:
        words = _ESCAPED.sub(r"\\\1", words)
    if style.width is None:
        return [before + words]
    after = " " * len(before)
    return textwrap.wrap(
        words,
        style.width,
        initial_indent=before,
        subsequent_indent=after,
        break_long_words=False,
        break_on_hyphens=False,
    )


_ESCAPED = re.compile(r"([\\<>\[\]^*~_])")
"""Signs that the registry's API escapes in its markdown."""


def _bullet_or_number(bullet: str, stop: str) -> Callable[[Entry], str]:
    return lambda entry: f"{entry.place}{stop} " if entry.numbered else bullet


def _outlined(entry: Entry) -> str:
    """`1)`, then `a.`, then `•`: the signs of an outline as people type them."""
    letter = chr(ord("a") + ((entry.place or 1) - 1) % 26)
    return (f"{entry.place}) ", f"{letter}. ", "• ")[min(entry.level, 3) - 1]


def _always(_previous: Entry, _entry: Entry) -> bool:
    return True


def _around_lists(previous: Entry, entry: Entry) -> bool:
    """A blank line opens a list and a sub-list, and closes the outermost."""
    return previous.place is None or entry.place is None or entry.level > previous.level


def _around_paragraphs(_previous: Entry, entry: Entry) -> bool:
    return entry.place is None


LEGACY = Style(_bullet_or_number("-  ", "."), _always, margin=8, indent=2, step=5, hang=3, width=99)
"""As the registry's XML had it: indented, wrapped before column 100, each paragraph set apart."""

NARROW = Style(_bullet_or_number("*  ", ")"), _always, margin=8, indent=2, step=5, hang=4, width=79)
"""The same with shorter lines and other signs."""

MARKDOWN = Style(_bullet_or_number("* ", "."), _around_lists, escaped=True)
"""As the registry's API has it: no wraps, `* ` and `1. `, signs that markdown reads escaped."""

OUTLINE = Style(_outlined, _around_paragraphs, step=4)
"""As pasted from a word processor: tight lists of `1)`, `a.` and `•`, four columns a level."""


@dataclass(frozen=True, slots=True)
class Flat:
    """How a list is run together on one line: what stands before each item, and what no item may hold."""

    sign: Callable[[int], str]
    barred: str
    joint: str = " "
    ambiguous: str = ""


STARS = Flat(lambda place: "* ", r"\*|•")
DASHES = Flat(lambda place: "- ", r"(?:^|\s)[-–—](?:\s|$)", ambiguous=r"\d - \d")
NUMBERS = Flat(lambda place: f"{place}. ", r"(?:^|\s)\d{1,2}[.)](?:\s|$)")
TILDES = Flat(lambda place: "", r"~", joint="~")

_FLAT_HEADING = re.compile(r"((?:(?:Key|Main) )?(?:In|Ex)clusion Criteria):?", re.IGNORECASE)


def flattened(text: str, flat: Flat) -> str | None:
    """All on one line, None where that would lose something.

    It would where lists nest, where anything but the heading of a section stands between them, or where what
    tells the items apart stands within one.
    """
    found = entries(text)
    if not found or any(not _can_be_flat(entry, flat) for entry in found):
        return None
    if any(heading.place is None and item.place is None for heading, item in pairwise(found)):
        return None
    joined = flat.joint.join(_flat(entry, flat) for entry in found)
    return None if flat.ambiguous and re.search(flat.ambiguous, joined) else joined


def _can_be_flat(entry: Entry, flat: Flat) -> bool:
    if entry.place is None:
        return entry.level == 0 and bool(_FLAT_HEADING.fullmatch(entry.words))
    inner = re.search(rf"{_FLAT_HEADING.pattern}|{flat.barred}", entry.words, re.IGNORECASE)
    return entry.level == 1 and inner is None


def _flat(entry: Entry, flat: Flat) -> str:
    if entry.place is None:
        return entry.words.rstrip(":") + ":"
    return flat.sign(entry.place) + entry.words
