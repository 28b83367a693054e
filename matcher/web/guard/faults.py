"""The outermost layer: where this program breaks, people get a sentence and the log gets no patient fact."""

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matcher.web.problems import on_fault


class Faults:
    """Answers what no route and no other layer has answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer with 500 if that fails before anything was sent."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is answered here and its place is logged
            response = on_fault(Request(scope), fault)
            if not begun:
                await response(scope, receive, send)
