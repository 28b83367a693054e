"""A trial as a FHIR R4 ResearchStudy: status, phase, sites, contacts, eligibility as the registry has it.

Home to the mapping of a record. It knows no patient and no match. Text of the registry is untrusted: signs
that FHIR forbids are left out.
"""

import re
from collections.abc import Iterable
from typing import Any

from matcher.export.plaintext import visible
from matcher.fhir.elements import Body
from matcher.fhir.tables import table
from matcher.registry.record import Contact, Location, TrialRecord

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LONGEST = 1_000_000
"""Bytes of a string in FHIR at most; four bytes a sign."""


def research_study(record: TrialRecord) -> Body:
    """The resource of a record; what the record does not say is not there."""
    rules = table("studies")
    sites = [_site(place, number) for number, place in enumerate(record.locations, start=1)]
    study = {
        "resourceType": "ResearchStudy",
        "id": record.nct_id,
        "contained": [*sites, *_group(record)],
        "identifier": [{"system": rules["identifier_system"], "value": record.nct_id}],
        "title": _text(record.official_title or record.brief_title),
        **_status(record.overall_status),
        "phase": _phase(record.phases),
        "category": _concepts([record.study_type]),
        "condition": _concepts(record.conditions),
        "keyword": _concepts(record.keywords),
        "contact": [_contact(one) for one in record.central_contacts],
        "relatedArtifact": [{"type": "documentation", "url": record.url}],
        "description": _text(record.brief_summary),
        "enrollment": [{"reference": "#group", "display": one["name"]} for one in _group(record)],
        "period": _period(record),
        "sponsor": _display(record.lead_sponsor),
        "site": [{"reference": f"#{site['id']}"} for site in sites],
        "reasonStopped": _concept(record.why_stopped),
        "note": _notes(record),
        "arm": [_arm(one.label, one.description) for one in record.arms],
    }
    return _pruned(study)


def _status(overall_status: str | None) -> Body:
    known = table("studies")["status"].get(overall_status or "")
    if known:
        return {"status": known}
    return {"_status": {"extension": [{"url": table("studies")["absent"], "valueCode": "unknown"}]}}


def _phase(phases: tuple[str, ...]) -> Body | None:
    found = table("studies")["phase"].get("+".join(phases))
    if found is None:
        return _concept(", ".join(phases))
    return {"coding": [{"system": table("studies")["phase_system"], **found}], "text": found["display"]}


def _site(place: Location, number: int) -> Body:
    named = {"city": place.city, "state": place.state, "postalCode": place.zip, "country": place.country}
    address = {key: _text(value) for key, value in named.items()}
    point = None if place.lat is None else {"longitude": place.lon, "latitude": place.lat}
    telecom = [one for contact in place.contacts for one in _telecom(contact)]
    return _pruned(
        {
            "resourceType": "Location",
            "id": f"site-{number}",
            "name": _text(place.facility),
            "description": _text(place.status),
            "telecom": telecom,
            "address": address,
            "position": point,
        }
    )


def _group(record: TrialRecord) -> list[Body]:
    """The people that are looked for; the registry's own text describes them."""
    said = _text(record.eligibility_criteria)
    return (
        [{"resourceType": "Group", "id": "group", "type": "person", "actual": False, "name": said}]
        if said
        else []
    )


def _contact(contact: Contact) -> Body:
    return _pruned({"name": _text(contact.name), "telecom": _telecom(contact)})


def _telecom(contact: Contact) -> list[Body]:
    phone = " ext. ".join(filter(None, (contact.phone, contact.extension))) if contact.phone else None
    given = (("phone", _text(phone)), ("email", _text(contact.email)))
    return [{"system": system, "value": value} for system, value in given if value]


def _period(record: TrialRecord) -> Body:
    ends = {"start": record.start_date, "end": record.primary_completion_date}
    return {key: day for key, day in ends.items() if day and _DATE.fullmatch(day)}


def _arm(label: str | None, description: str | None) -> Body | None:
    name = _text(label) or _text(description)
    return {"name": name, "description": _text(description)} if name else None


def _notes(record: TrialRecord) -> list[Body]:
    note = _text(record.paraphrase_note) if record.paraphrase else None
    return [{"text": note}] if note else []


def _concepts(texts: Iterable[str | None]) -> list[Body]:
    return [concept for text in texts if (concept := _concept(text))]


def _concept(text: str | None) -> Body | None:
    said = _text(text)
    return {"text": said} if said else None


def _display(text: str | None) -> Body | None:
    said = _text(text)
    return {"display": said} if said else None


def _text(text: str | None) -> str | None:
    """A string as FHIR allows it, None if nothing is left."""
    bare = visible(text or "")[: _LONGEST // 4]
    return bare if bare.strip() else None


def _pruned(value: Body) -> Body:
    """Without empty parts, which FHIR forbids."""
    kept = {key: _pruned(one) if isinstance(one, dict) else one for key, one in value.items()}
    return {key: _full(one) for key, one in kept.items() if _full(one) not in (None, "", [], {})}


def _full(value: Any) -> Any:
    return [one for one in value if one not in (None, {})] if isinstance(value, list) else value
