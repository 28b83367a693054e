"""Home to `Snapshot` and to how readers find the published one. Loads neither parser nor flows."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import ValidationError

from matcher.errors import StoreError
from matcher.settings import Home
from matcher.store.connection import MEND, connect, store_errors
from matcher.store.meta import SCHEMA_VERSION, SnapshotMeta
from matcher.store.pointer import published_path
from matcher.store.rows import ITEM_COLUMNS, SPAN_COLUMNS, TRIAL_COLUMNS, revive
from matcher.trial import Trial


class Snapshot:
    """One snapshot, open for reading. It never changes; a newer one is another `Snapshot`."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises StoreError if it is missing, damaged, half built or of another schema."""
        self.path = path
        if not path.is_file():
            raise StoreError(f"{path}: the published snapshot is not there; {MEND}")
        self._connection = connect(path, read_only=True)
        self.meta = self._read_meta()

    def close(self) -> None:
        """Let go of the file; a closed snapshot answers no more."""
        self._connection.close()

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def trials(self) -> list[Trial]:
        """All trials, by number. Raises StoreError if a row is damaged."""
        return list(self._trials)

    def trials_without(self, statuses: Collection[str]) -> list[Trial]:
        """The trials of no such recruitment status, by number; the others are not even read.

        A trial whose record names no status is among them. Raises StoreError if a row is damaged.
        """
        kept = "SELECT nct_id FROM trials WHERE NOT list_contains(?, coalesce(overall_status, ''))"
        return self._revive(f"WHERE nct_id IN ({kept})", [list(statuses)])

    def trial(self, nct_id: str) -> Trial | None:
        """One trial, or None if the snapshot does not hold it."""
        found = self._revive("WHERE nct_id = ?", [nct_id])
        return found[0] if found else None

    def versions(self) -> dict[str, str]:
        """By trial number, the SHA-256 of the archived record that was read."""
        return dict(self._rows("SELECT nct_id, content_sha256 FROM trials"))

    def parse_keys(self) -> dict[str, str]:
        """By trial number, the key under which its reading can be used again; failed ones are left out."""
        return dict(self._rows("SELECT nct_id, parse_key FROM trials WHERE NOT failed"))

    @cached_property
    def _trials(self) -> list[Trial]:
        return self._revive("", [])

    def _revive(self, where: str, parameters: list[Any]) -> list[Trial]:
        def rows(table: str, columns: tuple[str, ...], order: str) -> list[Any]:
            sql = f"SELECT {', '.join(columns)} FROM {table} {where} ORDER BY {order}"
            return self._rows(sql, parameters)

        try:
            return revive(
                rows("trials", TRIAL_COLUMNS, "nct_id"),
                rows("items", ITEM_COLUMNS, "nct_id, position"),
                rows("spans", SPAN_COLUMNS, "nct_id, role, position"),
            )
        except (ValidationError, ValueError):
            raise StoreError(
                f"{self.path}: a stored trial is damaged or of another version of this program; {MEND}"
            ) from None

    def _read_meta(self) -> SnapshotMeta:
        try:
            rows = self._rows(f"SELECT {', '.join(SnapshotMeta.model_fields)} FROM meta")
        except StoreError:
            self.close()
            raise
        if len(rows) != 1:
            self.close()
            raise StoreError(f"{self.path}: the snapshot is half built; {MEND}")
        meta = SnapshotMeta(**dict(zip(SnapshotMeta.model_fields, rows[0], strict=True)))
        if meta.schema_version != SCHEMA_VERSION:
            self.close()
            raise StoreError(
                f"{self.path}: the snapshot has schema {meta.schema_version} and this program reads "
                f"{SCHEMA_VERSION}; {MEND}"
            )
        return meta

    def _rows(self, sql: str, parameters: list[Any] | None = None) -> list[Any]:
        with store_errors(self.path):
            # A cursor of its own, so that several threads may read at once.
            return self._connection.cursor().execute(sql, parameters or []).fetchall()


def open_published(home: Path) -> Snapshot:
    """The published snapshot of a home. Raises StoreError if there is none or it cannot be read."""
    return Snapshot(published_path(Home(home)))


class PublishedReader:
    """For programs that stay: hands out the published snapshot, and the next one once it is published.

    Safe for threads. An earlier snapshot is closed as soon as nobody holds it any more.
    """

    def __init__(self, home: Path) -> None:
        self._home = Home(home)
        self._lock = Lock()
        self._newest: Snapshot | None = None
        self._held: Counter[Snapshot] = Counter()

    @contextmanager
    def hold(self) -> Iterator[Snapshot]:
        """The published snapshot, open until the block ends, also if the pointer moves. Raises StoreError."""
        snapshot = self._take()
        try:
            yield snapshot
        finally:
            self._give_back(snapshot)

    def close(self) -> None:
        """Let go of the snapshot that nobody holds; the next `hold` opens it again."""
        with self._lock:
            left, self._newest = self._newest, None
            self._close_unheld(left)

    def _take(self) -> Snapshot:
        path = published_path(self._home)
        with self._lock:
            newest = self._newest
            if newest is None or newest.path != path:
                newest, earlier = Snapshot(path), newest
                self._newest = newest
                self._close_unheld(earlier)
            self._held[newest] += 1
            return newest

    def _give_back(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._held[snapshot] -= 1
            if snapshot is not self._newest:
                self._close_unheld(snapshot)

    def _close_unheld(self, snapshot: Snapshot | None) -> None:
        if snapshot is not None and self._held[snapshot] <= 0:
            del self._held[snapshot]
            snapshot.close()
