"""The gate: checks that every request passes, one after the other, before any route sees it."""

from collections.abc import Callable, Sequence

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from matcher.web.problems import Problem, answer, worded

Check = Callable[[Request], None]
"""Raises Problem for a request that may not go on."""


class Gate:
    """Answers a refused request itself; all others pass."""

    def __init__(self, app: ASGIApp, checks: Sequence[Check]) -> None:
        self.app = app
        self.checks = checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if no check refuses it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            for check in self.checks:
                check(request)
        except Problem as problem:
            await answer(request, worded(request, problem), problem.headers)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
