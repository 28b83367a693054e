"""The published snapshot's account of itself, for programs that keep what they fetched."""

from fastapi import APIRouter

from matcher.store.meta import SnapshotMeta
from matcher.web.visit import Visiting

router = APIRouter(tags=["snapshot"])


@router.get("/snapshot")
def snapshot(visit: Visiting) -> SnapshotMeta:
    """What is published now: its id, of when the registry is, who read it, and how many trials it holds."""
    return visit.snapshot.meta
