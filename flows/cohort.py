"""A cohort's jobs as tasks on a Dask cluster. Thin: a job is the same function of files as on one machine.

What Prefect sees of it are paths and counts. A fault of a job is told by its kind only, as its
words and its trace may quote a patient.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect_dask import DaskTaskRunner

from matcher.errors import BadInput, MatcherError
from matcher.operations.cohort import WORKERS, Job, run_job

MINUTE = 60.0

LOCAL = {
    "n_workers": WORKERS,
    "threads_per_worker": 1,
    "host": "127.0.0.1",
    "dashboard_address": None,
    "silence_logs": "CRITICAL",
}
"""A cluster for the time of one cohort, on this machine and open to nobody else; it shows no web pages."""


@task(name="match shards", persist_result=False, cache_policy=NO_CACHE, timeout_seconds=240 * MINUTE)
def match_shards(job: Job) -> dict[str, int]:
    """Match the shards of a job; how many pairs got which verdict."""
    with _wordless(job):
        return run_job(job)


@flow(name="cohort", persist_result=False)
def cohort(jobs: list[Job]) -> list[dict[str, int]]:
    """All jobs of a cohort; their counts, in order."""
    return [future.result() for future in match_shards.map(jobs)]


def on_dask(jobs: Sequence[Job], scheduler: str | None) -> list[dict[str, int]]:
    """Run the jobs on the cluster of that scheduler, or on one of this machine made for them.

    Raises MatcherError for a job that failed; the cluster's own errors come as they are.
    """
    where = {"address": scheduler} if scheduler else {"cluster_kwargs": LOCAL}
    return cohort.with_options(task_runner=DaskTaskRunner(**where))(list(jobs))


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
