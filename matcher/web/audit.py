"""The audit log: who saw, exported or changed whose matches, when, on which snapshot, and who was refused.

Home to its one form: a line of JSON a happening, only ever appended, readable by its owner only. It holds
handles and never a fact or an id of a patient, and no text of the registry.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple

from matcher.settings import PRIVATE_FILE

Event = Literal["saw", "exported", "saved", "login", "logout", "refused"]

EVERYBODY = "*"
"""Stands where a handle would stand, when a list of all patients was shown."""

_LONGEST = 200


class Happening(NamedTuple):
    """What is written: who, from where, on which route; whose matches on which snapshot; why refused."""

    event: Event
    user: str
    address: str
    route: str
    patient: str | None = None
    snapshot: str | None = None
    why: str | None = None


class Audit:
    """Appends to one file. Safe for threads; each line is written in one step."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._now = now
        self._lock = Lock()

    def record(self, happening: Happening) -> None:
        """Append a line. Raises OSError: what cannot be logged does not happen."""
        said = {name: value[:_LONGEST] for name, value in happening._asdict().items() if value is not None}
        line = _line({"at": self._now().isoformat(timespec="milliseconds"), **said})
        with self._lock:
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)


def _line(said: dict[str, str]) -> bytes:
    """One line of ASCII: whatever was typed cannot begin another, nor reach a terminal as a command."""
    return json.dumps(said, ensure_ascii=True).replace("\x7f", "\\u007f").encode() + b"\n"
