"""Home to who is logged in: sessions live in this process only, and end with it or by the clock."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

COOKIE = "mdsmatch_session"
LASTS = timedelta(hours=8)
MOST = 10_000


class Session(NamedTuple):
    """Whose session it is, and when it ends."""

    user: str
    ends: datetime


class Sessions:
    """Sessions by the number in the cookie. Safe for threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._open: dict[str, Session] = {}

    def begin(self, user: str) -> str:
        """A new session; its number, which nobody can guess."""
        number, now = secrets.token_urlsafe(32), self._now()
        with self._lock:
            kept = [(key, one) for key, one in self._open.items() if now < one.ends]
            self._open = dict(kept[-MOST + 1 :])
            self._open[number] = Session(user, now + LASTS)
        return number

    def user(self, number: str) -> str | None:
        """Whose session this is; None if it never was or has ended."""
        session = self._open.get(number)
        return session.user if session and self._now() < session.ends else None

    def end(self, number: str) -> None:
        """End the session, if it is one."""
        with self._lock:
            self._open.pop(number, None)
