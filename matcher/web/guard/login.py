"""Checks who asks: the token of a program, the session of a browser, or whoever sits at this machine.

Home to what a request may do without either, and to the limit on attempts.
"""

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from matcher.web.audit import Audit, Happening
from matcher.web.frame import LOCAL_USER, address_of
from matcher.web.problems import API, Problem
from matcher.web.secret import Secret
from matcher.web.sessions import COOKIE, Sessions
from matcher.web.settings import WebSettings
from matcher.web.tokens import Tokens

LOGIN = "/login"
STATIC = "/static/"
FORM = "form"
"""What the marks in forms are made for."""

ATTEMPTS = RateLimitItemPerMinute(30)
_BEARER = "bearer "
_NOBODY = "-"


class Login:
    """Puts the user's name and the mark of forms on the request, or refuses it."""

    def __init__(self, settings: WebSettings, secret: Secret, audit: Audit) -> None:
        self.tokens = Tokens(settings.home.tokens, settings.now)
        self.sessions = Sessions(settings.now)
        self._demanded = settings.login
        self._secret = secret
        self._audit = audit
        self._attempts = FixedWindowRateLimiter(MemoryStorage())

    def check(self, request: Request) -> None:
        """Raises Problem for who may not go on."""
        if not self._demanded:
            self._let(request, LOCAL_USER, mark=LOCAL_USER)
        elif "authorization" in request.headers:
            self._check_token(request)
        else:
            self._check_session(request)

    def begin(self, request: Request, token: str) -> str:
        """Log in with a token; the number of the session. Raises Problem if the token does not count."""
        user = self.tokens.holder(token)
        if user is None:
            self.refuse(request, "wrong or expired token")
            raise Problem(401, "token")
        self._audit.record(Happening("login", user, address_of(request), LOGIN))
        return self.sessions.begin(user)

    def refuse(self, request: Request, why: str) -> None:
        """Write the refusal down. Raises Problem for too many attempts, which are not written down."""
        address = address_of(request)
        if not self._attempts.hit(ATTEMPTS, address):
            raise Problem(429)
        route = API if request.url.path.startswith(API) else "/"
        self._audit.record(Happening("refused", _NOBODY, address, route, why=why))

    def _check_token(self, request: Request) -> None:
        given = request.headers["authorization"]
        kind, token = given[: len(_BEARER)].lower(), given[len(_BEARER) :].strip()
        holds = self.tokens.holder(token) if kind == _BEARER else None
        if holds is None:
            self.refuse(request, "wrong or expired token")
            raise Problem(401, "token", headers={"WWW-Authenticate": "Bearer"})
        self._let(request, holds, mark="")

    def _check_session(self, request: Request) -> None:
        number = request.cookies.get(COOKIE, "")
        user = self.sessions.user(number)
        if user is not None and self.tokens.counts(user):
            self._let(request, user, mark=number)
            request.state.login = True
        elif request.url.path == LOGIN or request.url.path.startswith(STATIC):
            self._let(request, _NOBODY, mark=LOGIN)
        else:
            self.refuse(request, "no token")
            raise _wanted(request)

    def _let(self, request: Request, user: str, *, mark: str) -> None:
        request.state.user = user
        request.state.csrf = self._secret.mark(FORM, mark) if mark else ""


def _wanted(request: Request) -> Problem:
    """Programs are told to send a token; people are led to the page that asks for it."""
    if request.url.path.startswith(API):
        return Problem(401, headers={"WWW-Authenticate": "Bearer"})
    return Problem(303, "status_401", headers={"Location": LOGIN})
