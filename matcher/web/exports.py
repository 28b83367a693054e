"""Home to the files that users of the pages made: each belongs to whoever made it, and goes after a week.

Knows owners and bytes, and nothing of what is in a file.
"""

import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from matcher.export.private_file import write_private
from matcher.settings import make_private_folder

KEPT = timedelta(days=7)
_NUMBER = re.compile(r"[0-9a-f]{32}")
_ABOUT = "about.json"


class About(BaseModel):
    """Whose file it is, about which patient, from which snapshot, made when, and what it is called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user: str
    patient: str
    snapshot: str
    made_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was made, and what it is about."""

    number: str
    about: About
    path: Path


class Exports:
    """The exports in a folder, each in a folder of its own under a number that nobody can guess."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, about: About) -> Export:
        """A place for a new file; the file itself is written by the caller. Old exports are cleared."""
        make_private_folder(self._folder)
        self._clear(about.made_at)
        number = secrets.token_hex(16)
        own = make_private_folder(self._folder / number)
        write_private(own / _ABOUT, about.model_dump_json() + "\n")
        return Export(number, about, own / about.name)

    def find(self, number: str) -> Export | None:
        """The export of this number, whoever made it; None if there is none."""
        about = self._about(number)
        if about is None:
            return None
        export = Export(number, about, self._folder / number / about.name)
        return export if export.path.is_file() else None

    def _about(self, number: str) -> About | None:
        if not _NUMBER.fullmatch(number):
            return None
        try:
            return About.model_validate_json((self._folder / number / _ABOUT).read_bytes())
        except (OSError, ValidationError):
            return None

    def _clear(self, now: datetime) -> None:
        for folder in self._folder.iterdir():
            about = self._about(folder.name)
            if about is None or now - about.made_at > KEPT:
                shutil.rmtree(folder, ignore_errors=True)
