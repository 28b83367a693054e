"""Home to the files that pages load (`static/`): their address changes with their content, so that a browser
may keep them for ever. The style is the exports' own, followed by what only the pages need."""

import hashlib
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import NamedTuple

STYLE = "style.css"
_MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class Asset(NamedTuple):
    """A file's content, its kind, and the mark of this content."""

    content: bytes
    media: str
    mark: str


def address(name: str) -> str:
    """Where a page loads the file from. Raises KeyError for a file that is not there."""
    return f"/static/{_assets()[name].mark}/{name}"


def asset(mark: str, name: str) -> Asset | None:
    """The file, if it still has the content that was marked so."""
    found = _assets().get(name)
    return found if found is not None and found.mark == mark else None


@cache
def _assets() -> dict[str, Asset]:
    folder = resources.files("matcher.web") / "static"
    house = (resources.files("matcher.export") / "templates" / STYLE).read_bytes()
    return {
        file.name: _asset(file.name, (house if file.name == STYLE else b"") + file.read_bytes())
        for file in folder.iterdir()
        if PurePosixPath(file.name).suffix in _MEDIA
    }


def _asset(name: str, content: bytes) -> Asset:
    media = _MEDIA[PurePosixPath(name).suffix]
    return Asset(content, media, hashlib.sha256(content).hexdigest()[:12])
