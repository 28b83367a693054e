"""Where a cohort's jobs may run beside this machine's own processes: the entry points `mdsmatch.runners`.

Nothing here imports Prefect or Dask before it is known that both are there and set up.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from flows.engine import start_engine, wait_until_ready
from matcher.operations.cohort import Job, Runner
from matcher.settings import Home


def dask(home: Path, scheduler: str | None) -> Runner:
    """A runner on the Dask cluster of that scheduler; None: on one of this machine, made for the cohort.

    Raises ImportError, with a sentence, where the extra is not installed.
    """
    if find_spec("prefect_dask") is None:
        raise ImportError("--runner dask needs the extra; run pip install 'mdsmatch[dask]'")
    place = Home(home.expanduser().resolve()).make()

    def run(jobs: Sequence[Job]) -> list[dict[str, int]]:
        """Raises StoreError if Prefect does not start, MatcherError for a job that failed."""
        start_engine(place)
        from flows.cohort import on_dask

        wait_until_ready(place)
        return on_dask(jobs, scheduler)

    return run
