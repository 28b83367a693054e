"""A night killed at any moment harms nobody: the published snapshot is whole, and the next night mends all.

`MDSMATCH_KILLS` says how many kills (default 3, the whole drill is 20; a night that ends before its kill does
not count), `MDSMATCH_SEED` at which moments, `MDSMATCH_DRILL_LOG` names a file for what each kill met.
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
from typing import Any, NamedTuple

import psutil
import pytest

from matcher.errors import StoreError
from matcher.nights.reading import read_nights
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

pytestmark = [pytest.mark.flow, pytest.mark.timeout(300 + 120 * KILLS)]


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


class Moment(NamedTuple):
    """When to kill: so many seconds after the night has said these words."""

    words: str
    seconds: float

    @classmethod
    def draw(cls, chance: random.Random) -> "Moment":
        """Any moment; the steps after Prefect's start, where files change, as likely as the long start."""
        words = chance.choice(
            ("begins", "begins", "records from", "to read", " read", "is published", "matched")
        )
        return cls(words, chance.uniform(0, 8 if words == "begins" else 2))


def kill_at(moment: Moment, asked: list[str], mark: str, said: Path) -> int:
    """Start a night and kill it at this moment; the exit code, 0 if it had ended before."""
    with (
        said.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *asked],
            env=environment() | {MARK: mark},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as night,
    ):
        while night.poll() is None and moment.words not in said.read_text(encoding="utf-8"):
            time.sleep(0.01)
        try:
            return night.wait(moment.seconds)
        except subprocess.TimeoutExpired:
            night.send_signal(signal.SIGKILL)
            return night.wait()


def test_a_night_killed_at_any_moment_is_mended_by_the_next(tmp_path: Path, patients: Path) -> None:
    chance, mark = random.Random(SEED), uuid.uuid4().hex
    home, records, said = Home(tmp_path / "home"), tmp_path / "records", tmp_path / "said"
    asked = [
        "nightly", "--registry", str(records), "--patients", str(patients), "--home", str(home.root),
        "--all-statuses",
    ]  # fmt: skip
    write_studies(records, studies(0))
    assert mdsmatch(*asked).returncode == 0
    published, generation, kills = "generation 0", 0, list[str]()
    while len(kills) < KILLS:
        generation += 1
        assert generation <= 4 * KILLS, "nearly every night ends before its kill"
        write_studies(records, studies(generation))
        moment = Moment.draw(chance)
        code = kill_at(moment, asked, mark, said)
        assert code in (0, -signal.SIGKILL), said.read_text(encoding="utf-8")
        (now,) = generations(home.root)
        assert now in (published, f"generation {generation}"), "never a mixture, never an older one"
        assert wait_for_none(mark) == [], "a killed night leaves no process behind"
        if code:
            what = "stays" if now == published else "goes out"
            kills.append(f"{moment.seconds:.2f} s after '{moment.words.strip()}': {published} {what}")
        published = str(now)
    if log := os.environ.get("MDSMATCH_DRILL_LOG"):
        Path(log).write_text("".join(f"{kill}\n" for kill in kills), encoding="utf-8")

    done = mdsmatch(*asked, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["patients"] == 2
    assert generations(home.root) == {f"generation {generation}"}
    endings = [night.ending for night in read_nights(home, running=False)]
    assert endings[0] == "done" and set(endings) <= {"done", "killed"}
    _nothing_half_done(home)


def test_the_very_first_night_killed_leaves_a_home_that_says_what_to_do(
    tmp_path: Path, records: Path
) -> None:
    home, mark = Home(tmp_path / "home"), uuid.uuid4().hex
    asked = ["nightly", "--registry", str(records), "--home", str(home.root)]
    assert kill_at(Moment("begins", 1.0), asked, mark, tmp_path / "said") == -signal.SIGKILL
    with pytest.raises(StoreError, match="run `mdsmatch nightly` first"):
        open_published(home.root)
    assert wait_for_none(mark) == []


def _nothing_half_done(home: Home) -> None:
    assert list(home.runs.iterdir()) == []
    assert [path.name for path in home.snapshots.iterdir() if path.suffix != ".duckdb"] == []
    assert [path.name for path in home.exports.iterdir() if path.suffix] == []
    assert not home.pointer.with_suffix(".new").exists()
