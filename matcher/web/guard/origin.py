"""Checks where a request comes from: under which name this server was asked for, and from whose page.

A page of another site may make a browser ask, under a name that leads to this machine (DNS rebinding) or with
a form that posts here. Browsers say so in headers that the page cannot change.
"""

from urllib.parse import urlsplit

from fastapi import Request

from matcher.web.problems import API, Problem
from matcher.web.settings import LOCALHOST, WebSettings, is_loopback

SAFE = {"GET", "HEAD", "OPTIONS"}
"""Methods that change nothing."""

_OWN = {"same-origin", "none"}


def host_check(settings: WebSettings, request: Request) -> None:
    """On a loopback address the server has loopback names only; elsewhere the token protects."""
    if not settings.login and not _is_own(_name(request.headers.get("host", "")), settings):
        raise Problem(421)


def origin_check(request: Request) -> None:
    """What changes something must come from a page of this server, or from no page at all."""
    if request.method in SAFE or "authorization" in request.headers:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in _OWN:
        raise Problem(403)
    if site is None and not _same_origin(request):
        raise Problem(403)


def _same_origin(request: Request) -> bool:
    """A form of ours comes with the origin `null` where no referrer is sent; its csrf mark then proves it."""
    origin = request.headers.get("origin")
    if origin == "null":
        return not request.url.path.startswith(API)
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _is_own(name: str, settings: WebSettings) -> bool:
    return name in (LOCALHOST, settings.host.lower()) or is_loopback(name)


def _name(host: str) -> str:
    """The name in a Host header, without its port and the brackets of IPv6."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
