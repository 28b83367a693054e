"""The connection to the registry: how patient it is and how often it asks.

Home to the session and to urllib3's Retry (refused connections, time-outs, 429 and 5xx). Knows nothing of
what is asked for and answered.
"""

from importlib.metadata import version
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from matcher.errors import BadInput, RegistryError
from matcher.registry.pace import Pace
from matcher.registry.source import PUBLIC_REGISTRY

TRIES = 6
"""How often a request that finds the registry busy or silent goes out before we give up."""
CONNECTION_TRIES = 4
"""The same for a connection that cannot be made at all."""
LONGEST_WAIT = 120.0
"""Seconds; a registry that asks us to wait longer is left alone until the next run."""


def open_session(base_url: str, pace: Pace) -> requests.Session:
    """A session for the registry at `base_url`. Raises BadInput if that is no address."""
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _PacedAdapter(base_url, pace))
    session.headers.update({"Accept": "application/json", "User-Agent": f"mdsmatch/{version('mdsmatch')}"})
    # A proxy set for the world outside cannot reach a registry on this machine.
    session.trust_env = not _is_loopback(base_url)
    return session


class PacedRetry(Retry):
    """urllib3's Retry, whose pauses go through the client's pace: a retry is a request like any other."""

    registry: str
    pace: Pace

    def new(self, **changes: Any) -> Self:
        """See Retry; registry and pace go along."""
        again = super().new(**changes)
        again.registry, again.pace = self.registry, self.pace
        return again

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait as the registry asks, else longer each time. Raises RegistryError if it asks too much."""
        asked = self._asked(response)
        if asked > LONGEST_WAIT:
            raise RegistryError(
                f"The registry at {self.registry} asks to be left alone for {asked:.0f} seconds; "
                "run again after that"
            )
        self.pace.wait(asked or self.get_backoff_time())

    def _asked(self, response: BaseHTTPResponse | None) -> float:
        try:
            return (self.get_retry_after(response) if response else None) or 0.0
        except InvalidHeader:
            return 0.0


class _PacedAdapter(HTTPAdapter):
    """Sends nothing before its time."""

    def __init__(self, registry: str, pace: Pace) -> None:
        self._pace = pace
        super().__init__(max_retries=_patience(registry, pace))

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """See HTTPAdapter."""
        self._pace.wait()
        return super().send(request, **options)


def _patience(registry: str, pace: Pace) -> PacedRetry:
    """Pauses of 2, 4, 8, 16 seconds and up to one more, so that clients that failed together part company."""
    retry = PacedRetry(
        total=TRIES - 1,
        connect=CONNECTION_TRIES - 1,
        status_forcelist=(429, 500, 502, 503, 504),
        backoff_factor=1.0,
        backoff_max=30.0,
        backoff_jitter=1.0,
        raise_on_status=False,
    )
    retry.registry, retry.pace = registry, pace
    return retry


def _is_loopback(base_url: str) -> bool:
    try:
        host = urlsplit(base_url).hostname or ""
    except ValueError:
        raise BadInput(f"{base_url} is no web address; give one such as {PUBLIC_REGISTRY}") from None
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
