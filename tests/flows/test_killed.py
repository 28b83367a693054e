"""A night killed at any moment harms nobody: the published snapshot is whole, and the next night mends all.

`MDSMATCH_KILLS` says how many nights are killed (default 3, the whole drill is 20), `MDSMATCH_SEED` at which
moments, `MDSMATCH_DRILL_LOG` names a file for what each kill met.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from matcher.errors import StoreError
from matcher.sample.load import sample_studies
from matcher.settings import Home
from matcher.store.read import open_published
from matcher.store.verify import verify_snapshot
from tests.flows.conftest import PROGRAM, environment, mdsmatch
from tests.lib.nights import write_studies

KILLS = int(os.environ.get("MDSMATCH_KILLS", "3"))
SEED = int(os.environ.get("MDSMATCH_SEED", "20261120"))
COPIES = 4
"""Each sample record is there this many times under other numbers, so that there is work to be killed in."""

MARK = "MDSMATCH_DRILL"

pytestmark = [pytest.mark.flow, pytest.mark.timeout(300 + 90 * KILLS)]


def studies(generation: int) -> Iterator[dict[str, Any]]:
    """The sample, several times over; every record of another generation is another version."""
    for copy in range(COPIES):
        for study in sample_studies():
            names = study["protocolSection"]["identificationModule"]
            names["nctId"] = f"NCT{int(names['nctId'][3:]) + copy * 10_000_000:08}"
            names["acronym"] = f"generation {generation}"
            yield study


def generations(home: Path) -> set[str | None]:
    """Which generations the published snapshot holds; it is whole, or this raises."""
    with open_published(home) as snapshot:
        verify_snapshot(snapshot.path, None)
        trials = snapshot.trials()
        assert len(trials) == 25 * COPIES
    return {trial.record.acronym for trial in trials}


def marked(mark: str) -> list[psutil.Process]:
    """All processes that the drill started, whoever is their parent by now."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_for_none(mark: str) -> list[psutil.Process]:
    deadline = time.monotonic() + 15
    while (left := marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def killed_after(seconds: float, asked: list[str], mark: str, said: Path) -> int:
    """Start a night and kill it; the exit code, 0 if it had ended before."""
    with (
        said.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *asked],
            env=environment() | {MARK: mark},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as night,
    ):
        try:
            return night.wait(seconds)
        except subprocess.TimeoutExpired:
            night.send_signal(signal.SIGKILL)
            return night.wait()


def test_a_night_killed_at_any_moment_is_mended_by_the_next(tmp_path: Path, patients: Path) -> None:
    chance, mark = random.Random(SEED), uuid.uuid4().hex
    home, records = Home(tmp_path / "home"), tmp_path / "records"
    asked = [
        "nightly", "--registry", str(records), "--patients", str(patients), "--home", str(home.root),
        "--all-statuses",
    ]  # fmt: skip
    write_studies(records, studies(0))
    began = time.monotonic()
    assert mdsmatch(*asked).returncode == 0
    length = time.monotonic() - began
    whole, outcomes = {"generation 0"}, []
    for generation in range(1, KILLS + 1):
        write_studies(records, studies(generation))
        # Prefect's start is the long and dull part: most kills fall into the work that follows it.
        moment = chance.uniform(0.0 if generation % 5 == 0 else 0.4, 1.02) * length
        code = killed_after(moment, asked, mark, tmp_path / "said")
        assert code in (0, -signal.SIGKILL), (tmp_path / "said").read_text(encoding="utf-8")
        (now,) = generations(home.root)
        assert now in (*whole, f"generation {generation}"), "never a mixture, never an older one"
        whole = {str(now)}
        assert wait_for_none(mark) == [], "a killed night leaves no process behind"
        outcomes.append((round(moment, 1), code, now, _last_line(tmp_path / "said")))
    if log := os.environ.get("MDSMATCH_DRILL_LOG"):
        Path(log).write_text("".join(f"{outcome}\n" for outcome in outcomes), encoding="utf-8")
    assert any(code == -signal.SIGKILL for _, code, _, _ in outcomes)

    done = mdsmatch(*asked, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["patients"] == 2
    assert generations(home.root) == {f"generation {KILLS}"}
    _nothing_half_done(home)


def test_the_very_first_night_killed_leaves_a_home_that_says_what_to_do(
    tmp_path: Path, records: Path
) -> None:
    home, mark = Home(tmp_path / "home"), uuid.uuid4().hex
    asked = ["nightly", "--registry", str(records), "--home", str(home.root)]
    killed_after(3.0, asked, mark, tmp_path / "said")
    with pytest.raises(StoreError, match="run `mdsmatch nightly` first"):
        open_published(home.root)
    assert wait_for_none(mark) == []


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines[-1][10:] if lines else ""


def _nothing_half_done(home: Home) -> None:
    assert list(home.runs.iterdir()) == []
    assert [path.name for path in home.snapshots.iterdir() if path.suffix != ".duckdb"] == []
    assert [path.name for path in home.exports.iterdir() if path.suffix] == []
    assert not home.pointer.with_suffix(".new").exists()
