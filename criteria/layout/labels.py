"""Labels that stand in one line with a criterion: the part of the trial it is for, or its number in a list.

The words are in `headings.toml`. Knows nothing of what the criterion says.
"""

import re
import tomllib
from pathlib import Path
from typing import Final, NamedTuple

from criteria.layout.clean import clean

_DATA: Final = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))
_LONGEST: Final = 100
"""Characters beyond which a label is none."""

_NOUN: Final = rf"(?:{'|'.join(_DATA['part_nouns'])})s?"
_OTHER: Final = rf"(?!(?:{'|'.join(_DATA['no_part'])})\b)[\w/+-]+"
_NUMBER: Final = r"(?:\d{1,2}[a-z]?|[ivx]+[ab]?|[a-h])"
_NUMBERS: Final = rf"{_NUMBER}(?:\s*(?:,\s*and\b|,|/|&|-|to\b|and\b|or\b)\s*(?:{_NOUN}\s+)?{_NUMBER})*\b"
_NAMED: Final = (
    rf"(?:{_OTHER}\s+){{0,4}}?{_NOUN}(?:\s+{_NUMBERS})?(?:\s+(?!must\b|have\b|has\b|with\b)[\w/-]+){{0,4}}"
)
_FOR: Final = r"(?:(?:only\s+)?(?:applicable\s+)?(?:for|in|to)\s+(?:the\s+)?)?"
_BEFORE: Final = re.compile(
    rf"\s*(?:(?:for|in|all|both)\s+)?(?:the\s+)?"
    rf"(?:{_NAMED}(?:\s*\([^():]{{1,40}}\))?|(?:{_OTHER}\s+){{1,6}}\({_NOUN}\s+{_NUMBERS}\))\s*:\s+(?=\S)",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    rf"\s*(?:for|in)\s+(?:the\s+)?{_NOUN}\s+{_NUMBERS}(?:\s+(?:only|alone))?\s*,\s+(?=\S)", re.IGNORECASE
)
_BEHIND: Final = re.compile(
    rf"\s*\({_FOR}(?:(?:part|cohort|arm|phase|stratum)s?\s+{_NUMBERS}(?:\s+(?:only|patients|subjects))?"
    rf"|{_NOUN}\s+{_NUMBERS}\s+only|[a-z]{{1,3}}-\d\s+only)\)\W*$",
    re.IGNORECASE,
)
_ANOTHER: Final = re.compile(rf"\b{_NOUN}\s+{_NUMBERS}\s*[:)]", re.IGNORECASE)
_LEADING: Final = re.compile(_FOR, re.IGNORECASE)
_ALL: Final = re.compile(r"(?:all|both)\b", re.IGNORECASE)
_COUNTED: Final = re.compile(
    r"\s*(?:\(?(?:[Cc]ontinued\s+from\s+)?[Cc]riteri(?:on|a)\s+\d{1,2}\)?[.:]?|[1-3]\d\d)"
    r"\s+(?=[A-Z][a-z]{2}|[A-Z]{3})(?!(?:Million|Unit|Day|Gray)s?\b)"
)


class Label(NamedTuple):
    """The words `start:end` of an item that are a label; `part` if it names a part of the trial."""

    start: int
    end: int
    part: str | None


def label_before(raw: str) -> Label | None:
    """The label with which the words of an item begin: `Cohort A: newly diagnosed AML`, `204 Lymphoma`."""
    counted = _COUNTED.match(raw)
    if counted is not None:
        return Label(0, counted.end(), None)
    if ":" not in raw[:_LONGEST] and not raw[:5].lower().startswith(("for ", "in ")):
        return None
    found = _BEFORE.match(raw) or _BESIDE.match(raw)
    if found is None or found.end() > _LONGEST or _ANOTHER.search(raw, found.end()):
        return None
    return Label(0, found.end(), _part(found.group())) if _says(raw[found.end() :]) else None


def label_behind(raw: str) -> Label | None:
    """The bracket that ends an item and limits it to a part of the trial: `no prior stroke (Part 2 only)`."""
    if "(" not in raw:
        return None
    place = raw.rindex("(")
    found = _BEHIND.match(raw, place)
    if found is None or not _says(raw[:place]) or _ANOTHER.search(raw[:place]):
        return None
    return Label(place, len(raw), _part(found.group()))


def _says(raw: str) -> bool:
    """Whether anything is left that can be a criterion."""
    return any(map(str.isalnum, raw))


def _part(label: str) -> str | None:
    """The part that a label names, without what only leads to it; None if it names all of them."""
    named = clean(label).rstrip(":;,. ")
    named = named.strip("()") if named[0] == "(" else named
    leading = _LEADING.match(named)
    named = named[leading.end() :] if leading else named
    return None if _ALL.match(named) else named
