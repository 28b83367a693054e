"""The frame of a page: what stands around every content, also around an error that has no snapshot."""

from dataclasses import dataclass

from fastapi import Request

from matcher.export.model import Provenance
from matcher.web.wording import DEFAULT_LANGUAGE

LOCAL_USER = "local"
"""Whoever sits at this machine, where no login is asked for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where we are, who asks, in which language, the mark that forms carry, and the snapshot if there is
    one. `login`: whether there is a session to end."""

    path: str
    user: str
    language: str = DEFAULT_LANGUAGE
    csrf: str = ""
    login: bool = False
    provenance: Provenance | None = None


def frame_of(request: Request, provenance: Provenance | None = None) -> Frame:
    """The frame of this request."""
    user: str = getattr(request.state, "user", LOCAL_USER)
    csrf: str = getattr(request.state, "csrf", "")
    login: bool = getattr(request.state, "login", False)
    return Frame(request.url.path, user, csrf=csrf, login=login, provenance=provenance)


def address_of(request: Request) -> str:
    """Where the request comes from, as far as the connection shows."""
    return request.client.host if request.client else ""
