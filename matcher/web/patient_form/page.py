"""What the page of the form shows: every field with its word, what was typed, and what is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.export.messages import Messages
from matcher.web.patient_form.entry import NO, YES, Entry, Typed
from matcher.web.patient_form.shape import Field, Kind, shape
from matcher.web.patient_form.suggestions import LISTS, suggestions


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field: the name it is sent under, its label, what stands in it, its choices, its fault."""

    name: str
    label: str
    kind: Kind
    value: str
    choices: tuple[tuple[str, str], ...]
    names: str
    demanded: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list, with the name that takes it away."""

    place: str
    label: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A part or a list of the file; `complete` is None where silence never means no."""

    name: str
    title: str
    hint: str
    fields: tuple[FieldView, ...] = ()
    rows: tuple[Row, ...] = ()
    is_list: bool = False
    complete: bool | None = None


@dataclass(frozen=True, slots=True)
class EnterPage:
    """The form. `faults` are (field, sentence) of all that is wrong; `fresh` is the row to begin with."""

    title: str
    action: str
    lead: str
    single: tuple[FieldView, ...]
    groups: tuple[Group, ...]
    faults: tuple[tuple[str, str], ...]
    names: Mapping[str, tuple[str, ...]]
    fixed_id: bool = False
    stamp: str = ""
    fresh: str = ""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the form is for: a new file, or (then `fixed_id`) the file that `stamp` says was read."""

    key: str
    action: str
    fixed_id: bool = False
    stamp: str = ""


def enter_page(
    say: Messages, entry: Entry, purpose: Purpose, faults: Mapping[str, str], fresh: str = ""
) -> EnterPage:
    """The page of a form. `faults` by place in the file (`$.observations[3].unit`)."""
    wrong = {field_name(place): said for place, said in faults.items()}
    found = {one.name: one for one in (*_parts(say, entry, wrong), *_lists(say, entry, wrong))}
    groups = tuple(found[name] for name in shape().order if name in found)
    single = _views(say, "", "", shape().single, entry.single, wrong)
    shown = {one.name: one.label for one in single} | dict(_labelled(groups))
    return EnterPage(
        title=say(f"enter.{purpose.key}.title"),
        action=purpose.action,
        lead=say(f"enter.{purpose.key}.lead"),
        single=single,
        groups=groups,
        faults=tuple((name, f"{shown.get(name, name)} {said}".strip()) for name, said in wrong.items()),
        names=suggestions(),
        fixed_id=purpose.fixed_id,
        stamp=purpose.stamp,
        fresh=fresh,
    )


def field_name(place: str) -> str:
    """`$.observations[3].unit` as `observations.3.unit`."""
    return re.sub(r"\[(\d+)\]", r".\1", place.removeprefix("$")).lstrip(".")


def _labelled(groups: Iterable[Group]) -> Iterable[tuple[str, str]]:
    """Each field's name and its label, with the part or the row that it belongs to."""
    for group in groups:
        yield from ((one.name, f"{group.title}: {one.label}") for one in group.fields)
        for row in group.rows:
            yield from ((one.name, f"{row.label}: {one.label}") for one in row.fields)


def _parts(say: Messages, entry: Entry, wrong: Mapping[str, str]) -> Iterable[Group]:
    for name, fields in shape().parts.items():
        views = _views(say, f"{name}.", name, fields, entry.parts.get(name, {}), wrong)
        yield Group(name, say(f"enter.groups.{name}"), say(f"enter.hints.{name}"), views)


def _lists(say: Messages, entry: Entry, wrong: Mapping[str, str]) -> Iterable[Group]:
    for name, fields in shape().lists.items():
        typed = entry.lists.get(name) or [{}]
        title = say(f"enter.groups.{name}")
        rows = tuple(
            Row(
                f"{name}.{place}",
                say("enter.row", title=title, place=place + 1),
                _views(say, f"{name}.{place}.", name, fields, row, wrong),
            )
            for place, row in enumerate(typed)
        )
        complete = name in entry.complete if name in shape().complete else None
        yield Group(name, title, say(f"enter.hints.{name}"), (), rows, True, complete)


def _views(
    say: Messages, prefix: str, of: str, fields: Iterable[Field], typed: Typed, wrong: Mapping[str, str]
) -> tuple[FieldView, ...]:
    return tuple(
        FieldView(
            name=f"{prefix}{field.name}",
            label=say(f"enter.fields.{field.name}"),
            kind=field.kind,
            value=typed.get(field.name, ""),
            choices=_choices(say, field),
            names=LISTS.get((of, field.name), ""),
            demanded=field.demanded,
            fault=wrong.get(f"{prefix}{field.name}", ""),
        )
        for field in fields
    )


def _choices(say: Messages, field: Field) -> tuple[tuple[str, str], ...]:
    words = (YES, NO) if field.kind == "yes_no" else field.choices
    known = say.table("enter.choices")
    return tuple((word, known.get(word, word)) for word in words)
