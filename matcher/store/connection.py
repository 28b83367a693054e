"""Opens DuckDB files the one way this program opens them: bounded, offline, and with errors for people."""

from __future__ import annotations  # an annotation that held a DuckDB type would keep it past the end

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from matcher.errors import StoreError

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "256MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

MEND = "run `mdsmatch nightly` to build a new one"


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection to the file. Raises StoreError if it is missing, locked, or no sound DuckDB file."""
    with store_errors(path):
        return duckdb.connect(str(path), read_only=read_only, config=_CONFIG)


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn what DuckDB raises about the file into a StoreError that says how to mend it."""
    try:
        yield
    except duckdb.Error as error:
        raise StoreError(_sentence(path, str(error))) from None


def _sentence(path: Path, why: str) -> str:
    low = why.lower()
    if "could not set lock" in low or "conflicting lock" in low:
        return f"{path}: another program holds the snapshot open for writing; end that program and try again"
    if "no space left" in low:
        return f"{path}: the disk is full; free some space and run the command again"
    if "permission denied" in low or "read-only file system" in low:
        return f"{path}: cannot be opened or written; check who owns it and that its disk can be written"
    return f"{path}: the snapshot cannot be read ({why.splitlines()[0][:160]}); {MEND}"
