"""Home to the signs that the fonts of a pdf can draw; whatever else is in a text is named by its number.

A pdf with a sign that no embedded font holds is no accessible pdf: a reader would see, and hear, nothing.
"""

import unicodedata
from bisect import bisect_right
from typing import Any

from matcher.export.plaintext import visible

DRAWN = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x37A, 0x37F), (0x384, 0x38A), (0x38C, 0x38C),
    (0x38E, 0x3A1), (0x3A3, 0x482), (0x48A, 0x4FF), (0x5D0, 0x5EA), (0x621, 0x63A), (0x641, 0x64A),
    (0x660, 0x66D), (0x1E00, 0x1EFF), (0x2010, 0x2015), (0x2018, 0x2027), (0x2030, 0x203A),
    (0x2070, 0x2071), (0x2074, 0x208E), (0x20A0, 0x20BF), (0x2122, 0x2122), (0x2126, 0x2126),
    (0x2153, 0x215E), (0x2190, 0x22FF), (0x2460, 0x24FF), (0x25A0, 0x25FF), (0x2713, 0x2718),
)  # fmt: skip
"""First and last sign of each range that the fonts of the typesetter hold; a test draws every one of them."""

LONGEST_RUN = 32
"""Signs without a place to break after which a line may break: a word of 5,000 letters stays on the page."""

BREAK = "\u200b"
"""A zero-width space: a place to break a line, nothing to see."""

ADDRESS = "address"
"""The key of addresses of the registry, made by this program: followed, never broken."""

_FIRSTS = tuple(first for first, _ in DRAWN)


def printable(value: Any) -> Any:
    """`value`, a tree as json has it, with every text in it fit to be drawn."""
    if isinstance(value, str):
        return drawn(value)
    if isinstance(value, dict):
        return {key: inner if key == ADDRESS else printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner) for inner in value]
    return value


def drawn(text: str) -> str:
    """`text` in signs that can be drawn: others by their plain form, or by number as `[U+4E2D]`."""
    composed = unicodedata.normalize("NFC", visible(text))
    return _breakable("".join(sign if _is_drawn(sign) else _named(sign) for sign in composed))


def _named(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign)
    if sign.isspace() or all(map(_is_drawn, plain)):
        return " " if sign.isspace() else plain
    return f"[U+{ord(sign):04X}]"


def _is_drawn(sign: str) -> bool:
    place = bisect_right(_FIRSTS, ord(sign)) - 1
    return place >= 0 and ord(sign) <= DRAWN[place][1]


def _breakable(text: str) -> str:
    return " ".join(_broken(word) if len(word) > LONGEST_RUN else word for word in text.split(" "))


def _broken(word: str) -> str:
    return BREAK.join(word[start : start + LONGEST_RUN] for start in range(0, len(word), LONGEST_RUN))
