"""Gets one JSON document from the registry, or says in one sentence why it could not.

Home to reading an answer, asking again for one that breaks off or is no JSON, and the sentences about it.
Knows nothing of pages; patience with the connection is `session`'s.
"""

import re
from typing import TypeVar

import requests
from pydantic import BaseModel, ValidationError
from urllib3.exceptions import (
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

from matcher.errors import RegistryError
from matcher.registry.pace import Pace
from matcher.registry.session import open_session
from matcher.registry.source import PUBLIC_REGISTRY
from matcher.registry.study import read_json

READINGS = 4
"""How often an answer is asked for again that breaks off or is no JSON."""
Shape = TypeVar("Shape", bound=BaseModel)


class RefusedError(RegistryError):
    """The registry answered, but not with a document: the HTTP `status` and its `reason` in plain text."""

    def __init__(self, message: str, status: int, reason: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class _GarbledError(Exception):
    """An answer that broke off or is no document; the message completes 'it sent ...'."""


class Transport:
    """The API at `base_url`. `timeouts` are seconds to connect, and seconds of silence while reading."""

    def __init__(self, base_url: str, pace: Pace, timeouts: tuple[float, float] = (10.0, 60.0)) -> None:
        self.base_url = base_url.rstrip("/")
        self._pace = pace
        self._timeouts = timeouts
        self._session = open_session(self.base_url, pace)

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
        except (requests.RequestException, HTTPError) as error:
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
        where = f"The registry at {self.base_url} answered {path} {_times(response)}with {status}"
        if status == requests.codes.too_many_requests:
            sentence = f"{where} (too many requests); run again in an hour"
        elif status >= requests.codes.internal_server_error:
            sentence = f"{where} (trouble of its own); run again later"
        elif status == requests.codes.not_found:
            sentence = f"{where} (not found); give the base URL of a v2 API such as {PUBLIC_REGISTRY}"
        else:
            sentence = f"{where} ({reason or 'no reason given'}); mend the query or the address"
        return RefusedError(sentence, status, reason)


def _read_whole(response: requests.Response) -> None:
    try:
        _ = response.content
    except (requests.RequestException, HTTPError):
        raise _GarbledError("an answer that broke off") from None


def _shaped(response: requests.Response, shape: type[Shape]) -> Shape:
    try:
        return shape.model_validate(read_json(response.content))
    except ValidationError as error:
        missing = ".".join(map(str, error.errors()[0]["loc"])) or "an object"
        raise _GarbledError(f"JSON that is no answer to it ({missing} is missing or malformed)") from None
    except ValueError:
        raise _GarbledError(
            "an HTML page instead of JSON" if _is_html(response) else "damaged JSON"
        ) from None


def _is_html(response: requests.Response) -> bool:
    return "html" in response.headers.get("Content-Type", "") or response.content.lstrip().startswith(b"<")


def _times(response: requests.Response) -> str:
    retries = response.raw.retries
    return f"{len(retries.history) + 1} times " if retries and retries.history else ""


def _reason(response: requests.Response) -> str:
    """What the registry says in plain text, on one line and not endlessly."""
    if _is_html(response):
        return ""
    text = response.content[:500].decode("utf-8", "replace")
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return re.sub(r"\s+", " ", printable).strip()[:200]


def _why(error: Exception) -> str:
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
