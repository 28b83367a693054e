"""What a registry record says of a trial, as typed fields.

Home to the meaning of v2 fields. Tolerant: every field but the NCT number may be missing, enumerations are
kept as the words the registry uses, old and new. Never fills in: what is not given is None or empty.
"""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from criteria.eligibility import EligibilitySource
from matcher.errors import BadInput
from matcher.registry.study import at, last_update_of, nct_id_of, objects, text, texts, verbatim

ENROLLMENT_UNKNOWN = 99999999
"""The registry's own mark for an enrollment that is not known (M-high)."""

_YES_NO = {"yes": True, "true": True, "accepts healthy volunteers": True, "no": False, "false": False}


class Part(BaseModel):
    """A frozen piece of a record."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Intervention(Part):
    """What is given or done; `type` is the registry's word (DRUG, PROCEDURE, ...)."""

    name: str
    type: str | None = None
    other_names: tuple[str, ...] = ()


class Arm(Part):
    """One group of participants; `type` is the registry's word (EXPERIMENTAL, ...)."""

    label: str | None = None
    type: str | None = None
    description: str | None = None


class Contact(Part):
    """Whom to call; `role` is the registry's word (CONTACT, PRINCIPAL_INVESTIGATOR, ...)."""

    name: str | None = None
    role: str | None = None
    phone: str | None = None
    extension: str | None = None
    email: str | None = None


class Location(Part):
    """A site; `lat` and `lon` in degrees, both or neither; `status` is the site's own recruitment status."""

    facility: str | None = None
    status: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    contacts: tuple[Contact, ...] = ()


class TrialRecord(Part):
    """One registry record.

    Dates are strings as given (yyyy, yyyy-MM or yyyy-MM-dd). `overall_status` None means that the record does
    not say. `eligibility_criteria` is the registry's text character by character, '' if there is none.
    `paraphrase` marks a record whose wording is not the registry's; `paraphrase_note` says whose it is.
    """

    nct_id: str
    brief_title: str | None = None
    official_title: str | None = None
    acronym: str | None = None
    overall_status: str | None = None
    last_known_status: str | None = None
    why_stopped: str | None = None
    phases: tuple[str, ...] = ()
    study_type: str | None = None
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    arms: tuple[Arm, ...] = ()
    allocation: str | None = None
    masking: str | None = None
    primary_purpose: str | None = None
    lead_sponsor: str | None = None
    start_date: str | None = None
    primary_completion_date: str | None = None
    last_update: str | None = None
    brief_summary: str | None = None
    enrollment: int | None = None
    eligibility_criteria: str = ""
    sex: str | None = None
    minimum_age: str | None = None
    maximum_age: str | None = None
    healthy_volunteers: bool | None = None
    locations: tuple[Location, ...] = ()
    central_contacts: tuple[Contact, ...] = ()
    has_results: bool | None = None
    url: str
    paraphrase: bool = False
    paraphrase_note: str | None = None

    @classmethod
    def from_study(cls, study: dict[str, Any]) -> Self:
        """The record of a raw v2 study. Raises BadInput if the study has no NCT number."""
        nct_id = nct_id_of(study)
        if nct_id is None:
            raise BadInput(
                "the study has no NCT number at protocolSection.identificationModule.nctId; "
                "give a ClinicalTrials.gov v2 study"
            )
        protocol = at(study, "protocolSection")
        return cls(
            nct_id=nct_id,
            url=f"https://clinicaltrials.gov/study/{nct_id}",
            last_update=last_update_of(study),
            has_results=_yes_no(at(study, "hasResults")),
            paraphrase=at(study, "mdsmatch", "paraphrase") is True,
            paraphrase_note=text(at(study, "mdsmatch", "note")),
            **_identity(protocol),
            **_status(protocol),
            **_design(protocol),
            **_eligibility(protocol),
            **_sites(protocol),
        )


def eligibility_source(record: TrialRecord) -> EligibilitySource:
    """What the record says about who may take part, as the parser takes it."""
    return EligibilitySource(
        nct_id=record.nct_id,
        text=record.eligibility_criteria,
        sex=record.sex,
        minimum_age=record.minimum_age,
        maximum_age=record.maximum_age,
        healthy_volunteers=record.healthy_volunteers,
    )


