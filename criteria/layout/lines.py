"""Physical lines of an eligibility text: where each begins, how far it is indented, which list mark it bears.

Knows nothing of sections or criteria. All offsets are characters of the registry's own text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NEWLINE = re.compile(r"\r\n|\r|\n")
_TILDE = re.compile(r"~")

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
        yield start, match.start()
        start = match.end()
    yield start, len(text)


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
