"""Turns what a strict model found wrong into one sentence: where, what, how to mend. Never tells a value."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from matcher.strict_json import Place, json_path


def fault(sentence: str) -> PydanticCustomError:
    """A refusal by a validator; `sentence` says what is wrong and how to mend it."""
    return PydanticCustomError("fault", "{sentence}", {"sentence": sentence})


def first_fault(error: ValidationError, value: Any, model: type[BaseModel]) -> str:
    """The first fault as `$.observations[3].unit: ...`, and how many more places are at fault."""
    found = faults(error, value, model)
    place, said = next(iter(found.items()))
    more = len(found) - 1
    rest = f" ({more} more {'place is' if more == 1 else 'places are'} at fault)" if more else ""
    return f"{place}: {said}{rest}"


def faults(error: ValidationError, value: Any, model: type[BaseModel]) -> dict[str, str]:
    """Each place that is at fault (`$.observations[3].unit`), with what is wrong there and how to mend it."""
    places: dict[Place, ErrorDetails] = {}
    for detail in error.errors(include_url=False):
        places.setdefault(_place(detail, value), detail)
    return {json_path(place): _said(detail, place, model) for place, detail in places.items()}


def _place(detail: ErrorDetails, value: Any) -> Place:
    """Where in the file: steps that only name a branch of a type are left out."""
    place: Place = ()
    for step in detail["loc"]:
        if detail["type"] != "missing" and not _has(value, step) and detail["type"] != "fault":
            break
        place = (*place, step)
        value = value[step] if _has(value, step) else None
    return place


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def _said(detail: ErrorDetails, place: Place, model: type[BaseModel]) -> str:
    if detail["type"] == "extra_forbidden":
        return f"is not a known key; remove it, or write one of {_listed(_keys(place[:-1], model))}"
    if detail["type"] in _NOUNS:
        return f"is not {_NOUNS[detail['type']]}; write {_NOUNS[detail['type']]}"
    return _SENTENCES.get(detail["type"], _unforeseen)(detail.get("ctx", {}))


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + f" or {words[-1]}" if len(words) > 1 else "".join(words)


def _keys(place: Place, model: type[BaseModel]) -> list[str]:
    """The keys that an object at `place` may have."""
    for step in place:
        if isinstance(step, str):
            model = _model_within(_field(model, step)) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _field(model: type[BaseModel], key: str) -> Any:
    return next(f.annotation for name, f in model.model_fields.items() if key in (name, f.alias))


def _model_within(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_within(argument) for argument in get_args(annotation))
    return next((model for model in found if model), None)


_NOUNS = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "model_type": "an object in braces",
    "tuple_type": "a list in brackets",
}

_SENTENCES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "fault": lambda ctx: str(ctx["sentence"]),
    "missing": lambda _: "is missing; add it",
    "literal_error": lambda ctx: f"is not a known word; write {ctx['expected']}",
    "string_too_short": lambda _: "is empty; write a text, or leave the key out",
    "string_too_long": lambda ctx: f"is too long; write at most {ctx['max_length']} signs",
    "greater_than_equal": lambda ctx: f"is below {ctx['ge']:g}; write {ctx['ge']:g} or more",
    "greater_than": lambda ctx: f"is not above {ctx['gt']:g}; write a number above {ctx['gt']:g}",
    "less_than_equal": lambda ctx: f"is above {ctx['le']:g}; write {ctx['le']:g} or less",
}


def _unforeseen(_: Mapping[str, Any]) -> str:
    return "cannot be used; write it as the contract shows"
