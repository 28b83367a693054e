"""The page that turns a token into a session, and the way out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from matcher.web.audit import Happening
from matcher.web.frame import address_of, frame_of
from matcher.web.guard.login import LOGIN, Login
from matcher.web.problems import Problem
from matcher.web.sessions import COOKIE, LASTS
from matcher.web.templating import render_frame

router = APIRouter()


@dataclass(frozen=True, slots=True)
class LoginPage:
    """Whether the token that was sent did not count."""

    refused: bool = False


@router.get(LOGIN)
def ask(request: Request) -> HTMLResponse:
    """The page that asks for a token."""
    return render_frame(frame_of(request), "login.html.j2", LoginPage())


@router.post(LOGIN)
def begin(request: Request, token: Annotated[str, Form()] = "") -> Response:
    """Begin a session with a token, or ask again."""
    login: Login = request.app.state.login
    try:
        number = login.begin(request, token.strip())
    except Problem as problem:
        if problem.status != 401:
            raise
        return render_frame(frame_of(request), "login.html.j2", LoginPage(refused=True), 401)
    answer = RedirectResponse("/", 303)
    lasts = int(LASTS.total_seconds())
    answer.set_cookie(
        COOKIE, number, max_age=lasts, httponly=True, samesite="strict", secure=_is_secure(request)
    )
    return answer


@router.post("/logout")
def end(request: Request) -> Response:
    """End the session."""
    login: Login = request.app.state.login
    login.sessions.end(request.cookies.get(COOKIE, ""))
    happening = Happening("logout", request.state.user, address_of(request), "/logout")
    request.app.state.audit.record(happening)
    answer = RedirectResponse(LOGIN, 303)
    answer.delete_cookie(COOKIE)
    return answer


def _is_secure(request: Request) -> bool:
    """Whether the browser came by TLS, which a proxy in front may have ended."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
