"""Gets one JSON document from the registry, or says in one sentence why it could not.

Home to the session, to patience (urllib3's Retry for refused connections, time-outs, 429 and 5xx; a second
reading for answers that break off or are no JSON) and to the sentences about it. Knows nothing of pages.
"""

import re
from importlib.metadata import version
from ipaddress import ip_address
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, ValidationError
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import (
    InvalidHeader,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util.retry import Retry

from matcher.errors import BadInput, RegistryError
from matcher.registry.pace import Pace
from matcher.registry.source import PUBLIC_REGISTRY
from matcher.registry.study import read_json

TRIES = 6
"""How often a request that finds the registry busy or silent goes out before we give up."""
CONNECTION_TRIES = 4
"""The same for a connection that cannot be made at all."""
READINGS = 4
"""How often an answer is asked for again that breaks off or is no JSON."""
LONGEST_WAIT = 120.0
"""Seconds; a registry that asks us to wait longer is left alone until the next run."""

Shape = TypeVar("Shape", bound=BaseModel)


class RefusedError(RegistryError):
    """The registry answered, but not with a document: the HTTP `status` and its `reason` in plain text."""

    def __init__(self, message: str, status: int, reason: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class _GarbledError(Exception):
    """An answer that broke off or is no document; the message completes 'it sent ...'."""


class PacedRetry(Retry):
    """urllib3's Retry, whose pauses go through the client's pace: a retry is a request like any other."""

    pace: Pace

    def new(self, **changes: Any) -> Self:
        """See Retry; the pace goes along."""
        again = super().new(**changes)
        again.pace = self.pace
        return again

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait as the registry asks, else longer each time. Raises RegistryError if it asks too much."""
        asked = self._asked(response)
        if asked > LONGEST_WAIT:
            raise RegistryError(
                f"The registry asks to be left alone for {asked:.0f} seconds; run again after that"
            )
        self.pace.wait(asked or self.get_backoff_time())

    def _asked(self, response: BaseHTTPResponse | None) -> float:
        try:
            return (self.get_retry_after(response) if response else None) or 0.0
        except InvalidHeader:
            return 0.0


class _PacedAdapter(HTTPAdapter):
    """Sends nothing before its time."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        super().__init__(max_retries=_patience(pace))

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """See HTTPAdapter."""
        self._pace.wait()
        return super().send(request, **options)


class Transport:
    """The API at `base_url`. `timeouts` are seconds to connect, and seconds of silence while reading."""

    def __init__(self, base_url: str, pace: Pace, timeouts: tuple[float, float] = (10.0, 60.0)) -> None:
        self.base_url = base_url.rstrip("/")
        self._pace = pace
        self._timeouts = timeouts
        self._session = _session(self.base_url, pace)

    def get(self, path: str, parameters: dict[str, str], shape: type[Shape]) -> Shape:
        """The document at `path`. Raises RefusedError for an HTTP error, RegistryError for the rest."""
        what = ""
        for reading in range(READINGS):
            if reading:
                self._pace.pause(2.0**reading)
            try:
                return _shaped(self._answer(path, parameters), shape)
            except _GarbledError as garbled:
                what = str(garbled)
        raise RegistryError(
            f"The registry at {self.base_url} answered {path} {READINGS} times with {what}; "
            f"check that this is the base URL of a v2 API such as {PUBLIC_REGISTRY}, or run again later"
        )

    def _answer(self, path: str, parameters: dict[str, str]) -> requests.Response:
        try:
            response = self._session.get(
                self.base_url + path, params=parameters, timeout=self._timeouts, stream=True
            )
        except requests.RequestException as error:
            raise RegistryError(
                f"The registry at {self.base_url} cannot be reached ({_why(error)}); "
                "check the address and the network, then run again"
            ) from None
        with response:
            _read_whole(response)
        if response.status_code != requests.codes.ok:
            raise self._refusal(path, response)
        return response

    def _refusal(self, path: str, response: requests.Response) -> RefusedError:
        status, reason = response.status_code, _reason(response)
        where = f"The registry at {self.base_url} answered {path} with {status}"
        if status == requests.codes.too_many_requests:
            sentence = f"{where} (too many requests) {TRIES} times; run again in an hour"
        elif status >= requests.codes.internal_server_error:
            sentence = f"{where} (trouble of its own) {TRIES} times; run again later"
        elif status == requests.codes.not_found:
            sentence = f"{where} (not found); give the base URL of a v2 API such as {PUBLIC_REGISTRY}"
        else:
            sentence = f"{where} ({reason or 'no reason given'}); mend the query or the address"
        return RefusedError(sentence, status, reason)


def _session(base_url: str, pace: Pace) -> requests.Session:
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _PacedAdapter(pace))
    session.headers.update({"Accept": "application/json", "User-Agent": f"mdsmatch/{version('mdsmatch')}"})
    # A proxy set for the world outside cannot reach a registry on this machine.
    session.trust_env = not _is_loopback(base_url)
    return session


def _is_loopback(base_url: str) -> bool:
    try:
        host = urlsplit(base_url).hostname or ""
    except ValueError:
        raise BadInput(f"{base_url} is no web address; give one such as {PUBLIC_REGISTRY}") from None
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _patience(pace: Pace) -> PacedRetry:
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
    retry.pace = pace
    return retry


def _read_whole(response: requests.Response) -> None:
    try:
        _ = response.content
    except requests.RequestException:
        raise _GarbledError("an answer that broke off") from None


def _shaped(response: requests.Response, shape: type[Shape]) -> Shape:
    try:
        return shape.model_validate(read_json(response.content))
    except ValidationError as error:
        missing = ".".join(map(str, error.errors()[0]["loc"])) or "an object"
        raise _GarbledError(f"JSON that is no answer to it ({missing} is missing or malformed)") from None
    except ValueError:
        page = "html" in response.headers.get("Content-Type", "") or response.content.lstrip().startswith(
            b"<"
        )
        raise _GarbledError("an HTML page instead of JSON" if page else "damaged JSON") from None


def _reason(response: requests.Response) -> str:
    """What the registry says in plain text, on one line and not endlessly."""
    if "html" in response.headers.get("Content-Type", ""):
        return ""
    printable = "".join(sign if sign.isprintable() else " " for sign in response.text[:500])
    return re.sub(r"\s+", " ", printable).strip()[:200]


def _why(error: requests.RequestException) -> str:
    """What happened, in words."""
    if isinstance(error, requests.exceptions.SSLError):
        return "the secure connection failed"
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(error, requests.Timeout) or isinstance(reason, ReadTimeoutError):
        return "it does not answer in time"
    if isinstance(reason, NameResolutionError):
        return "its host name is not known"
    if isinstance(reason, NewConnectionError):
        return (getattr(reason.__cause__, "strerror", None) or "no connection").lower()
    if isinstance(error, requests.ConnectionError):
        return "the connection broke off"
    return str(error)
