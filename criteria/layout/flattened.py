"""Lists that were run together in one paragraph: where each of their items and headings begins.

Knows list marks and the two headings that open a section, and nothing else of criteria.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import Final

from criteria.layout.sentences import outside_brackets

_LONG: Final = 150
"""Characters from which on a paragraph that leads into no list may still hold one."""

_LEADS: Final = 8
"""How many leads of a paragraph are looked at: text made of leads alone must not cost its square."""

_HEADING: Final = re.compile(
    r"(?<!\S)(?:(?:Key|KEY|Main|MAIN)\s+)?(?:In|Ex|IN|EX)(?:clusion|CLUSION)\s+(?:[Cc]riteria|CRITERIA)\s*:"
)
_LEAD: Final = re.compile(r":\s+(?=(?:\\?[-*•–]|\(?1\\?[.)])\s)")
_SIGN: Final = re.compile(r"\s*(?:\\?(?P<sign>[-*•–])|\(?1\\?(?P<stop>[.)]))\s")
_TIMES: Final = (
    r"\\?\*\s+(?:the\s+)?(?:institutional\s+)?(?:[UL]LN|(?:[Uu]pper|[Ll]ower)\s+[Ll]imit|normal)\b"
)
_STAR: Final = re.compile(rf"(?<!\S)(?!(?<=\d\s){_TIMES})\\?[*•]\s+(?=\S)")
_DASH: Final = re.compile(r"(?<!\S)(?<!\d\s)\\?[-–]\s+(?=\S)|(?<=\d\s)[-–]\s+(?=[^\s\d])")
_NUMBER: Final = re.compile(r"(?<!\S)\(?(?P<number>\d{1,2})\\?(?P<stop>[.)])\s+(?=(?P<next>\S))")
_CAPITAL: Final = re.compile(r"[A-Z≥<>]")


def pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The paragraph `start:end`, cut where lists were run together in it: `Criteria: * first * second`."""
    headings = _headings(text, start, end)
    cuts = {edge for heading in headings for edge in heading}
    for (_, edge), (after, _) in pairwise([(start, start), *headings, (end, end)]):
        cuts.update(_items(text, edge, after, headed=edge > start))
    return [(a, b) for a, b in pairwise(sorted({start, *cuts, end})) if text[a:b].strip()]


def _headings(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The headings of sections within a paragraph: one at its start vouches for the others, or a list."""
    if not _holds(text, ("riteria", "RITERIA"), start, end):
        return []
    found = [match.span() for match in _HEADING.finditer(text, start, end)]
    vouched = bool(found) and (found[0][0] == start or any(_SIGN.match(text, edge, end) for _, edge in found))
    return found if vouched and (len(found) > 1 or _SIGN.match(text, found[0][1], end)) else []


def _items(text: str, start: int, end: int, *, headed: bool) -> list[int]:
    """Where the items begin of a list that follows a heading or a lead, or fills a long paragraph."""
    if headed and _SIGN.match(text, start, end):
        return _led(text, start, end)
    for lead in islice(_LEAD.finditer(text, start, end), _LEADS):
        found = _led(text, lead.end(), end)
        if len(found) > 1 and outside_brackets(text[start:end], {cut - start for cut in found})[1:]:
            return found
    return _unled(text, start, end) if end - start > _LONG else []


def _led(text: str, start: int, end: int) -> list[int]:
    """The items of a list that begins at `start`: its first sign says which sign they bear."""
    first = _SIGN.match(text, start, end)
    if first is None:
        return []
    if first["stop"]:
        return _in_sequence(_numbers(text, start, end, first["stop"]))
    sign = _DASH if first["sign"] in "-–" else _STAR
    return [match.start() for match in sign.finditer(text, start, end)]


def _unled(text: str, start: int, end: int) -> list[int]:
    """The items of a list that nothing leads into: by three stars, or numbers that count up to three."""
    if _holds(text, ("*", "•"), start, end):
        stars = [match.start() for match in _STAR.finditer(text, start + 1, end)]
        if len(stars) > 1:
            return stars
    if not _holds(text, _FIRST_NUMBERS, start, end):
        return []
    places = _in_sequence(m for m in _numbers(text, start, end, ".)") if _CAPITAL.match(m["next"]))
    return places if len(places) > 2 else []


_FIRST_NUMBERS: Final = ("1.", "1)", "1\\")
"""How the first number of a list is printed."""


def _holds(text: str, signs: tuple[str, ...], start: int, end: int) -> bool:
    """Whether any of the signs stands there: quickly told, so that their expressions are rarely tried."""
    return any(text.find(sign, start, end) >= 0 for sign in signs)


def _numbers(text: str, start: int, end: int, stops: str) -> Iterator[re.Match[str]]:
    return (match for match in _NUMBER.finditer(text, start, end) if match["stop"] in stops)


def _in_sequence(numbers: Iterable[re.Match[str]]) -> list[int]:
    """The places of the numbers that count on from 1; a new list may begin at 1 again."""
    places, expected = [], 1
    for match in numbers:
        number = int(match["number"])
        if number in {expected, 1}:
            places.append(match.start())
            expected = number + 1
    return places
