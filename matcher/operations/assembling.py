"""Builds, verifies and publishes the night's snapshot, if it differs from the published one."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from matcher.operations.planning import Plan
from matcher.operations.pulling import Pull, published_or_none
from matcher.operations.reading import read_back
from matcher.settings import Home
from matcher.store.build import Reuse, build_snapshot
from matcher.store.meta import SnapshotMeta, describe
from matcher.store.pointer import KEEP, building_path, publish
from matcher.store.rows import StoredTrial
from matcher.store.verify import verify_snapshot

FAILED_MARK = "unread"
"""Set behind a parse key in the fingerprint, so that a record that is read at last makes a new snapshot."""


def describe_night(
    pull: Pull, plan: Plan, failed: Iterable[str], built_at: datetime, home: Home
) -> SnapshotMeta:
    """The meta of the snapshot that this night would build. `failed` are trials that could not be read."""
    unread = frozenset(failed)
    keys = {**plan.reused, **{each.nct_id: each.parse_key for each in plan.changed}}
    content = [(nct_id, f"{key} {FAILED_MARK}" if nct_id in unread else key) for nct_id, key in keys.items()]
    return describe(
        content,
        plan.reader,
        registry_timestamp=pull.timestamp,
        built_at=built_at,
        source=pull.source,
        asked=pull.asked,
        full_pull_at=None if pull.full else _last_full_pull(home),
    )


def is_published(home: Home, meta: SnapshotMeta) -> bool:
    """Whether the published snapshot already holds what `meta` describes."""
    published = _published_meta(home)
    return published is not None and published.fingerprint == meta.fingerprint


def build_night(home: Home, meta: SnapshotMeta, plan: Plan, chunk_files: Iterable[str]) -> Path:
    """Build the snapshot aside from what is reused and what was read; the file, not yet verified."""
    path = building_path(home, meta.id)
    path.unlink(missing_ok=True)
    snapshot, _ = published_or_none(home)
    if snapshot is None:
        build_snapshot(path, _read_all(chunk_files), meta)
        return path
    with snapshot:
        reuse = Reuse(snapshot.path, frozenset(plan.reused))
        build_snapshot(path, _read_all(chunk_files), meta, reuse)
    return path


def verify_night(home: Home, built: Path, allow_drop: bool) -> SnapshotMeta:
    """Verify the built snapshot by itself and against the published one. Raises StoreError if it fails."""
    return verify_snapshot(built, _published_meta(home), allow_drop=allow_drop)


def publish_night(home: Home, built: Path, keep: int = KEEP) -> Path:
    """Make the built snapshot the published one and keep the last `keep`."""
    return publish(home, built, keep)


def _read_all(chunk_files: Iterable[str]) -> Iterator[StoredTrial]:
    for file in chunk_files:
        yield from read_back(Path(file))


def _published_meta(home: Home) -> SnapshotMeta | None:
    snapshot, _ = published_or_none(home)
    if snapshot is None:
        return None
    with snapshot:
        return snapshot.meta


def _last_full_pull(home: Home) -> str | None:
    meta = _published_meta(home)
    return meta.full_pull_at if meta else None
