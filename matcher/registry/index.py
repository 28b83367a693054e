"""Which versions a trial's record has had: one line each, only ever added to.

Home to the archive's index file (NCT number, tab, SHA-256). A line torn by a kill is passed over; what it
said is restored by the archive from its files.
"""

import os
import re
from pathlib import Path

_LINE = re.compile(rb"(NCT\d{8})\t([0-9a-f]{64})")


class VersionIndex:
    """The index file at `path`, which need not exist yet. Other processes may add to it at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_to = 0
        self._versions: dict[str, dict[str, None]] = {}

    def versions(self, nct_id: str) -> tuple[str, ...]:
        """The hashes entered for this trial, oldest first."""
        self._catch_up()
        return tuple(self._versions.get(nct_id, ()))

    def hashes(self) -> set[str]:
        """Every hash entered."""
        self._catch_up()
        return {sha256 for versions in self._versions.values() for sha256 in versions}

    def add(self, nct_id: str, sha256: str) -> None:
        """Enter a version, unless it is entered already."""
        if sha256 in self.versions(nct_id):
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            # The line end before shuts off a line that a killed writer left torn.
            file.write(
                f"\n{nct_id}\t{sha256}\n".encode() if self._torn() else f"{nct_id}\t{sha256}\n".encode()
            )

    def _torn(self) -> bool:
        with self._path.open("rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"

    def _catch_up(self) -> None:
        """Read what has been added since the last look, whole lines only."""
        size = self._path.stat().st_size if self._path.exists() else 0
        if size < self._read_to:  # removed or replaced: what was read of it does not count any more
            self._read_to, self._versions = 0, {}
        if size == self._read_to:
            return
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            added = file.read()
        whole = added[: added.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for line in filter(None, map(_LINE.fullmatch, whole.splitlines())):
            self._versions.setdefault(line[1].decode(), {})[line[2].decode()] = None
