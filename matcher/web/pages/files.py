"""The files that pages load, for browsers to keep: another content has another address."""

from fastapi import APIRouter
from fastapi.responses import Response

from matcher.web.assets import asset
from matcher.web.problems import Problem

router = APIRouter()


@router.get("/static/{mark}/{name}")
def file(mark: str, name: str) -> Response:
    """A file, if it still has this content."""
    found = asset(mark, name)
    if found is None:
        raise Problem(404)
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(found.content, media_type=found.media, headers=kept)
