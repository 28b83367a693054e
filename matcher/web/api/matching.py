"""A patient who comes with the request, as a file or as a FHIR bundle: matched, derived, and not kept."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from matcher.fhir.searchset import searchset
from matcher.web.api import documents
from matcher.web.api.answers import JSON, to_bytes
from matcher.web.api.arrival import AllStatuses, Arrived, AsOf, Complete, Sent, arrived, wants_fhir
from matcher.web.api.schemas import FHIR, or_searchset, refusals, taking_patient
from matcher.web.api.shapes import Matches, NextSteps, Number, States
from matcher.web.api.store import Stored
from matcher.web.visit import Visit, Visiting

router = APIRouter(tags=["match"], responses=refusals(413, 415))

Trials = Annotated[
    list[Number] | None,
    Query(
        alias="trial", max_length=500, description="Only this trial, whatever its status; may be repeated."
    ),
]


def seen(visit: Visit, came: Arrived) -> Arrived:
    """What came, once it is logged whose matches or state the user asked for."""
    visit.note("saw", visit.desk.folder.handle(came.patient.id))
    return came


@router.post(
    "/match",
    response_model=Matches,
    openapi_extra=taking_patient(),
    responses={200: or_searchset("The matches, best first.")},
)
def match(
    request: Request,
    visit: Visiting,
    store: Stored,
    content: Sent,
    trial: Trials = None,
    all_statuses: AllStatuses = False,
    as_of: AsOf = None,
    complete: Complete = None,
) -> Response:
    """The patient in the body against the trials, with every line's verdict and reason. Nothing is stored.

    `Accept: application/fhir+json` gives a searchset of ResearchStudy.
    """
    came = seen(visit, arrived(content, as_of, complete))
    shortlist = store.judge(visit, came.patient, trial or (), as_of=as_of, all_statuses=all_statuses)
    if wants_fhir(request):
        bundle = searchset(visit.say, shortlist.entries, store.studies(visit), came.issues)
        return Response(to_bytes(bundle), media_type=FHIR)
    return Response(to_bytes(documents.matches(visit.say, shortlist, came.issues)), media_type=JSON)


@router.post("/state", response_model=States, openapi_extra=taking_patient())
def state(visit: Visiting, content: Sent, as_of: AsOf = None, complete: Complete = None) -> Response:
    """What is derived of the patient in the body: failure, burden, risk, options. Nothing is stored."""
    came = seen(visit, arrived(content, as_of, complete))
    return Response(to_bytes(documents.state(visit.say, came.patient, as_of, came.issues)), media_type=JSON)


@router.post("/next", response_model=NextSteps, openapi_extra=taking_patient())
def next_step(
    visit: Visiting,
    store: Stored,
    content: Sent,
    trial: Trials = None,
    all_statuses: AllStatuses = False,
    as_of: AsOf = None,
    complete: Complete = None,
) -> Response:
    """What would move the list of the patient in the body. Nothing is stored."""
    came = seen(visit, arrived(content, as_of, complete))
    shortlist = store.judge(
        visit, came.patient, trial or (), as_of=as_of, all_statuses=all_statuses, steps=True
    )
    return Response(to_bytes(documents.next_steps(visit.say, shortlist, came.issues)), media_type=JSON)
