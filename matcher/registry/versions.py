"""Home to the archived versions of a trial's record, read as records. Knows nothing of how they are shown."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from matcher.registry.archive import Archive
from matcher.registry.record import TrialRecord
from matcher.registry.study import read_json


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """One version of a record; `number` counts from 1 in order of arrival."""

    number: int
    sha256: str
    record: TrialRecord


class Versions:
    """The archive in a folder, for reading. Safe for threads."""

    def __init__(self, root: Path) -> None:
        """Raises StoreError if the folder cannot be used."""
        self._archive = Archive(root)
        self._lock = Lock()

    def of(self, nct_id: str) -> tuple[RecordVersion, ...]:
        """All versions of a trial's record, the oldest first. Raises StoreError for one that is damaged."""
        with self._lock:
            hashes = self._archive.versions(nct_id)
        return tuple(
            RecordVersion(number, sha256, TrialRecord.from_study(read_json(self._archive.get(sha256))))
            for number, sha256 in enumerate(hashes, start=1)
        )
