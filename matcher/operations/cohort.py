"""Matches a cohort of Parquet shards against trials: jobs of a few shards each, in processes of their own.

A job is a function of files only (a compiled plan, shards, the place of the result), so that any runner may
run it. The result is a folder that is put in place whole.
"""

import multiprocessing
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from criteria.collection import collection_paused
from matcher.cohort.schema import is_synthetic
from matcher.cohort.shards import shards_of, write_shard
from matcher.columnar.engine import line_blocks
from matcher.columnar.plan import Plan, compiled
from matcher.columnar.results import MATCHES, VERDICTS, Written, items_of, rows_of
from matcher.errors import BadInput
from matcher.settings import PRIVATE_FILE, make_private_folder
from matcher.trial import Trial

WORKERS = 2
JOB_PATIENTS = 50_000
"""So many patients to a job at most, unless one shard alone has more: they bound its memory."""

PLAN = "plan.pickle"

_FAST: dict[str, Any] = {"compression": "zstd", "compression_level": 1, "write_statistics": False}


@dataclass(frozen=True)
class Job:
    """One piece of the work: the plan's file, the shards, where the result goes, and the day of judgement."""

    plan: Path
    shards: tuple[Path, ...]
    out: Path
    as_of: date | None = None


@dataclass(frozen=True)
class CohortMatching:
    """What was matched: counts, and the folder of the result. Holds no patient fact."""

    folder: Path
    patients: int
    trials: int
    verdicts: dict[str, int]
    synthetic: bool


Runner = Callable[[Sequence[Job]], Iterable[dict[str, int]]]
"""Runs all jobs, wherever, with `run_job`, and gives back what each gave, in order."""


def match_cohort(
    cohort: Path,
    trials: Sequence[Trial],
    out: Path,
    *,
    as_of: date | None = None,
    run: Runner | None = None,
) -> CohortMatching:
    """Match all patients of a cohort against the trials; `out` is put in place whole or not at all.

    `run` None: in processes of this machine. The result does not depend on it. Raises BadInput for a folder
    that is no cohort, or where `out` exists.
    """
    if out.exists():
        raise BadInput(f"{out}: is there already; name a folder that is not")
    shards = shards_of(cohort)
    marks = {is_synthetic(pq.read_schema(shard)) for shard in shards}
    if len(marks) > 1:
        raise BadInput(f"{cohort}: holds real and invented patients; keep them in two folders")
    with _aside(out) as aside:
        counts = list((run or run_here)(_jobs(shards, _written(compiled(trials), aside), aside, as_of)))
        (aside / PLAN).unlink()
        write_shard(items_of(trials), aside / "items.parquet")
        verdicts = {word: sum(one[word] for one in counts) for word in VERDICTS}
        patients = sum(pq.read_metadata(shard).num_rows for shard in shards)
        return CohortMatching(aside.rename(out), patients, len(trials), verdicts, True in marks)


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder beside `out` to write in; what a killed run left there, or a failing one, is removed."""
    folder = out.with_name(f"{out.name}.partial")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield make_private_folder(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _written(plan: Plan, folder: Path) -> Path:
    """The file of the plan, which every job reads."""
    file = folder / PLAN
    file.touch(mode=PRIVATE_FILE)
    file.write_bytes(pickle.dumps(plan))
    return file


def _jobs(shards: Sequence[Path], plan: Path, folder: Path, as_of: date | None) -> list[Job]:
    """By full paths, for a job may be run from elsewhere."""
    whole = folder.resolve()
    return [
        Job(plan.resolve(), part, whole / f"matches-{number:05d}.parquet", as_of)
        for number, part in enumerate(_parts([shard.resolve() for shard in shards]))
    ]


def _parts(shards: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """The shards in groups of at most JOB_PATIENTS and, where they allow it, in two: whatever runs them."""
    counts = [pq.read_metadata(shard).num_rows for shard in shards]
    most = min(JOB_PATIENTS, -(-sum(counts) // 2))
    part: list[Path] = []
    size = 0
    for shard, rows in zip(shards, counts, strict=True):
        if part and size + rows > most:
            yield tuple(part)
            part, size = [], 0
        part.append(shard)
        size += rows
    yield tuple(part)


def run_here(jobs: Sequence[Job]) -> Iterator[dict[str, int]]:
    """Run the jobs in processes of this machine; a single one in this process."""
    if len(jobs) < 2:
        yield from map(run_job, jobs)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(WORKERS, len(jobs)), mp_context=context) as pool:
        yield from pool.map(run_job, jobs)


def run_job(job: Job) -> dict[str, int]:
    """Match the shards of a job and write its file; how many pairs got which verdict.

    On one thread: the other processors have jobs of their own.
    """
    plan: Plan = pickle.loads(job.plan.read_bytes())
    table = pa.concat_tables([pq.read_table(shard, use_threads=False) for shard in job.shards])
    table = table.combine_chunks()
    pa.default_memory_pool().release_unused()  # what decoding took: the facts take as much elsewhere
    with collection_paused():
        return _write(plan, table, job, synthetic=is_synthetic(table.schema))


def _write(plan: Plan, table: pa.Table, job: Job, *, synthetic: bool) -> dict[str, int]:
    words = Written(
        pa.array([nct_id for nct_id, _ in plan.trials], pa.string()),
        table["id"].combine_chunks(),
        pa.array(VERDICTS, pa.string()),
    )
    counts = np.zeros(len(VERDICTS), np.int64)
    job.out.touch(mode=PRIVATE_FILE)
    schema = MATCHES.with_metadata({b"mdsmatch.synthetic": str(synthetic).lower().encode()})
    with pq.ParquetWriter(job.out, schema, **_FAST) as writer:
        for patients, codes in line_blocks(plan, table, job.as_of):
            rows = rows_of(plan, codes, patients, words, synthetic=synthetic)
            counts += np.bincount(rows.column("verdict").indices, minlength=len(VERDICTS))
            writer.write_batch(rows)
    return dict(zip(VERDICTS, counts.tolist(), strict=True))
