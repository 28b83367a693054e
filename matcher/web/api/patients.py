"""The patients of the folder: who they are, their matches and states. That somebody saw them is logged."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from matcher.fhir.searchset import searchset
from matcher.web.api import documents
from matcher.web.api.answers import JSON, UNKEPT, to_bytes
from matcher.web.api.arrival import AllStatuses, AsOf, wants_fhir
from matcher.web.api.schemas import FHIR, NOT_MODIFIED, or_searchset, refusals
from matcher.web.api.shapes import Matches, PatientList, States
from matcher.web.api.store import Stored
from matcher.web.desk import print_of
from matcher.web.visit import Visiting

router = APIRouter(tags=["patients"], responses=refusals())

Handle = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="What GET /patients calls the patient.")]


@router.get("/patients", response_model=PatientList)
def patients(visit: Visiting) -> Response:
    """The patients of the folder, each with the handle that stands for it in addresses."""
    visit.note("saw")
    return Response(to_bytes(documents.patient_list(visit.desk.patients())), media_type=JSON)


@router.get(
    "/patients/{handle}/match",
    response_model=Matches,
    responses={200: or_searchset("The matches, best first."), 304: NOT_MODIFIED},
)
def match(
    request: Request,
    visit: Visiting,
    store: Stored,
    handle: Handle,
    all_statuses: AllStatuses = False,
    as_of: AsOf = None,
) -> Response:
    """The patient's matches, best first. `Accept: application/fhir+json` gives a searchset."""
    patient = visit.patient(handle)
    key = ("match", visit.snapshot.meta.id, print_of(patient), as_of, all_statuses)

    def made() -> object:
        shortlist = visit.desk.shortlist(visit.snapshot, patient, as_of=as_of, all_statuses=all_statuses)
        if wants_fhir(request):
            return searchset(visit.say, shortlist.entries, store.studies(visit))
        return documents.matches(visit.say, shortlist)

    return store.answers.give(request, key, made, FHIR if wants_fhir(request) else JSON, UNKEPT)


@router.get("/patients/{handle}/state", response_model=States, responses={304: NOT_MODIFIED})
def state(request: Request, visit: Visiting, store: Stored, handle: Handle, as_of: AsOf = None) -> Response:
    """What is derived of the patient."""
    patient = visit.patient(handle)
    key = ("state", visit.snapshot.meta.id, print_of(patient), as_of)
    return store.answers.give(
        request, key, lambda: documents.state(visit.say, patient, as_of), headers=UNKEPT
    )
