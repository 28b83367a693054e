"""The gate: checks that every request passes, one after the other, before any route sees it."""

from collections.abc import Callable, Sequence

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from matcher.web.problems import Problem, answer, worded

Check = Callable[[Request], None]
"""Raises Problem for a request that may not go on."""


LOGGED = {"status_403": "from a page of another site", "status_421": "under another server's name"}
"""Refusals that may be an attack, by the key of the problem; a login logs its own."""


class Gate:
    """Answers a refused request itself; all others pass."""

    def __init__(
        self, app: ASGIApp, checks: Sequence[Check], refused: Callable[[Request, str], None]
    ) -> None:
        self.app = app
        self.checks = checks
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if no check refuses it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            for check in self.checks:
                check(request)
        except Problem as refusal:
            problem = self._noted(request, refusal)
            await answer(request, worded(request, problem), problem.headers)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _noted(self, request: Request, problem: Problem) -> Problem:
        """The problem, once it is logged; or that there were too many."""
        if problem.key not in LOGGED:
            return problem
        try:
            self._refused(request, LOGGED[problem.key])
        except Problem as too_many:
            return too_many
        return problem
