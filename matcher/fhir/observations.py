"""Observation: laboratory values, performance, scores, karyotypes; variants have a module of their own.

A test is taken only where its name is certain: a creatinine of the urine is none of the serum.
"""

import re
from collections.abc import Iterator
from typing import Any

from criteria.vocabulary.load import vocabulary
from criteria.vocabulary.model import Concept
from matcher.fhir.bundle import Resource
from matcher.fhir.elements import Body, bodies, body, words
from matcher.fhir.naming import Named, name_of, names_of_codes, settle, texts
from matcher.fhir.quantities import Value, limits_of, value_of
from matcher.fhir.reading import Found, Reading
from matcher.fhir.tables import table
from matcher.fhir.variants import is_variant, variant

MEASURED = ("score", "lab")
LOINC = "http://loinc.org"
_FULL_NAME = re.compile(r"(?P<name>.+?)\s*\[[^\]]+\]\s+in\s+(?P<specimen>[^\[\]]+?)(?:\s+by\s+.+)?")


def observations(reading: Reading) -> Iterator[Found]:
    """Values, karyotypes and mutations, each with its day."""
    for resource in reading.own("Observation"):
        usable, day = reading.when(resource, "effective")
        if usable:
            yield from _found(resource, day, reading)


def _found(resource: Resource, day: str | None, reading: Reading) -> Iterator[Found]:
    code = body(resource.content, "code")
    dated = {"date": day} if day else {}
    if is_variant(code):
        yield from variant(resource, dated, reading)
    elif names_of_codes(code, ("karyotype",)) or _called(code, "karyotype"):
        yield from _karyotype(resource, dated, reading)
    elif names_of_codes(code, ("not_read",)):
        reading.say(f"{resource.path}.code", "finding_not_read")
    elif names_of_codes(code, ("pregnancy",)):
        yield from _pregnancy(resource, dated, reading)
    else:
        yield from _measured(resource, dated, reading)


def _measured(resource: Resource, dated: Body, reading: Reading) -> Iterator[Found]:
    """The observation's own value, and those of its components, each by itself."""
    inner = bodies(resource.content, "component")
    parts = [(one, f"{resource.path}.component[{index}]") for index, one in inner]
    whole = (resource.content, resource.path)
    for observed, path in parts if _only_parts(resource.content, parts) else (whole, *parts):
        named = test_of(body(observed, "code"))
        if named.written is None or named.concept is None:
            reading.say(f"{path}.code", "test_not_known")
        elif (record := _record(observed, path, named, reading)) is not None:
            yield Found("observations", record | dated, path)


def _only_parts(content: Body, parts: list[Any]) -> bool:
    own = any(key.startswith("value") or key == "dataAbsentReason" for key in content)
    return bool(parts) and not own


def _record(observed: Body, path: str, named: Named, reading: Reading) -> Body | None:
    value = value_of(observed)
    if value.trouble is not None:
        reading.say(f"{path}.value[x]", value.trouble)
        return None
    limits, trouble = limits_of(observed, value)
    if trouble is not None:
        reading.say(f"{path}.referenceRange", trouble)
    unit = {"unit": value.unit} if value.unit and named.concept and named.concept.kind == "lab" else {}
    return {"name": named.written} | _valued(value, named.concept) | unit | limits


def _valued(value: Value, concept: Concept | None) -> Body:
    """A score told in words is a category."""
    in_words = isinstance(value.given, str) and concept is not None and concept.kind == "score"
    return {"category" if in_words else "value": value.given}


def test_of(code: Body) -> Named:
    """What was measured. A LOINC code that the table lacks is believed only where its own full name says of
    which specimen it is."""
    known = names_of_codes(code, ("labs", "scores")) + _of_vocabulary(code)
    if known:
        return settle(known, [text for text in texts(code) if _exact(text)], MEASURED)
    if any(words(one, "system") == LOINC for _, one in bodies(code, "coding")):
        return settle([], [name for text in texts(code) if (name := _name_in(text))], MEASURED)
    found = name_of(code, MEASURED, ())
    return found if any(map(_exact, texts(code))) else Named(None)


def _of_vocabulary(code: Body) -> list[str]:
    """By the LOINC codes that the vocabulary itself has."""
    codes = {words(one, "code") for _, one in bodies(code, "coding") if words(one, "system") == LOINC}
    return [lab.name for lab in vocabulary().of("lab") if lab.attributes.get("loinc") in codes - {None, ""}]


def _exact(text: str) -> bool:
    return vocabulary().find(text, *MEASURED) is not None


def _name_in(text: str) -> str | None:
    """`Ferritin [Mass/volume] in Serum` as ferritin; None for another specimen."""
    found = _FULL_NAME.fullmatch(text)
    named = found is not None and found["specimen"].casefold() in table("labs")["specimens"]
    return found["name"] if found is not None and named and _exact(found["name"]) else None


def _called(code: Body, name: str) -> bool:
    called: list[str] = table(name)["called"]
    return any(text.casefold() in called for text in texts(code))


def _karyotype(resource: Resource, dated: Body, reading: Reading) -> Iterator[Found]:
    value = value_of(resource.content)
    if isinstance(value.given, str):
        yield Found("karyotypes", {"iscn": value.given} | dated, resource.path)
    else:
        reading.say(f"{resource.path}.value[x]", value.trouble or "value_not_read")


def _pregnancy(resource: Resource, dated: Body, reading: Reading) -> Iterator[Found]:
    """Whether the patient is pregnant; which report is the last is decided where the file is put together."""
    answers = set(names_of_codes(body(resource.content, "valueCodeableConcept"), ("pregnancy",)))
    if answers in ({"yes"}, {"no"}):
        yield Found("pregnant", {"value": answers == {"yes"}} | dated, resource.path)
    else:
        reading.say(f"{resource.path}.value[x]", "value_not_read")
