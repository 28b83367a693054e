"""Shortlists as files: made for one of three readers, kept a week, handed to whoever made them."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse
from pydantic import Field

from matcher.export.model import Audience
from matcher.web.api.schemas import refusals
from matcher.web.api.shapes import Made, Shape
from matcher.web.exporting import Ending, export_shortlist, media_of, own_export
from matcher.web.visit import Visiting

router = APIRouter(tags=["shortlists"])


class Wanted(Shape):
    """For whom, in which format, of which patient."""

    patient: Annotated[
        str, Field(pattern=r"^[0-9a-f]{32}$", description="What GET /patients calls the patient.")
    ]
    audience: Audience
    format: Ending
    all_statuses: bool = False


@router.post("/shortlists", status_code=201, responses=refusals(413))
def make(visit: Visiting, wanted: Wanted, response: Response) -> Made:
    """Make a file of a patient's shortlist. It belongs to you, and is kept for a week."""
    export = export_shortlist(
        visit, wanted.patient, wanted.audience, wanted.format, all_statuses=wanted.all_statuses
    )
    response.headers["Location"] = f"/api/v1/shortlists/{export.number}"
    return Made(number=export.number, name=export.about.name, media_type=media_of(export))


@router.get(
    "/shortlists/{number}",
    response_class=FileResponse,
    responses=refusals()
    | {
        200: {
            "description": "The file, as it was made.",
            "content": {
                media: {"schema": {"type": "string", "format": "binary"}}
                for media in (
                    "text/html; charset=utf-8",
                    "application/pdf",
                    "text/csv; charset=utf-8",
                    "application/json",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                )
            },
        }
    },
)
def fetch(
    visit: Visiting, number: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="Of the file.")]
) -> FileResponse:
    """The file that you made."""
    export = own_export(visit, number)
    return FileResponse(export.path, media_type=media_of(export), filename=export.about.name)
