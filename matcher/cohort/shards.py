"""A cohort on disk: a folder of Parquet shards. Home to names, sizes and to writing whole files only."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from matcher.cohort.schema import PATIENTS
from matcher.cohort.synthetic import synthetic_patients
from matcher.errors import BadInput
from matcher.settings import PRIVATE_FILE, make_private_folder

SHARD_PATIENTS = 10_000
"""So many patients to a shard that is written here; others may be of any size."""


def shards_of(folder: Path) -> list[Path]:
    """The shards of a cohort, by name. Raises BadInput where there is none, or one has other columns."""
    found = sorted(folder.glob("*.parquet")) if folder.is_dir() else []
    if not found:
        raise BadInput(f"{folder}: holds no shard; name a folder with patients in .parquet files")
    for path in found:
        _demand_columns(path)
    return found


def _demand_columns(path: Path) -> None:
    try:
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowInvalid):
        raise BadInput(f"{path}: is not a Parquet file; write it anew") from None
    if not schema.equals(PATIENTS, check_metadata=False):
        raise BadInput(f"{path}: has not the columns of a cohort; write it with this version")


def write_synthetic(folder: Path, n: int, seed: int) -> Iterator[Path]:
    """Write `n` invented patients as shards; yields each path. The same arguments give the same bytes.

    Raises BadInput where the folder holds shards already.
    """
    make_private_folder(folder)
    if any(folder.glob("*.parquet")):
        raise BadInput(f"{folder}: holds shards already; name an empty folder")
    for shard, first in enumerate(range(0, n, SHARD_PATIENTS)):
        count = min(SHARD_PATIENTS, n - first)
        path = folder / f"synthetic-{seed}-{shard:05d}.parquet"
        write_shard(synthetic_patients(count, seed, shard=shard, first=first), path)
        yield path


def write_shard(table: pa.Table, path: Path) -> None:
    """Write a whole file or none, readable by its owner only."""
    aside = path.with_suffix(".partial")
    aside.touch(mode=PRIVATE_FILE)
    pq.write_table(table, aside, compression="zstd")
    aside.rename(path)
