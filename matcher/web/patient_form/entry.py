"""What was typed into the form, and what of it goes into a file. Nothing typed is lost or judged here.

A field is called `sex`, `location.country` or `observations.3.value`.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.patient import SCHEMA
from matcher.web.patient_form.shape import COMPLETE, FIXED, Field, shape

Typed = dict[str, str]

YES, NO = "yes", "no"
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?")
_MOST_ROWS = 5_000
_WHOLE = 1e15
"""Up to here a whole number is shown without its decimal point."""


@dataclass
class Entry:
    """The form as it was filled in: single fields by name, parts and rows by field, complete lists."""

    single: Typed = field(default_factory=dict)
    parts: dict[str, Typed] = field(default_factory=dict)
    lists: dict[str, list[Typed]] = field(default_factory=dict)
    complete: list[str] = field(default_factory=list)

    def content(self) -> dict[str, Any]:
        """The JSON of a patient file; a value that cannot be one stays text, for the file's own check."""
        found: dict[str, Any] = {FIXED: SCHEMA, **_values(self.single, shape().single)}
        for name, fields in shape().parts.items():
            if part := _values(self.parts.get(name, {}), fields):
                found[name] = part
        for name, fields in shape().lists.items():
            if rows := [_values(row, fields) for row in self.lists.get(name, ())]:
                found[name] = rows
        if self.complete:
            found[COMPLETE] = self.complete
        return found

    def add_row(self, name: str) -> None:
        """One more empty row, if there is such a list."""
        if name in shape().lists:
            self.lists.setdefault(name, []).append({})

    def drop_row(self, name: str, place: int) -> None:
        """Take a row away, if it is there."""
        if place < len(self.lists.get(name, ())):
            del self.lists[name][place]

    def without_empty_rows(self) -> "Entry":
        """The same without rows in which nothing was typed."""
        kept = {name: [row for row in rows if any(row.values())] for name, rows in self.lists.items()}
        return Entry(self.single, self.parts, kept, self.complete)


def entered(form: Iterable[tuple[str, str]]) -> Entry:
    """What a browser sent. Names that the form does not have are passed over."""
    entry, rows = Entry(), dict[tuple[str, int], Typed]()
    for name, value in form:
        match name.split("."):
            case [single] if single == COMPLETE:
                entry.complete += [value] if value in shape().complete else []
            case [single] if _has(shape().single, single):
                entry.single[single] = value.strip()
            case [part, inner] if _has(shape().parts.get(part, ()), inner):
                entry.parts.setdefault(part, {})[inner] = value.strip()
            case [of, place, inner] if _has(shape().lists.get(of, ()), inner) and _is_place(place):
                rows.setdefault((of, int(place)), {})[inner] = value.strip()
    for key in sorted(rows):
        entry.lists.setdefault(key[0], []).append(rows[key])
    return entry


def entry_of(content: Mapping[str, Any]) -> Entry:
    """The form of a file that is there already."""
    parts, lists = shape().parts, shape().lists
    return Entry(
        single=_written({one.name: content.get(one.name) for one in shape().single}),
        parts={name: _written(content[name]) for name in parts if content.get(name)},
        lists={name: [_written(row) for row in content[name]] for name in lists if content.get(name)},
        complete=list(content.get(COMPLETE, ())),
    )


def _is_place(place: str) -> bool:
    return place.isascii() and place.isdigit() and len(place) < 5 and int(place) < _MOST_ROWS


def _has(fields: Iterable[Field], name: str) -> bool:
    return any(one.name == name for one in fields)


def _values(typed: Typed, fields: Iterable[Field]) -> dict[str, Any]:
    return {one.name: _value(typed[one.name], one) for one in fields if typed.get(one.name)}


def _value(typed: str, of: Field) -> Any:
    if of.kind in ("number", "number_or_text") and (number := _number(typed)) is not None:
        return number
    return {YES: True, NO: False}.get(typed, typed) if of.kind == "yes_no" else typed


def _number(typed: str) -> int | float | None:
    """A number as people write it, with a point or a comma; None for anything else."""
    if not _NUMBER.fullmatch(typed):
        return None
    number = float(typed.replace(",", "."))
    if not math.isfinite(number):
        return None
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else number


def _written(values: Mapping[str, Any]) -> Typed:
    return {name: _said(value) for name, value in values.items() if value is not None}


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    whole = isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE
    return str(int(value) if whole else value)
