"""Home to what a serving process is told at its start. Knows no request and no framework."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from matcher.settings import Home

LOCALHOST = "localhost"


@dataclass(frozen=True)
class WebSettings:
    """Where the home and the patient files lie, and the address that is listened on.

    `shortlists` is how many shortlists are remembered.
    """

    home: Home
    patients: Path
    host: str = "127.0.0.1"
    port: int = 8000
    shortlists: int = 48

    @property
    def loopback(self) -> bool:
        """Whether only programs of this machine can connect."""
        if self.host == LOCALHOST:
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False
