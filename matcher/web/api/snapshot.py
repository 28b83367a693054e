"""The published snapshot's account of itself, for programs that keep what they fetched."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matcher.store.meta import SnapshotMeta
from matcher.web.api.schemas import NOT_MODIFIED, refusals
from matcher.web.api.store import Stored
from matcher.web.visit import Visiting

router = APIRouter(tags=["snapshot"])


@router.get("/snapshot", response_model=SnapshotMeta, responses=refusals() | {304: NOT_MODIFIED})
async def snapshot(request: Request, visit: Visiting, store: Stored) -> Response:
    """What is published now: its id, of when the registry is, who read it, and how many trials it holds."""
    meta = visit.snapshot.meta
    return store.answers.give(request, ("snapshot", meta.id), lambda: meta.model_dump(mode="json"))
