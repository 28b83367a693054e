"""The steps of the night as Prefect tasks: thin, over the plain operations.

Home to retries and time limits. Results stay in memory: no task's result is kept. A task is handed paths,
counts and public registry data, never a patient.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from flows.progress import pace
from matcher.errors import RegistryError
from matcher.operations.assembling import build_night, publish_night, verify_night
from matcher.operations.lanes import ChunkReport, Lanes
from matcher.operations.matching import Matching, match_patients
from matcher.operations.planning import Plan, plan_night
from matcher.operations.pulling import Mode, Pull, pull_registry
from matcher.operations.reading import Chunk
from matcher.settings import Home
from matcher.store.meta import SnapshotMeta

MINUTE = 60.0


def is_passing(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a fault may pass by itself: the registry's, not that of a file, a disk or this program."""
    return isinstance(state.result(raise_on_failure=False), RegistryError)


@task(
    persist_result=False,
    cache_policy=NO_CACHE,
    retries=1,
    retry_delay_seconds=10,
    retry_condition_fn=is_passing,
    timeout_seconds=120 * MINUTE,
)
def pull_and_archive(home: Home, registry: str, mode: Mode, now: datetime) -> Pull:
    """Pull the registry into the archive; the client under it has retries of its own."""
    return pull_registry(home, registry, now=now, mode=mode, progress=pace("records pulled"))


@task(persist_result=False, cache_policy=NO_CACHE, timeout_seconds=10 * MINUTE)
def plan(home: Home, pull: Pull, lanes: Lanes) -> Plan:
    """Decide what has to be read again."""
    return plan_night(home, pull, lanes.identify())


@task(persist_result=False, cache_policy=NO_CACHE, retries=1, timeout_seconds=60 * MINUTE)
def read(chunk: Chunk, lanes: Lanes) -> ChunkReport:
    """Read a chunk of records in a process of its own."""
    return lanes.read(chunk)


@task(persist_result=False, cache_policy=NO_CACHE, timeout_seconds=30 * MINUTE)
def build(home: Home, meta: SnapshotMeta, planned: Plan, files: Sequence[str]) -> Path:
    """Build the snapshot aside."""
    return build_night(home, meta, planned, files)


@task(persist_result=False, cache_policy=NO_CACHE, timeout_seconds=30 * MINUTE)
def verify(home: Home, built: Path, allow_drop: bool) -> SnapshotMeta:
    """Verify the built snapshot."""
    return verify_night(home, built, allow_drop)


@task(persist_result=False, cache_policy=NO_CACHE, timeout_seconds=5 * MINUTE)
def publish(home: Home, built: Path, keep: int) -> Path:
    """Switch the pointer."""
    return publish_night(home, built, keep)


@task(persist_result=False, cache_policy=NO_CACHE, timeout_seconds=120 * MINUTE)
def match_and_export(
    home: Home, patients: Path, night: str, as_of: date | None, day: date, all_statuses: bool, keep: int
) -> Matching:
    """Match the folder's patients, write their shortlists and what changed; what comes back are counts."""
    return match_patients(home, patients, night, as_of=as_of, all_statuses=all_statuses, day=day, keep=keep)
