"""Pulls the registry into the archive, and says which version of which trial the night works with."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from matcher.errors import StoreError
from matcher.registry.archive import Archive
from matcher.registry.query import Query, default_query
from matcher.registry.source import Progress, RawRecord, open_source
from matcher.settings import Home
from matcher.store.meta import SnapshotMeta
from matcher.store.read import Snapshot, open_published

Mode = Literal["auto", "full", "incremental"]
"""How much to ask for: everything, or what was updated since the last night. "auto" asks a folder for
everything, and a registry for everything once in `FULL_EVERY`, since an update never says what vanished."""

FULL_EVERY = timedelta(days=7)
OVERLAP = timedelta(days=2)
"""How far an incremental pull reaches back behind the last one: the registry's dates have no time zone."""


@dataclass(frozen=True)
class Pull:
    """What the night works with: `versions` is by trial number the SHA-256 of the archived record.

    `archived` counts the versions that were new to the archive. `timestamp` is the registry's own, or that of
    a folder's content. `asked` is equal for two pulls of the same source with the same query.
    """

    versions: dict[str, str]
    source: str
    asked: str
    timestamp: str
    full: bool
    archived: int
    restarts: int = 0
    problems: tuple[str, ...] = field(default=())


def published_or_none(home: Home) -> tuple[Snapshot | None, str | None]:
    """The published snapshot, or None and, if it is there but cannot be read, the sentence that says why."""
    try:
        return open_published(home.root), None
    except StoreError as error:
        return None, str(error) if home.pointer.exists() else None


def pull_registry(
    home: Home,
    registry: str,
    *,
    now: datetime,
    mode: Mode = "auto",
    progress: Progress | None = None,
    query: Query | None = None,
) -> Pull:
    """Pull `registry` (base URL or folder) into the home's archive.

    Raises RegistryError, BadInput or StoreError; what has been archived by then stays archived.
    """
    source, query = open_source(registry), query or default_query()
    asked = hashlib.sha256(f"{source.describe()}\n{query}".encode()).hexdigest()[:12]
    before = _versions_before(home, asked)
    since = _since(before[0], registry, mode, now) if before else None
    sink = _Sink(Archive(home.archive))
    report = source.pull(query, sink, since=since, progress=progress)
    arrived = dict(zip(report.nct_ids, report.hashes, strict=True))
    return Pull(
        versions=arrived if before is None or since is None else {**before[1], **arrived},
        source=source.describe(),
        asked=asked,
        timestamp=report.data_timestamp,
        full=since is None,
        archived=sink.new,
        restarts=report.restarts,
        problems=report.problems,
    )


class _Sink:
    """Puts records into the archive and counts those it did not have."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.new = 0

    def __call__(self, record: RawRecord) -> None:
        self.new += self._archive.put(record)


def _versions_before(home: Home, asked: str) -> tuple[SnapshotMeta, dict[str, str]] | None:
    """What the published snapshot holds, if it came of the same question to the same source."""
    snapshot, _ = published_or_none(home)
    if snapshot is None:
        return None
    with snapshot:
        return (snapshot.meta, snapshot.versions()) if snapshot.meta.asked == asked else None


def _since(meta: SnapshotMeta, registry: str, mode: Mode, now: datetime) -> date | None:
    """From which update on to ask; None for everything."""
    is_folder = not registry.lower().startswith(("http://", "https://"))
    is_due = now - datetime.fromisoformat(meta.full_pull_at) >= FULL_EVERY
    if mode == "full" or (mode == "auto" and (is_folder or is_due)):
        return None
    return _day(meta.registry_timestamp)


def _day(timestamp: str | None) -> date | None:
    """The day to begin with, None where the timestamp is no date (a mark of a folder's content)."""
    try:
        return date.fromisoformat((timestamp or "")[:10]) - OVERLAP
    except ValueError:
        return None
