"""Physical lines of an eligibility text: where each begins, how far it is indented, which list mark it bears.

Knows nothing of sections or criteria. All offsets are characters of the registry's own text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

_NEWLINE: Final = re.compile(r"\r\n|\r|\n")
_TILDE: Final = re.compile(r"(?<=[^\s(])\s?~(?=\S)|~\s*$")
"""A tilde that parts; one that means "about" stands before its number, after a space or bracket."""

_MARK: Final = re.compile(
    r"""(?P<bullet>\\?[-*+•·▪■●◦‣–—➢►✓o](?=\s)|[-*•·▪■●◦‣➢►✓](?=[A-Z(]))\s*
      | (?P<number>\(?\d{1,2}(?:\\?\.\d{1,2}){0,3}\\?[.)](?=\s|[A-Z(])|\(\d{1,2}\)
                  |\d{1,2}\s?-(?:(?=\s+[^\W\d])|\s?\d{1,2}\.(?=\s+[A-Z])))\s*
      | (?P<letter>\(?[A-Za-z]\\?[.)](?=\s)|\([a-zA-Z]\))\s*
      | (?P<roman>\(?[ivxIVX]{1,4}\\?[.)](?=\s)|\([ivx]{1,4}\))\s*
    """,
    re.VERBOSE,
)


_SECOND: Final = re.compile(
    r"""(?:\\?[-*•](?=\s) | \(?\d{1,2}\\?[.)](?=\s+[^\W\d]|\s+[≥≤<>\\(]) | [a-zA-Z]\\?[.)](?=\s)
      | \(?[ivx]{1,4}\\?[.)](?=\s))\s*""",
    re.VERBOSE,
)
"""What was typed as a mark after one that an editor had already set: `* 1. Age`, `-  • Age`."""


@dataclass(slots=True, init=False)
class Line:
    """One physical line that is not blank; never changed once made.

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

    # Written out, as every line of every text comes through here: a generated one takes ten times as long.
    def __init__(
        self,
        start: int,
        end: int,
        indent: int,
        mark: str | None,
        mark_start: int,
        width: int,
        after_blank: bool,
    ) -> None:
        self.start, self.end, self.indent, self.mark = start, end, indent, mark
        self.mark_start, self.width, self.after_blank = mark_start, width, after_blank


def lines(text: str) -> list[Line]:
    """The lines of `text` that hold anything; of a text on one line that `~` parts, its pieces as a list."""
    tildes = _is_tilde_separated(text)
    found: list[Line] = []
    after_blank = True
    for start, end in _pieces(text, _TILDE if tildes else _NEWLINE):
        piece = text[start:end]
        visible = piece.lstrip()
        if visible:
            margin = len(piece) - len(visible)
            line = read_line(start + margin, visible.rstrip(), margin, after_blank=after_blank)
            found.append(replace(line, mark="tilde") if tildes and line.mark is None else line)
        after_blank = not visible
    return found


def _is_tilde_separated(text: str) -> bool:
    return "\n" not in text.strip() and len(_TILDE.findall(text)) > 1


def _pieces(text: str, separator: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for match in separator.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def read_line(offset: int, body: str, indent: int, *, after_blank: bool = False) -> Line:
    """The line whose visible characters, `body`, begin at `offset`."""
    mark = _MARK.match(body)
    end, width = offset + len(body), indent + len(body)
    if mark is None or mark.end() == len(body):
        return Line(offset, end, indent, None, offset, width, after_blank)
    start = offset + _past_second(mark, body)
    return Line(start, end, indent, _style(mark), offset, width, after_blank)


def _past_second(mark: re.Match[str], body: str) -> int:
    """Where the words begin after a mark, or after a mark and the one typed after it (`1. 1. Age`)."""
    twice = body.startswith(mark.group(), mark.end())
    second = _SECOND.match(body, mark.end()) if twice or mark.lastgroup == "bullet" else None
    return second.end() if second is not None and second.end() < len(body) else mark.end()


def _style(mark: re.Match[str]) -> str:
    """Marks of one list look alike: the kind and what surrounds it (`number.`, `letter)`, `bullet-`)."""
    kind = mark.lastgroup or "bullet"
    sign = mark.group(kind)
    if kind == "bullet":
        return "bullet" + sign.removeprefix("\\")
    depth = sign.count(".") if kind == "number" and re.search(r"\.\d", sign) else 0
    return f"{kind}{'(' if sign.startswith('(') else ''}{sign[-1]}{depth or ''}"
