"""A cohort on a Dask cluster of two workers gives what this machine's own processes give, to the byte."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from matcher.cohort.schema import PATIENTS
from matcher.cohort.shards import write_shard
from matcher.cohort.synthetic import synthetic_patients
from matcher.errors import BadInput
from tests.flows.conftest import environment, mdsmatch
from tests.lib.product import ROOT

pytestmark = pytest.mark.flow

SECRET = "SecretPatient"


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """Two shards, so that there is a job for each worker; their ids are easy to look for."""
    folder = tmp_path / "cohort"
    folder.mkdir()
    for number in (0, 1):
        made = synthetic_patients(30, 5, shard=number, first=number * 30)
        ids = [f"{SECRET}{number}-{row}" for row in range(30)]
        table = made.set_column(0, PATIENTS.field(0), [ids])
        write_shard(table, folder / f"part-{number}.parquet")
    return folder


def test_two_workers_give_the_bytes_of_one_machine(cohort: Path, records: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for runner in ("local", "dask"):
        done = match(cohort, tmp_path / runner, records, home, "--runner", runner)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("60 synthetic patients")
    assert sorted(files(tmp_path / "local")) == [
        "items.parquet",
        "matches-00000.parquet",
        "matches-00001.parquet",
    ]
    assert files(tmp_path / "local") == files(tmp_path / "dask")
    assert list(texts(home / "prefect")) == []


def test_a_patient_whom_the_program_cannot_read_is_nowhere_quoted(
    cohort: Path, records: Path, tmp_path: Path
) -> None:
    shard = cohort / "part-1.parquet"
    table = pq.read_table(shard)
    place = table.schema.get_field_index("sex")
    write_shard(table.set_column(place, table.schema.field(place), [[SECRET] * len(table)]), shard)
    done = match(cohort, tmp_path / "out", records, tmp_path / "home", "--runner", "dask")
    assert done.returncode == 3
    assert done.stderr.startswith(f"mdsmatch: {cohort}") and done.stderr.count("\n") == 1
    assert SECRET not in done.stderr + done.stdout
    assert list(texts(tmp_path / "home" / "prefect")) == []
    assert not list(tmp_path.glob("out*"))


def test_a_cluster_that_stands_by_itself_gives_the_same_bytes(
    cohort: Path, records: Path, tmp_path: Path
) -> None:
    home, where = tmp_path / "home", tmp_path / "scheduler.json"
    with dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", where) as _:
        address = said_address(where)
        to_cluster = ("--runner", "dask", "--scheduler", address)
        idle = match(cohort, tmp_path / "dask", records, home, *to_cluster)
        assert (idle.returncode, idle.stdout) == (3, "")
        assert (
            idle.stderr
            == f"mdsmatch: --scheduler {address}: has no worker; start one with dask worker {address}\n"
        )
        with dask("worker", address, "--nthreads", "1"), dask("worker", address, "--nthreads", "1"):
            wait_for_workers(address)
            done = match(cohort, tmp_path / "dask", records, home, *to_cluster)
    assert (done.returncode, done.stderr) == (0, "")
    match(cohort, tmp_path / "local", records, home)
    assert files(tmp_path / "local") == files(tmp_path / "dask")


@pytest.mark.parametrize("address", ["nowhere", "tcp://127.0.0.1:9", "carrier://pigeon:1"])
def test_an_address_where_no_scheduler_answers_is_named(
    cohort: Path, records: Path, tmp_path: Path, address: str
) -> None:
    where = ("--runner", "dask", "--scheduler", address)
    done = match(cohort, tmp_path / "out", records, tmp_path / "home", *where)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"mdsmatch: --scheduler {address}: no Dask scheduler answers there; "
        "name one that runs, as tcp://host:8786\n"
    )
    assert not list(tmp_path.glob("out*"))


@contextmanager
def dask(*arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler or a worker, of this checkout and without web pages, until the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *map(str, arguments), "--no-dashboard"],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def said_address(file: Path) -> str:
    """The address that a scheduler has written down."""
    address: str = json.loads(eventually(lambda: file.exists() and file.read_text("utf-8")))["address"]
    return address


def wait_for_workers(address: str) -> None:
    from flows.cohort import demand_workers

    def there() -> str:
        try:
            demand_workers(address)
        except BadInput:
            return ""
        return address

    eventually(there)


def eventually(look: Callable[[], str | bool]) -> str:
    """What `look` finds, within two minutes."""
    for _ in range(240):
        if found := look():
            return str(found)
        time.sleep(0.5)
    raise AssertionError("nothing came")


def match(cohort: Path, out: Path, records: Path, home: Path, *more: str):  # type: ignore[no-untyped-def]
    """`mdsmatch match --cohort`, the entry points being those of this checkout."""
    places = ("--cohort", cohort, "--out", out, "--records", records, "--home", home)
    return mdsmatch("match", *places, "--all-statuses", *more)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def texts(folder: Path) -> Iterator[str]:
    """What Prefect's database holds that names a patient."""
    for database in folder.glob("*.db"):
        with sqlite3.connect(database) as connection:
            yield from (line for line in connection.iterdump() if SECRET in line)


def test_the_runner_is_named_in_the_packaging() -> None:
    assert 'dask = "flows.runners:dask"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
