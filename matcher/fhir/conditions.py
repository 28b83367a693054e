"""Condition: the diagnosis of the blood, other illnesses, and those that were looked for and not found."""

from collections.abc import Iterator
from typing import Any

from matcher.fhir.bundle import Resource
from matcher.fhir.elements import Body, bodies, body, extension, part, whole_day, words
from matcher.fhir.naming import Named, name_of, texts
from matcher.fhir.reading import Found, Reading
from matcher.fhir.tables import table

TABLES = ("conditions",)


def conditions(reading: Reading) -> Iterator[Found]:
    """Diagnoses and conditions, each with a status."""
    for resource in reading.own("Condition"):
        if (found := _condition(resource, reading)) is not None:
            yield found


def _condition(resource: Resource, reading: Reading) -> Found | None:
    named = _name(resource, reading)
    status = _status(resource, reading) if named.written else None
    if named.written is None or status is None:
        return None
    is_diagnosis = _is_diagnosis(resource, named)
    usable, day = _day(resource, reading, is_diagnosis)
    if not usable:
        return None
    record: dict[str, Any] = {"term": named.written, "status": status}
    record |= {"date": day} if day else {}
    if is_diagnosis:
        return Found("diagnoses", record, resource.path)
    grade = _grade(resource, reading)
    return Found("conditions", record | ({"grade": grade} if grade else {}), resource.path)


def _name(resource: Resource, reading: Reading) -> Named:
    code = body(resource.content, "code")
    histology = body(extension(resource.content, table("conditions")["histology"]), "valueCodeableConcept")
    if any(_is_no_diagnosis(text) for text in texts(code)):
        reading.say(f"{resource.path}.code", "not_a_diagnosis")
        return Named(None)
    named = name_of(code, ("disease", "condition"), TABLES, also=histology)
    if named.trouble:
        reading.say(f"{resource.path}.code", named.trouble)
    return named


def _is_no_diagnosis(text: str) -> bool:
    """Whether the words speak of a family, a suspicion, a screening: of no illness of the patient's own."""
    return text.casefold().startswith(tuple(table("conditions")["no_diagnosis"]))


def _is_diagnosis(resource: Resource, named: Named) -> bool:
    by_profile = table("conditions")["primary_cancer_profile"] in resource.profiles
    return by_profile or (named.concept is not None and named.concept.kind == "disease")


def _status(resource: Resource, reading: Reading) -> str | None:
    """The status for the file; None where the condition cannot be taken as a fact."""
    verified = _code(resource.content, "verificationStatus")
    clinical = _code(resource.content, "clinicalStatus")
    rules = table("conditions")
    if verified in rules["left_out"]:
        reading.say(f"{resource.path}.verificationStatus", rules["left_out"][verified])
        return None
    if verified == "refuted":
        return "absent"
    if verified is None:
        reading.say(f"{resource.path}.verificationStatus", "not_verified")
    if clinical is None:
        reading.say(f"{resource.path}.clinicalStatus", "no_clinical_status")
    status = rules["clinical"].get(clinical or "", "unknown")
    return "unknown" if _ends_later(resource, reading) else str(status)


def _ends_later(resource: Resource, reading: Reading) -> bool:
    """Whether it ended after the day of the judgement, so that the status is of a later day."""
    ended = whole_day(words(resource.content, "abatementDateTime") or "")
    if ended is None or ended <= reading.as_of.isoformat():
        return False
    reading.say(f"{resource.path}.abatementDateTime", "ends_later")
    return True


def _code(content: Body, element: str) -> str | None:
    """The one code of a status; None if there is none or if there are several."""
    found = {words(one, "code") for _, one in bodies(content, element, "coding")} - {None}
    return found.pop() if len(found) == 1 else None


def _day(resource: Resource, reading: Reading, is_diagnosis: bool) -> tuple[bool, str | None]:
    """A diagnosis is dated by when it was made, another illness by when it began."""
    asserted = part(extension(resource.content, table("conditions")["asserted"]), "valueDateTime")
    onset = part(resource.content, "onsetDateTime") or part(resource.content, "onsetPeriod", "start")
    first, second = (asserted, onset) if is_diagnosis else (onset, asserted)
    written = first or second or part(resource.content, "recordedDate")
    path = f"{resource.path}.{'assertedDate' if is_diagnosis else 'onset[x]'}"
    if written is None:
        reading.say(path, "no_day")
        return True, None
    if reading.too_vague(written, path):
        return False, None
    return True, reading.day(written, path)


def _grade(resource: Resource, reading: Reading) -> str | None:
    """The stage in words, if there is one and no more than one."""
    stages = [stage for _, stage in bodies(resource.content, "stage")]
    said = [text for stage in stages for text in texts(body(stage, "summary"))[:1]]
    if len(stages) > 1 or (stages and not said):
        reading.say(f"{resource.path}.stage", "stage_unclear")
        return None
    if "severity" in resource.content:
        reading.say(f"{resource.path}.severity", "severity_not_read")
    return said[0] if said else None
