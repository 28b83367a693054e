"""Home to what makes foreign text fit to show: registry text and patient files are written by strangers.

It knows characters only, neither html nor spreadsheets: each format escapes in its own place, after this.
"""

import re
import unicodedata

_KEPT = {"\n", "\t"}
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_ENDS_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(])")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode categories with nothing to see: controls, format marks (bidi overrides among them), surrogates."""


def visible(text: str) -> str:
    """`text` without signs that cannot be seen: terminal escapes, direction overrides, zero-width marks."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(mark for mark in unified if mark in _KEPT or unicodedata.category(mark) not in _UNSEEN)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of `text`, each on one line."""
    return tuple(one_line(part) for part in _BLANK_LINES.split(visible(text).strip()) if part.strip())


def one_line(text: str) -> str:
    """`text` on one line, visible characters only, single spaces."""
    return _SPACES.sub(" ", visible(text).replace("\n", " ")).strip()


def opening(text: str, limit: int) -> str:
    """The first whole sentences of `text` within `limit` characters; a longer first sentence ends at a word.

    An ellipsis says that something was left out.
    """
    whole = one_line(text)
    if len(whole) <= limit:
        return whole
    kept = ""
    for sentence in _ENDS_SENTENCE.split(whole):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > limit:
            break
        kept = longer
    return f"{kept} …" if kept else f"{_whole_words(whole, limit)} …"


def _whole_words(text: str, limit: int) -> str:
    head = text[: limit + 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head[:limit]).rstrip(" ,;:")
