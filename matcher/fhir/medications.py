"""MedicationStatement, MedicationRequest, MedicationAdministration: therapies and standing medication.

Days on which one drug was given, close to each other, are one line of treatment. No line is closed but by a
record that closes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from matcher.fhir.bundle import Resource
from matcher.fhir.drugs import blood_product, concepts_of, directed_at_disease, dose_of, drug_of
from matcher.fhir.elements import Body, bodies, body, part, words
from matcher.fhir.naming import names_of_codes, texts
from matcher.fhir.quantities import quantity_of
from matcher.fhir.reading import Found, Reading
from matcher.fhir.tables import table


@dataclass
class Course:
    """One drug over a time, as far as a resource tells; `known` is False where the time cannot be placed."""

    start: str | None = None
    end: str | None = None
    known: bool = True


@dataclass
class Given:
    """Days on which one drug was given."""

    drug: str
    path: str
    days: list[date] = field(default_factory=list)
    dose: str | None = None


def medications(reading: Reading) -> Iterator[Found]:
    """Therapies, medications, and transfusions recorded as administrations."""
    for kind in ("MedicationStatement", "MedicationRequest"):
        for resource in reading.own(kind):
            if kind == "MedicationStatement" or _is_order(resource, reading):
                yield from _course(resource, reading)
    yield from _administrations(reading)


def _is_order(resource: Resource, reading: Reading) -> bool:
    """Whether a request is an order, and not a plan or a proposal."""
    if part(resource.content, "doNotPerform") is True:
        reading.say(f"{resource.path}.doNotPerform", "not_to_be_done")
        return False
    if words(resource.content, "intent") not in table("drugs")["orders"]:
        reading.say(f"{resource.path}.intent", "not_an_order")
        return False
    reading.say(resource.path, "only_ordered")
    return True


def _course(resource: Resource, reading: Reading) -> Iterator[Found]:
    course = _time(resource, reading)
    named = drug_of(resource, reading)
    if named.written is None or not course.known:
        return
    status = words(resource.content, "status") or ""
    outcome, reason = _outcome(resource, status)
    record: Body = {"drug": named.written} | _filled(
        start=course.start, end=course.end, dose=dose_of(resource)
    )
    open_ended = outcome == "ongoing" and course.end is None
    standing = not directed_at_disease(named, resource) and (open_ended or course.end is not None)
    if standing:
        yield Found("medications", record, resource.path)
    else:
        yield Found("therapies", record | {"outcome": outcome} | _filled(stop_reason=reason), resource.path)


def _time(resource: Resource, reading: Reading) -> Course:
    """From a period of taking; a single day tells neither since when it was taken nor how long."""
    period, path = _period(resource)
    known = not any(reading.too_vague(period.get(edge), f"{path}.{edge}") for edge in ("start", "end"))
    if not period:
        reading.say(f"{resource.path}.effective[x]", "no_period")
        known = _is_known(resource, reading)
    start, end = (reading.day(period.get(edge), f"{path}.{edge}") for edge in ("start", "end"))
    return Course(start, end, known)


def _period(resource: Resource) -> tuple[Body, str]:
    """The time of taking, and where it stands; an order has it in its first instruction."""
    if resource.kind != "MedicationRequest":
        return body(resource.content, "effectivePeriod"), f"{resource.path}.effectivePeriod"
    instruction = next((one for _, one in bodies(resource.content, "dosageInstruction")), {})
    return body(instruction, "timing", "repeat", "boundsPeriod"), f"{resource.path}.dosageInstruction[0]"


def _is_known(resource: Resource, reading: Reading) -> bool:
    """Whether a drug of which only one day is told was taken or ordered by the day of the judgement."""
    single = part(resource.content, "effectiveDateTime") or part(resource.content, "authoredOn")
    if reading.too_vague(single, f"{resource.path}.effectiveDateTime"):
        return False
    day = reading.day(single, f"{resource.path}.effectiveDateTime")
    return day is None or day <= reading.as_of.isoformat()


def _outcome(resource: Resource, status: str) -> tuple[str, str | None]:
    """How it ended, by the coded reason, else by the status; and the reason in words."""
    reason = part(resource.content, "statusReason")
    concepts = [one for one in (reason if isinstance(reason, list) else [reason]) if isinstance(one, dict)]
    told = [text for one in concepts for text in texts(one)]
    rules = table("termination")
    meant = {meaning for one in concepts for meaning in names_of_codes(one, ("termination",))}
    meant |= {rules["words"][text.casefold()] for text in told if text.casefold() in rules["words"]}
    by_status = str(rules["status"].get(status, "unknown"))
    return (meant.pop() if len(meant) == 1 else by_status), next(iter(told), None)


def _administrations(reading: Reading) -> Iterator[Found]:
    lines: list[Given] = []
    for resource in reading.own("MedicationAdministration"):
        if any(blood_product(one) for one in concepts_of(resource, reading)):
            yield from _transfusion(resource, reading)
        elif _is_single_day(resource.content):
            _join(lines, resource, reading)
        else:
            yield from _course(resource, reading)
    for line in lines:
        if len(line.days) > 1:
            reading.say(line.path, "days_joined")
        start = {"start": min(line.days).isoformat()} if line.days else {}
        yield Found("therapies", {"drug": line.drug} | start | _filled(dose=line.dose), line.path)


def _is_single_day(content: Body) -> bool:
    period = body(content, "effectivePeriod")
    same = str(period.get("start"))[:10] == str(period.get("end"))[:10]
    return "effectivePeriod" not in content or (same and "start" in period)


def _join(lines: list[Given], resource: Resource, reading: Reading) -> None:
    """Add a day to the line of its drug that it is close to, or begin a new line."""
    usable, written = reading.when(resource, "effective")
    named = drug_of(resource, reading)
    if not usable or named.written is None or written is None:
        if usable and named.written:
            lines.append(Given(named.written, resource.path, dose=dose_of(resource)))
        return
    day, gap = date.fromisoformat(written), timedelta(days=table("drugs")["gap_days"])
    if day > reading.as_of:
        return
    for line in lines:
        if line.drug == named.written and any(abs(day - other) <= gap for other in line.days):
            line.days.append(day)
            return
    lines.append(Given(named.written, resource.path, [day], dose_of(resource)))


def _transfusion(resource: Resource, reading: Reading) -> Iterator[Found]:
    usable, day = reading.when(resource, "effective")
    product = next(filter(None, map(blood_product, concepts_of(resource, reading))))
    dose = quantity_of(body(resource.content, "dosage", "dose"))
    if dose.unit not in (*table("transfusions")["units"], None) or not isinstance(dose.given, int | float):
        reading.say(f"{resource.path}.dosage.dose", "units_not_said")
    elif usable and day:
        yield Found("transfusions", {"product": product, "units": dose.given, "date": day}, resource.path)


def _filled(**fields: str | None) -> Body:
    return {key: value for key, value in fields.items() if value}
