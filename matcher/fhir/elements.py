"""Plain look-ups in a FHIR resource that a stranger wrote: what is not of the expected type is not there.

Home to the reading of JSON values and of days; it knows no resource.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

Body = dict[str, Any]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|T)")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?")


def part(value: Any, *keys: str) -> Any:
    """The value below the keys, None if any of them is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def body(value: Any, *keys: str) -> Body:
    """The object below the keys, or an empty one."""
    found = part(value, *keys)
    return found if isinstance(found, dict) else {}


def bodies(value: Any, *keys: str) -> Iterator[tuple[int, Body]]:
    """The objects of the list below the keys, each with its place in the list."""
    found = part(value, *keys)
    for index, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, dict):
            yield index, one


def words(value: Any, *keys: str) -> str | None:
    """The text below the keys in one line, None if there is none."""
    found = part(value, *keys)
    line = " ".join(found.split()) if isinstance(found, str) else ""
    return line or None


def number(value: Any, *keys: str) -> float | int | None:
    """The number below the keys."""
    found = part(value, *keys)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def extension(value: Any, url: str) -> Body:
    """The first extension with this address, or an empty object."""
    return next((one for _, one in bodies(value, "extension") if one.get("url") == url), {})


def whole_day(written: str) -> str | None:
    """The day of a FHIR date or dateTime as it was written, whatever its time zone; None if it has none."""
    found = _DAY.match(written)
    try:
        return date.fromisoformat(found.group()).isoformat() if found else None
    except ValueError:
        return None


def last_day(written: str) -> date | None:
    """The last day that a date of a year or of a month may mean; None if it is no such date."""
    found = _PARTIAL.fullmatch(written)
    if found is None:
        return None
    year, month = int(found.group(1)), int(found.group(2) or 12)
    if not (1 <= month <= 12 and 1 <= year < 9999):
        return None
    following = date(year + (month == 12), month % 12 + 1, 1)
    return following - timedelta(days=1)
