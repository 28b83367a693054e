"""Limits how much may be sent in one request, whether its length is told beforehand or not."""

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matcher.strict_json import MAX_BYTES
from matcher.web.problems import Problem, answer, worded


class TooMuch(Exception):
    """Raised where a route reads on beyond the limit."""


class Size:
    """Answers 413 as soon as more than `most` bytes are told or come."""

    def __init__(self, app: ASGIApp, most: int = MAX_BYTES) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what a route makes of a body that was cut off is not sent."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(receive, send, self.most)
        if _told(scope) <= self.most:
            try:
                await self.app(scope, body.receive, body.send)
            except TooMuch:
                body.over = True
        if (_told(scope) > self.most or body.over) and not body.begun:
            request = Request(scope)
            refusal = answer(request, worded(request, Problem(413)), {"Connection": "close"})
            await refusal(scope, receive, send)


class _Body:
    """Counts what comes in, and holds back what is answered once it was too much."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send = receive, send
        self._left = most
        self.over = self.begun = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.over = True
            raise TooMuch
        return message

    async def send(self, message: Message) -> None:
        if self.begun or not self.over:
            self.begun = True
            await self._send(message)


def _told(scope: Scope) -> int:
    told = dict(scope["headers"]).get(b"content-length", b"0")
    return int(told) if told.isdigit() else 0
