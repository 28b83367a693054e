"""The pointer: a small file that names the published snapshot. Home to its atomic switch and tidying up."""

import os
import re
import shutil
from pathlib import Path

from matcher.errors import StoreError
from matcher.settings import PRIVATE_FILE, Home
from matcher.store.connection import MEND

KEEP = 7
"""How many snapshots stay, the published one among them."""

_BUILDING = ".building"
_ID = r"\d{8}T\d{6}Z-[0-9a-f]{8}"
_NAME = re.compile(rf"{_ID}\.duckdb")
_LEFTOVER = re.compile(rf"{_ID}(\{_BUILDING}(\..+)?|\.duckdb\..+)")
"""Half-built files, and what DuckDB lays beside a file it works on (`.wal`, `.tmp`)."""


def building_path(home: Home, snapshot_id: str) -> Path:
    """Where a snapshot is built, out of readers' sight."""
    return home.snapshots / f"{snapshot_id}{_BUILDING}"


def published_path(home: Home) -> Path:
    """The published snapshot's file. Raises StoreError if nothing is published or the pointer is damaged."""
    try:
        name = home.pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise StoreError(f"{home.root}: no snapshot is published; run `mdsmatch nightly` first") from None
    except (OSError, UnicodeDecodeError):
        raise StoreError(f"{home.pointer}: the pointer cannot be read; {MEND}") from None
    if not _NAME.fullmatch(name):
        raise StoreError(f"{home.pointer}: does not name a snapshot; {MEND}")
    return home.snapshots / name


def publish(home: Home, built: Path, keep: int = KEEP) -> Path:
    """Make a built and verified snapshot the published one in one step; keep the last `keep`.

    A death at any moment leaves the old one or the new one published, never neither. Raises OSError.
    """
    final = home.snapshots / f"{built.name.removesuffix(_BUILDING)}.duckdb"
    built.replace(final)
    _sync_folder(home.snapshots)
    _write_pointer(home, final.name)
    keep_last(home, keep)
    return final


def clear_leftovers(home: Home) -> int:
    """Remove what a killed night left half built; how many files that was. For the lock's holder only."""
    leftovers = [path for path in home.snapshots.iterdir() if _LEFTOVER.fullmatch(path.name)]
    for path in leftovers:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    _temporary_pointer(home).unlink(missing_ok=True)
    return len(leftovers)


def keep_last(home: Home, keep: int) -> None:
    """Remove all but the newest `keep` snapshots; the published one always stays, whatever its age."""
    current = published_path(home)
    others = sorted(path for path in home.snapshots.glob("*.duckdb") if path != current)
    for path in others[: max(0, len(others) - keep + 1)]:
        path.unlink()


def _write_pointer(home: Home, name: str) -> None:
    temporary = _temporary_pointer(home)
    with temporary.open("w", encoding="utf-8") as file:
        temporary.chmod(PRIVATE_FILE)
        file.write(f"{name}\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(home.pointer)
    _sync_folder(home.root)


def _temporary_pointer(home: Home) -> Path:
    return home.pointer.with_suffix(".new")


def _sync_folder(folder: Path) -> None:
    """Make a rename in the folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
