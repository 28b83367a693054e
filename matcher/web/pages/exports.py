"""Making a shortlist a file, and fetching it: for whoever made it, and nobody else."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import FileResponse, RedirectResponse

from matcher.export.model import Audience
from matcher.web.exporting import Ending, export_shortlist, media_of, own_export
from matcher.web.visit import Visiting

router = APIRouter()


@router.post("/patients/{handle}/exports")
def make(
    visit: Visiting,
    handle: str,
    audience: Annotated[Audience, Form()],
    ending: Annotated[Ending, Form()],
    all_statuses: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Make a file of the patient's shortlist, and lead to it."""
    export = export_shortlist(visit, handle, audience, ending, all_statuses=all_statuses)
    return RedirectResponse(f"/exports/{export.number}", 303)


@router.get("/exports/{number}")
def fetch(visit: Visiting, number: str) -> FileResponse:
    """The file; browsers keep it and do not open it as a page of this server."""
    export = own_export(visit, number)
    return FileResponse(export.path, media_type=media_of(export), filename=export.about.name)
