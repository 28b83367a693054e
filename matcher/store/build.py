"""Builds a snapshot file aside. Knows the tables and how rows get in fast; does not publish."""

from __future__ import annotations  # an annotation that held a DuckDB type would keep it past the end

import os
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from matcher.settings import PRIVATE_FILE
from matcher.store.connection import connect, store_errors
from matcher.store.meta import SnapshotMeta
from matcher.store.rows import (
    ITEM_COLUMNS,
    SPAN_COLUMNS,
    TRIAL_COLUMNS,
    Row,
    StoredTrial,
    item_rows,
    span_rows,
    trial_row,
)

BATCH = 200
"""Trials that are held as rows at a time."""

_LISTS = {"issues"}


class Reuse(NamedTuple):
    """Trials to take over, as they are, from an earlier snapshot of the same schema."""

    snapshot: Path
    nct_ids: frozenset[str]


def build_snapshot(
    path: Path, trials: Iterable[StoredTrial], meta: SnapshotMeta, reuse: Reuse | None = None
) -> SnapshotMeta:
    """Write a whole snapshot to `path`, which must not exist, and return its meta with the counts filled in.

    The meta goes in last: a file without it is half built. Trials are taken in batches, so an iterator is
    never held whole. Raises StoreError if the file cannot be written.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already; a snapshot is built once")
    connection = connect(path, read_only=False)
    try:
        with store_errors(path):
            complete = _fill(connection, trials, meta, reuse)
    finally:
        connection.close()
    path.chmod(PRIVATE_FILE)
    _to_disk(path)
    return complete


def _fill(
    connection: duckdb.DuckDBPyConnection,
    trials: Iterable[StoredTrial],
    meta: SnapshotMeta,
    reuse: Reuse | None,
) -> SnapshotMeta:
    connection.execute(files("matcher.store").joinpath("schema.sql").read_text(encoding="utf-8"))
    if reuse is not None and reuse.nct_ids:
        _take_over(connection, reuse)
    for batch in _batches(trials):
        _insert_batch(connection, batch)
    complete = meta.model_copy(update=_counts(connection))
    columns = tuple(SnapshotMeta.model_fields)
    _insert(connection, "meta", columns, [tuple(getattr(complete, column) for column in columns)])
    connection.execute("CHECKPOINT")
    return complete


def _take_over(connection: duckdb.DuckDBPyConnection, reuse: Reuse) -> None:
    location = str(reuse.snapshot).replace("'", "''")
    connection.execute(f"ATTACH '{location}' AS earlier (READ_ONLY)")
    kept = pa.table({"nct_id": pa.array(sorted(reuse.nct_ids), pa.string())})
    connection.register("kept", kept)
    for table in ("trials", "items", "spans"):
        connection.execute(
            f"INSERT INTO {table} SELECT rows.* FROM earlier.{table} AS rows SEMI JOIN kept USING (nct_id)"
        )
    connection.unregister("kept")
    connection.execute("DETACH earlier")


def _batches(trials: Iterable[StoredTrial]) -> Iterator[list[StoredTrial]]:
    source = iter(trials)
    while batch := list(islice(source, BATCH)):
        yield batch


def _insert_batch(connection: duckdb.DuckDBPyConnection, batch: list[StoredTrial]) -> None:
    readings = [stored.trial.eligibility for stored in batch]
    _insert(connection, "trials", TRIAL_COLUMNS, map(trial_row, batch))
    _insert(connection, "items", ITEM_COLUMNS, (row for each in readings for row in item_rows(each)))
    _insert(connection, "spans", SPAN_COLUMNS, (row for each in readings for row in span_rows(each)))


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...], rows: Iterable[Row]
) -> None:
    """Append the rows in one go by way of Arrow: row by row would take a hundred times as long."""
    listed = list(rows)
    if not listed:
        return
    arrays = [
        pa.array(column, pa.list_(pa.string()) if name in _LISTS else None)
        for name, column in zip(columns, zip(*listed, strict=True), strict=True)
    ]
    connection.register("batch", pa.table(arrays, names=list(columns)))
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM batch")
    connection.unregister("batch")


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    sql = """SELECT (SELECT count(*) FROM trials), (SELECT count(*) FROM items),
                    (SELECT count(*) FROM trials WHERE failed)"""
    return dict(zip(("trials", "items", "failed"), connection.execute(sql).fetchall()[0], strict=True))


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
