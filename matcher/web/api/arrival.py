"""What arrives in a request: a patient as a file or as a FHIR bundle, read strictly; which answer is wanted.

Nothing of it is stored. Knows no trial.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from matcher.errors import BadInput
from matcher.fhir.bundle import is_bundle
from matcher.fhir.issues import Issue
from matcher.fhir.patient import patient_of
from matcher.patient import CompleteList, Patient, read_patient
from matcher.strict_json import parse_strict_json
from matcher.web.api.schemas import FHIR
from matcher.web.problems import Problem

BODY = "body"
"""How messages call what was sent."""
JSON_TYPES = ("application/json", FHIR, "")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A patient who came with a request, and what was not understood if it was a bundle."""

    patient: Patient
    issues: tuple[Issue, ...] = ()


async def _content(request: Request) -> bytes:
    """The body as it came. Raises Problem for one that says it is no JSON."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in JSON_TYPES:
        raise Problem(415)
    return await request.body()


Sent = Annotated[bytes, Depends(_content)]
"""The bytes of the body."""

AsOf = Annotated[date | None, Query(description="The day of the judgement, if not the patient's own.")]
Complete = Annotated[
    list[CompleteList] | None,
    Query(description="Lists in which a FHIR bundle has everything, so that silence means no."),
]
AllStatuses = Annotated[bool, Query(description="Also trials that take no patients now.")]


def arrived(content: bytes, as_of: date | None, complete: Iterable[str] | None) -> Arrived:
    """The patient in a body. Raises BadInput with the place of the fault, and no value."""
    value: Any = parse_strict_json(content, BODY)
    if not is_bundle(value):
        if complete:
            raise BadInput(
                "query.complete: is only for FHIR bundles; write `complete` into the patient's file"
            )
        return Arrived(read_patient(value, BODY))
    found = patient_of(value, as_of=as_of, complete=complete or ())
    return Arrived(found.patient, found.issues)


def wants_fhir(request: Request) -> bool:
    """Whether the asker takes FHIR, and names it before plain JSON."""
    accepted = [
        part.partition(";")[0].strip() for part in request.headers.get("accept", "").lower().split(",")
    ]
    return FHIR in accepted and accepted.index(FHIR) <= min(
        (accepted.index(one) for one in ("application/json",) if one in accepted), default=len(accepted)
    )
