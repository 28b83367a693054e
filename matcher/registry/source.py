"""Where records come from: one interface for the registry's API and for a folder of its files.

Home to what every source promises and hands over. How a source gets at its records is its own.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from matcher.errors import BadInput
from matcher.registry.query import Query

PUBLIC_REGISTRY = "https://clinicaltrials.gov/api/v2"
UNKNOWN_TIMESTAMP = "unknown"


class RawRecord(NamedTuple):
    """One version of one record: the study's JSON, byte by byte as it is kept, and its SHA-256 in hex."""

    nct_id: str
    content: bytes
    sha256: str

    @classmethod
    def of(cls, nct_id: str, content: bytes) -> Self:
        """The record with the hash of its content."""
        return cls(nct_id, content, hashlib.sha256(content).hexdigest())


class RegistryVersion(NamedTuple):
    """Which program answers and of when its data are.

    `data_timestamp` is UTC without a zone from the API; from a folder the day of the newest update in it, or
    a mark of its content. Two sources with the same timestamp need not hold the same records: compare hashes.
    """

    api_version: str
    data_timestamp: str


class PullReport(NamedTuple):
    """What one pull brought.

    `nct_ids` are unique and in the source's order; `hashes` are the SHA-256 of their records, one each, in
    the same order. `announced` is how many the source said it has (None: it did not say). `restarts` counts
    how often the pull began again. `problems` are sentences for people about what could not be taken.
    """

    nct_ids: tuple[str, ...]
    hashes: tuple[str, ...]
    announced: int | None
    restarts: int
    problems: tuple[str, ...]
    data_timestamp: str


Sink = Callable[[RawRecord], object]
Progress = Callable[[int, int | None], None]


class Source(Protocol):
    """A registry to pull records from."""

    def describe(self) -> str:
        """What and where this source is, for people."""
        ...

    def version(self) -> RegistryVersion:
        """The version of the data. Raises RegistryError or BadInput if the source cannot be read."""
        ...

    def pull(
        self,
        query: Query,
        sink: Sink,
        since: date | None = None,
        progress: Progress | None = None,
    ) -> PullReport:
        """Hand every record that fits `query`, updated on or after `since`, to `sink`; each version once.

        `progress` is told how many have arrived and how many were announced. Records handed over before an
        error stay with the sink. Raises RegistryError or BadInput with one sentence.
        """
        ...


def open_source(where: str) -> Source:
    """The source at `where`: the API at an http(s) address, else a folder. Raises BadInput if neither."""
    if where.lower().startswith(("http://", "https://")):
        from matcher.registry.client import RegistryClient  # a folder is read without loading requests

        return RegistryClient.at(where)
    if not Path(where).is_dir():
        raise BadInput(
            f"{where} is neither a folder nor an http address; give a folder with one study JSON a file, "
            f"or the base URL of a ClinicalTrials.gov v2 API such as {PUBLIC_REGISTRY}"
        )
    from matcher.registry.folder import FolderSource

    return FolderSource(Path(where))
