"""A cohort's jobs as tasks on a Dask cluster. Thin: a job is the same function of files as on one machine.

What Prefect sees of it are paths and counts. A fault of a job is told by its kind only, as its
words and its trace may quote a patient.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from distributed.core import rpc
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect_dask import DaskTaskRunner

from matcher.errors import BadInput, MatcherError
from matcher.operations.cohort import WORKERS, Job, run_job

ANSWER_SECONDS = 10.0

LOCAL = {
    "n_workers": WORKERS,
    "threads_per_worker": 1,
    "host": "127.0.0.1",
    "dashboard_address": None,
    "scheduler_kwargs": {"dashboard_address": "127.0.0.1:0"},
    "silence_logs": "CRITICAL",
}
"""A cluster for the time of one cohort, on this machine and open to nobody else. It shows no web pages; its
port for them is any that is free, as another cluster may have the usual one."""


@task(name="match shards", persist_result=False, cache_policy=NO_CACHE)
def match_shards(job: Job) -> dict[str, int]:
    """Match the shards of a job; how many pairs got which verdict.

    Without a time limit: on a worker of Dask it could not end a job, only spoil one that has ended.
    """
    with _wordless(job):
        return run_job(job)


@flow(name="cohort", persist_result=False)
def cohort(jobs: list[Job]) -> list[dict[str, int]]:
    """All jobs of a cohort; their counts, in order."""
    return [future.result() for future in match_shards.map(jobs)]


def on_dask(jobs: Sequence[Job], scheduler: str | None) -> list[dict[str, int]]:
    """Run the jobs on the cluster of that scheduler, or on one of this machine made for them.

    Raises MatcherError for a job that failed, BadInput for a cluster that cannot run any; its own errors come
    as they are.
    """
    if scheduler is not None:
        demand_workers(scheduler)
    where = {"address": scheduler} if scheduler else {"cluster_kwargs": LOCAL}
    return cohort.with_options(task_runner=DaskTaskRunner(**where))(list(jobs))


def demand_workers(scheduler: str) -> None:
    """Raises BadInput where no scheduler answers at that address, or one without workers, which would have
    the flow wait for ever."""
    try:
        workers = asyncio.run(_workers(scheduler))
    except (OSError, ValueError):
        raise BadInput(
            f"--scheduler {scheduler}: no Dask scheduler answers there; name one that runs, as tcp://host:8786"
        ) from None
    if not workers:
        raise BadInput(f"--scheduler {scheduler}: has no worker; start one with dask worker {scheduler}")


async def _workers(scheduler: str) -> dict[str, Any]:
    async with rpc(scheduler, timeout=ANSWER_SECONDS) as asked:
        said = await asked.identity()
    workers: dict[str, Any] = said["workers"]
    return workers


@contextmanager
def _wordless(job: Job) -> Iterator[None]:
    try:
        yield
    except MatcherError:
        raise
    except Exception as fault:  # noqa: BLE001 (whatever it is, it must not be logged with a patient's facts)
        raise BadInput(
            f"{job.shards[0]}: its patients, or those of the shards after it, cannot be matched "
            f"({type(fault).__name__}); run it with --runner local to see why"
        ) from None
