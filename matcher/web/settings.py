"""Home to what a serving process is told at its start. Knows no request and no framework."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from matcher.settings import Home
from matcher.web.tokens import utc_now

LOCALHOST = "localhost"
RATE, LOCAL_RATE = 1_200, 60_000
"""Requests a minute for each user: of other machines, and of this one, where only a runaway asks so often."""


@dataclass(frozen=True)
class WebSettings:
    """Where the home and the patient files lie, and the address that is listened on.

    `always_login` demands a token on a loopback address too. `shortlists` is how many shortlists are
    remembered, `rate` how many requests a minute each user may send (None: as usual).
    """

    home: Home
    patients: Path
    host: str = "127.0.0.1"
    port: int = 8000
    always_login: bool = False
    shortlists: int = 48
    rate: int | None = None
    now: Callable[[], datetime] = utc_now

    @property
    def login(self) -> bool:
        """Whether a token is demanded: always where other machines can connect."""
        return self.always_login or not is_loopback(self.host)

    @property
    def a_minute(self) -> int:
        """How many requests a minute each user may send."""
        return self.rate if self.rate is not None else RATE if self.login else LOCAL_RATE


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine can connect to this address."""
    if host == LOCALHOST:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
