"""The text of a span as it is read: escapes undone, emphasis dropped, white space folded."""

import re
from typing import Final

_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~^|&=/\"':;,%])")
_EMPHASIS: Final = re.compile(r"\*\*|__")
_ENTITY: Final = {
    "&gt;": ">",
    "&lt;": "<",
    "&amp;": "&",
    "&nbsp;": " ",
    "&ge;": "≥",
    "&le;": "≤",
    "&quot;": '"',
}
_ENTITIES: Final = re.compile("|".join(_ENTITY))


def clean(text: str) -> str:
    """`text` on one line, as a reader sees it."""
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = _ENTITIES.sub(lambda m: _ENTITY[m.group()], text)
    if "**" in text or "__" in text:
        text = _EMPHASIS.sub("", text)
    return " ".join(text.split())
