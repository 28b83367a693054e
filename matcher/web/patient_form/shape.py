"""What the form asks: the fields, parts and lists of a patient file, read off its model.

Knows names and kinds, and neither words nor what was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from matcher.patient import Patient

Kind = Literal["text", "number", "number_or_text", "date", "choice", "yes_no"]

FIXED = "schema"
COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in; `choices` are the words that the file knows, `demanded`: it must be given."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    demanded: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """Single fields, parts of fields (where the patient lives), lists of rows of fields, and what can be
    complete, and all of it in the order of the file."""

    single: tuple[Field, ...]
    parts: Mapping[str, tuple[Field, ...]]
    lists: Mapping[str, tuple[Field, ...]]
    complete: tuple[str, ...]
    order: tuple[str, ...]


@cache
def shape() -> Shape:
    """The shape of a patient file."""
    schema = Patient.model_json_schema(by_alias=True)
    kept = {name: _bare(part) for name, part in schema["properties"].items() if name != FIXED}
    single = {
        name: part for name, part in kept.items() if _inner(part) is None and part.get("type") != "array"
    }

    def within(name: str) -> tuple[Field, ...]:
        model = schema["$defs"][str(_inner(kept[name])).rpartition("/")[2]]
        return _fields(model["properties"], model.get("required", ()))

    return Shape(
        single=_fields(single, schema["required"]),
        parts={name: within(name) for name, part in kept.items() if "$ref" in part},
        lists={name: within(name) for name, part in kept.items() if "$ref" in part.get("items", {})},
        complete=tuple(kept[COMPLETE]["items"]["enum"]),
        order=tuple(kept),
    )


def _inner(part: Mapping[str, Any]) -> str | None:
    found: str | None = part.get("$ref") or part.get("items", {}).get("$ref")
    return found


def _fields(properties: Mapping[str, Any], required: Any) -> tuple[Field, ...]:
    return tuple(_field(name, _bare(part), name in required) for name, part in properties.items())


def _field(name: str, part: Mapping[str, Any], demanded: bool) -> Field:
    kinds = {one.get("type") for one in part.get("anyOf", (part,))}
    return Field(name, _kind(part, kinds), tuple(part.get("enum", ())), demanded)


def _kind(part: Mapping[str, Any], kinds: set[Any]) -> Kind:
    if "enum" in part:
        return "choice"
    if part.get("format") == "date":
        return "date"
    if kinds & {"number", "integer"}:
        return "number_or_text" if "string" in kinds else "number"
    return "yes_no" if "boolean" in kinds else "text"


def _bare(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """What may stand there, without "or nothing"."""
    ways = [way for way in part.get("anyOf", (part,)) if way.get("type") != "null"]
    return ways[0] if len(ways) == 1 else {"anyOf": ways}
