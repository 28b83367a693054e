"""Whether this process answers, for whoever watches over it."""

from fastapi import APIRouter

from matcher.web.api.schemas import refusals
from matcher.web.api.shapes import Health
from matcher.web.visit import Visiting

router = APIRouter(tags=["snapshot"])


@router.get("/health", responses=refusals())
async def health(visit: Visiting) -> Health:
    """That requests are answered, and on which snapshot; 503 where none is published."""
    return Health(status="ok", snapshot=visit.snapshot.meta.id)