def _identity(protocol: Any) -> dict[str, Any]:
    names = at(protocol, "identificationModule")
    return {
        "brief_title": text(at(names, "briefTitle")),
        "official_title": text(at(names, "officialTitle")),
        "acronym": text(at(names, "acronym")),
        "lead_sponsor": text(at(protocol, "sponsorCollaboratorsModule", "leadSponsor", "name")),
        "brief_summary": text(at(protocol, "descriptionModule", "briefSummary")),
        "conditions": texts(at(protocol, "conditionsModule", "conditions")),
        "keywords": texts(at(protocol, "conditionsModule", "keywords")),
    }


def _status(protocol: Any) -> dict[str, Any]:
    status = at(protocol, "statusModule")
    return {
        "overall_status": text(at(status, "overallStatus")),
        "last_known_status": text(at(status, "lastKnownStatus")),
        "why_stopped": text(at(status, "whyStopped")),
        "start_date": text(at(status, "startDateStruct", "date")),
        "primary_completion_date": text(at(status, "primaryCompletionDateStruct", "date")),
    }


def _design(protocol: Any) -> dict[str, Any]:
    design = at(protocol, "designModule")
    given = at(protocol, "armsInterventionsModule")
    return {
        "study_type": text(at(design, "studyType")),
        "phases": texts(at(design, "phases")),
        "allocation": text(at(design, "designInfo", "allocation")),
        "masking": text(at(design, "designInfo", "maskingInfo", "masking")),
        "primary_purpose": text(at(design, "designInfo", "primaryPurpose")),
        "enrollment": _enrollment(at(design, "enrollmentInfo", "count")),
        "interventions": tuple(
            _intervention(i) for i in objects(at(given, "interventions")) if text(at(i, "name"))
        ),
        "arms": tuple(map(_arm, objects(at(given, "armGroups")))),
    }


def _eligibility(protocol: Any) -> dict[str, Any]:
    eligibility = at(protocol, "eligibilityModule")
    return {
        "eligibility_criteria": verbatim(at(eligibility, "eligibilityCriteria")),
        "sex": text(at(eligibility, "sex")),
        "minimum_age": text(at(eligibility, "minimumAge")),
        "maximum_age": text(at(eligibility, "maximumAge")),
        "healthy_volunteers": _yes_no(at(eligibility, "healthyVolunteers")),
    }


def _sites(protocol: Any) -> dict[str, Any]:
    sites = at(protocol, "contactsLocationsModule")
    return {
        "locations": tuple(map(_location, objects(at(sites, "locations")))),
        "central_contacts": tuple(map(_contact, objects(at(sites, "centralContacts")))),
    }


def _intervention(raw: dict[str, Any]) -> Intervention:
    name = text(raw["name"]) or ""
    return Intervention(name=name, type=text(raw.get("type")), other_names=texts(raw.get("otherNames")))


def _arm(raw: dict[str, Any]) -> Arm:
    return Arm(**{key: text(raw.get(key)) for key in ("label", "type", "description")})


def _contact(raw: dict[str, Any]) -> Contact:
    given = {key: text(raw.get(key)) for key in ("name", "role", "phone", "email")}
    return Contact(**given, extension=text(raw.get("phoneExt")))


def _location(raw: dict[str, Any]) -> Location:
    given = {key: text(raw.get(key)) for key in ("facility", "status", "city", "state", "zip", "country")}
    lat, lon = _point(raw.get("geoPoint"))
    return Location(**given, lat=lat, lon=lon, contacts=tuple(map(_contact, objects(raw.get("contacts")))))


def _point(raw: Any) -> tuple[float | None, float | None]:
    lat, lon = _degrees(at(raw, "lat"), 90), _degrees(at(raw, "lon"), 180)
    return (None, None) if lat is None or lon is None else (lat, lon)


def _degrees(raw: Any, limit: int) -> float | None:
    try:
        degrees = float(text(raw) or "nan")
    except ValueError:
        return None
    return degrees if -limit <= degrees <= limit else None


def _enrollment(raw: Any) -> int | None:
    digits = text(raw) or ""
    count = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
    return None if count == ENROLLMENT_UNKNOWN else count


def _yes_no(raw: Any) -> bool | None:
    return raw if isinstance(raw, bool) else _YES_NO.get((text(raw) or "").lower())
