"""Where each night leaves what the next one compares with, and how it is found again.

In an export folder `basis.json` and `changes.json` lie beside the patients' folders, `judged.json` in each of
these. What is damaged, or of another version, is as if it were not there: the list is then said to be new.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from matcher.changes.compare import View
from matcher.changes.judged import Basis, Judged, Part
from matcher.changes.model import NightChanges
from matcher.export.document import to_json
from matcher.export.folders import folder_name
from matcher.export.private_file import write_private
from matcher.settings import Home

BASIS = "basis.json"
CHANGES = "changes.json"
JUDGED = "judged.json"

Kept = TypeVar("Kept", bound=Part)


def write_changes(path: Path, changes: NightChanges) -> None:
    """Write the document, as people and other programs read it. Raises OSError if the disk refuses."""
    write_private(path, to_json(changes.model_dump(mode="json", by_alias=True)))


def write_part(path: Path, part: Basis | Judged) -> None:
    """Write what only the next night reads, on one line: the same content gives the same bytes.

    Raises OSError if the disk refuses.
    """
    write_private(path, f"{json.dumps(part.model_dump(mode='json', by_alias=True))}\n")


def read_part(path: Path, kind: type[Kept]) -> Kept | None:
    """What the file holds, None if there is no such file or it is not one of this kind."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None


def matched_nights(home: Home) -> list[str]:
    """The nights whose changes are kept, newest first."""
    found = [path.parent.name for path in home.exports.glob(f"*/{CHANGES}") if not path.parent.suffix]
    return sorted(found, reverse=True)


def changes_of(home: Home, night: str) -> NightChanges | None:
    """The changes that this night found."""
    return read_part(home.exports / night / CHANGES, NightChanges)


class Earlier:
    """The nights of a home up to one night, to look up patients in."""

    def __init__(self, home: Home, nights: list[str]) -> None:
        """`nights` newest first."""
        self._home, self.nights = home, nights
        self._basis = cache(self._read_basis)

    @classmethod
    def before(cls, home: Home, night: str) -> "Earlier":
        """All kept nights before this one."""
        return cls(home, [each for each in matched_nights(home) if each < night])

    def view(self, patient_id: str) -> View | None:
        """The patient's matches of the last of these nights that matched this patient."""
        return next(self._views(patient_id), None)

    def changes(self) -> NightChanges | None:
        """What the last of these nights found."""
        return next(filter(None, (changes_of(self._home, night) for night in self.nights)), None)

    def _views(self, patient_id: str) -> Iterator[View]:
        for night in self.nights:
            own = self._home.exports / night / folder_name(patient_id)
            judged, basis = read_part(own / JUDGED, Judged), self._basis(night)
            if judged and basis and judged.patient_id == patient_id:
                yield View(judged, basis)

    def _read_basis(self, night: str) -> Basis | None:
        return read_part(self._home.exports / night / BASIS, Basis)
