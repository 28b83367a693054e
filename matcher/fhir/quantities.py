"""Values: quantities with UCUM units, scores, answers in codes and in words. A doubtful value is no value."""

import re
from dataclasses import dataclass
from typing import Any

from matcher.fhir.elements import Body, bodies, body, number, part, words
from matcher.fhir.naming import names_of_codes, texts
from matcher.fhir.tables import table

_ANNOTATION = re.compile(r"\{[^{}]*\}")
UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Value:
    """`given` is a number or words; `unit` as the patient's file has it; `trouble` the kind of an issue."""

    given: float | int | str | None = None
    unit: str | None = None
    trouble: str | None = None


def value_of(observed: Body) -> Value:
    """The value of an observation or of a component of one."""
    if "dataAbsentReason" in observed:
        return Value(trouble="data_absent")
    if (quantity := part(observed, "valueQuantity")) is not None:
        return quantity_of(quantity)
    if (whole := number(observed, "valueInteger")) is not None:
        return Value(whole)
    if (text := words(observed, "valueString")) is not None:
        return Value(text)
    if (concept := part(observed, "valueCodeableConcept")) is not None:
        return _answer(concept)
    if isinstance(yes := part(observed, "valueBoolean"), bool):
        return Value("positive" if yes else "negative")
    return Value(trouble="value_not_read" if any(key.startswith("value") for key in observed) else "no_value")


def quantity_of(quantity: Any) -> Value:
    """A quantity in the unit of the patient's file; one with a comparator is a limit and no value."""
    if words(quantity, "comparator"):
        return Value(trouble="comparator")
    amount = number(quantity, "value")
    return Value(trouble="no_value") if amount is None else Value(amount, unit_of(quantity))


def unit_of(quantity: Any) -> str | None:
    """The unit, by its UCUM code where it has one; None for a pure number."""
    code = words(quantity, "code") if part(quantity, "system") == UCUM else None
    written = code or words(quantity, "unit")
    if written is None:
        return None
    units: dict[str, str] = table("units")["ucum"]
    bare = _ANNOTATION.sub("", written)
    return units.get(written, units.get(bare, bare)) or None


def _answer(concept: Body) -> Value:
    """An answer that stands for a number, for a result, or that is told in words."""
    coded = names_of_codes(concept, ("answers",))
    if len(set(coded)) > 1:
        return Value(trouble="disagree")
    if coded:
        return Value(int(coded[0]) if coded[0].isdigit() else coded[0])
    said = texts(concept)
    return Value(said[0]) if said else Value(trouble="no_words")


def limits_of(observed: Body, value: Value) -> tuple[dict[str, float], str | None]:
    """The limits of normal in the unit of the value; the kind of an issue where they cannot be told."""
    ranges = [one for _, one in bodies(observed, "referenceRange") if _is_normal(one)]
    if not ranges:
        return {}, None
    if len(ranges) > 1:
        return {}, "several_ranges"
    ends = {"upper_limit_of_normal": body(ranges[0], "high"), "lower_limit_of_normal": body(ranges[0], "low")}
    found = {key: end for key, end in ends.items() if number(end, "value") is not None}
    if any(unit_of(end) not in (value.unit, None) for end in found.values()):
        return {}, "range_in_another_unit"
    return {key: float(end["value"]) for key, end in found.items() if _usable(key, end["value"])}, None


def _is_normal(reference: Body) -> bool:
    kinds = {words(one, "code") for _, one in bodies(reference, "type", "coding")}
    return not kinds or "normal" in kinds


def _usable(key: str, limit: float) -> bool:
    return limit > 0 if key.startswith("upper") else limit >= 0
