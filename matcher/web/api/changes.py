"""What the last night changed for whom, for programs that tell people."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from matcher.changes.files import matched_nights
from matcher.changes.model import NightChanges
from matcher.changes.since import changes_since, last_changes
from matcher.web.api.answers import JSON, to_bytes
from matcher.web.api.schemas import refusals
from matcher.web.problems import Problem
from matcher.web.visit import Visiting

router = APIRouter(tags=["changes"])

Since = Annotated[
    str | None,
    Query(
        max_length=40,
        description="An earlier night, 20261101T030000Z, or a day. Left out: each patient's last before.",
    ),
]


@router.get("/changes", response_model=NightChanges, responses=refusals())
def changes(visit: Visiting, since: Since = None) -> Response:
    """Which trials came, went or are judged otherwise for each patient, and why; washouts that end."""
    home = visit.desk.settings.home
    if not matched_nights(home):
        raise Problem(404, "no_night")
    found = changes_since(home, since) if since else last_changes(home)
    visit.note("saw")
    return Response(to_bytes(found.model_dump(mode="json", by_alias=True)), media_type=JSON)
