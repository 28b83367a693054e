"""Physical lines of an eligibility text: where each begins, how far it is indented, which list mark it bears.

Knows nothing of sections or criteria. All offsets are characters of the registry's own text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_NEWLINE = re.compile(r"\r\n|\r|\n")
_TILDE = re.compile(r"~")

_FLATTENED = 150
"""Characters from which on a line may hold a whole list."""

_INLINE_STAR = re.compile(r"(?<=\S)\s+(?=\\?[*•]\s+\S)")
_INLINE_NUMBER = re.compile(r"(?<=[\s])(\d{1,2})\\?[.)]\s+(?=[A-Z≥<>])")
_INLINE_HEADING = re.compile(
    r"(?<=\S)\s+(?=(?:Key |Main )?(?:In|Ex|IN|EX)(?:clusion|CLUSION)\s+(?:[Cc]riteria|CRITERIA)\s*:)"
)

_MARK = re.compile(
    r"""(?P<bullet>\\?[-*+•·▪■●◦‣–—➢►✓o](?=\s)|[-*•·▪■●◦‣➢►✓](?=[A-Z(]))\s*
      | (?P<number>\(?\d{1,2}(?:\\?\.\d{1,2}){0,3}(?:\\?[.)]|\s?-)(?=\s|[A-Z(])|\(\d{1,2}\))\s*
      | (?P<letter>\(?[A-Za-z]\\?[.)](?=\s)|\([a-zA-Z]\))\s*
      | (?P<roman>\(?[ivxIVX]{1,4}\\?[.)](?=\s)|\([ivx]{1,4}\))\s*
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line that is not blank.

    `start:end` is the text after indentation and list mark; `indent` the column of its first visible
    character (the mark, if it has one); `mark` the kind of its list mark with its punctuation, None without;
    `width` its whole length; `after_blank` says that a blank line or the beginning of the text precedes it.
    """

    start: int
    end: int
    indent: int
    mark: str | None
    mark_start: int
    width: int
    after_blank: bool


def lines(text: str) -> list[Line]:
    """The lines of `text` that hold anything. A text on one line that separates by `~` is cut there."""
    found: list[Line] = []
    after_blank = True
    for start, end in _pieces(text):
        piece = text[start:end]
        visible = piece.lstrip()
        if not visible.strip():
            after_blank = True
            continue
        found.append(
            _line(start + len(piece) - len(visible), visible, len(piece) - len(visible), after_blank)
        )
        after_blank = False
    return found


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    newline = _TILDE if "\n" not in text.strip() and text.count("~") > 1 else _NEWLINE
    start = 0
    for match in newline.finditer(text):
        yield from _unflattened(text, start, match.start())
        start = match.end()
    yield from _unflattened(text, start, len(text))


def _unflattened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line, cut where lists were run together in it: `Criteria: * first * second`."""
    cuts = _list_cuts(text, start, end) if end - start > _FLATTENED else []
    yield from pairwise([start, *cuts, end])


def _list_cuts(text: str, start: int, end: int) -> list[int]:
    """Where list marks and headings begin inside a line that holds a whole list."""
    stars = [match.end() for match in _INLINE_STAR.finditer(text, start, end)]
    numbers = _in_sequence([(int(m[1]), m.start(1)) for m in _INLINE_NUMBER.finditer(text, start, end)])
    marks = stars if len(stars) > 1 else numbers
    if not marks:
        return []
    return sorted({*marks, *(match.end() for match in _INLINE_HEADING.finditer(text, start, end))})


def _in_sequence(numbers: list[tuple[int, int]]) -> list[int]:
    """The places of the numbers that count on from 1, if they reach 3; a new list may begin at 1 again."""
    places, expected, highest = [], 1, 0
    for number, place in numbers:
        if number in {expected, 1}:
            places.append(place)
            expected, highest = number + 1, max(highest, number)
    return places if highest > 2 else []


def _line(offset: int, visible: str, indent: int, after_blank: bool) -> Line:
    body = visible.rstrip()
    mark = _MARK.match(body)
    if mark is None or mark.end() == len(body):
        return Line(offset, offset + len(body), indent, None, offset, indent + len(body), after_blank)
    return Line(
        offset + mark.end(), offset + len(body), indent, _style(mark), offset, indent + len(body), after_blank
    )


def _style(mark: re.Match[str]) -> str:
    """Marks of one list look alike: the kind and what surrounds it (`number.`, `letter)`, `bullet-`)."""
    kind = mark.lastgroup or "bullet"
    sign = mark.group(kind)
    if kind == "bullet":
        return "bullet" + sign.removeprefix("\\")
    depth = sign.count(".") if kind == "number" and re.search(r"\.\d", sign) else 0
    return f"{kind}{'(' if sign.startswith('(') else ''}{sign[-1]}{depth or ''}"
