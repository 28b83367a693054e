"""What all readers of a bundle share: whose record it is, on what day, and how a day is taken from it.

Home to the patient that the bundle is about and to the rules on days; it knows no other resource.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.errors import BadInput
from matcher.fhir.bundle import Contents, Resource, addresses, unversioned
from matcher.fhir.elements import Body, bodies, body, last_day, part, whole_day, words
from matcher.fhir.tables import table


@dataclass(frozen=True)
class Found:
    """A record for a list of the patient's file, and the place in the bundle that it was read from."""

    list: str
    record: Body
    path: str


@dataclass
class Reading:
    """A bundle being read for its one patient, as of a day."""

    contents: Contents
    patient: Resource
    as_of: date

    def say(self, path: str, kind: str, detail: str = "") -> None:
        """Name an issue."""
        self.contents.issues.add(path, kind, detail)

    def own(self, kind: str) -> Iterator[Resource]:
        """The resources of one kind that are about the patient; others are named."""
        for resource in self.contents.of(kind):
            subject = part(resource.content, "subject")
            if not self._is_patient(subject):
                self.say(f"{resource.path}.subject", "no_subject" if subject is None else "other_subject")
            elif self._status_allows(resource):
                yield resource

    def _is_patient(self, subject: Any) -> bool:
        address = unversioned(words(subject, "reference") or "")
        if address:
            return address in addresses(self.patient)
        asked = (words(subject, "identifier", "system"), words(subject, "identifier", "value"))
        own = bodies(self.patient.content, "identifier")
        known = [(words(one, "system"), words(one, "value")) for _, one in own]
        return asked[1] is not None and asked in known

    def _status_allows(self, resource: Resource) -> bool:
        """Whether the resource's status lets what it says count; `taken` in the table, with what is said."""
        rules = table("statuses").get(resource.kind, {})
        status = words(resource.content, "status") or ""
        if status in rules.get("left_out", {}):
            self.say(f"{resource.path}.status", rules["left_out"][status])
            return False
        if status in rules.get("doubted", {}):
            self.say(f"{resource.path}.status", rules["doubted"][status])
        elif rules and status not in rules["taken"]:
            self.say(f"{resource.path}.status", "status_unknown")
            return False
        return True

    def day(self, written: Any, path: str) -> str | None:
        """The day that a dateTime names, None if it names none; a year or a month alone is said."""
        text = written if isinstance(written, str) else ""
        if text and whole_day(text) is None:
            self.say(path, "partial_date")
        return whole_day(text)

    def too_vague(self, written: Any, path: str) -> bool:
        """Whether a year or a month reaches past the day of the judgement: then nobody knows whether the fact
        was one by then, and undated it would count."""
        last = last_day(written) if isinstance(written, str) else None
        if last is not None and last > self.as_of:
            self.say(path, "partial_date_to_come")
            return True
        return False

    def when(self, resource: Resource, element: str) -> tuple[bool, str | None]:
        """Whether a fact can be dated at all, and its day: of a period the last, else the first."""
        for name in (f"{element}DateTime", f"{element}Instant"):
            if (written := part(resource.content, name)) is not None:
                return self._dated(written, f"{resource.path}.{name}")
        period, path = body(resource.content, f"{element}Period"), f"{resource.path}.{element}Period"
        edge = "end" if "end" in period else "start"
        if edge in period:
            return self._dated(period[edge], f"{path}.{edge}")
        self.say(f"{resource.path}.{element}[x]", "no_day")
        return True, None

    def _dated(self, written: Any, path: str) -> tuple[bool, str | None]:
        if self.too_vague(written, path):
            return False, None
        return True, self.day(written, path)


def the_patient(contents: Contents) -> Resource:
    """The one patient of a bundle. Raises BadInput if there is none, or more than one."""
    patients = list(contents.of("Patient"))
    if len(patients) != 1:
        count = len(patients) or "no"
        raise BadInput(
            f"Bundle.entry: holds {count} sound Patient resource{'s' if count != 1 else ''}; "
            "give a bundle about exactly one patient"
        )
    return patients[0]
