"""How long a match takes: from a cold shell on a published snapshot, and in a warm process with explanations.

python -m tests.bench.match FOLDER PATIENTS [HOME]

FOLDER holds registry records, PATIENTS patient files; HOME one in which a snapshot is published already, else
one is published first. `calibration` is the time of a fixed loop (5 ms on a quiet core of 2026): where it is
higher, the machine is busy, and all other times are longer by about as much.
"""

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from criteria.collection import collect_rarely
from matcher.chart import Chart
from matcher.match import match_all
from matcher.patient import load_patient
from matcher.store.read import open_published
from tests.bench.usage import given

COLD_LIMIT, WARM_LIMIT = 1.5, 0.150
"""In seconds: a cold command, and 95 of 100 warm matches."""

COLD_RUNS, WARM_RUNS = 5, 10
_RUN = (sys.executable, "-c", "from matcher.cli.main import main; main()")


def main(folder: str, patients: str, home: str | None = None) -> int:
    """Print both measures; 1 if one is over its limit."""
    files = sorted(Path(patients).glob("*.json"))
    with tempfile.TemporaryDirectory() as made:
        if home is None:
            subprocess.run([*_RUN, "nightly", "--registry", folder, "--home", made], check=True, stderr=-3)
        cold = [_cold(files[0], home or made) for _ in range(COLD_RUNS)]
        warm = _warm(files, Path(home or made))
    sys.stdout.write(f"calibration {_calibration() * 1000:.1f} ms, load {os.getloadavg()[0]:.1f}\n")
    return int(_say("cold", cold)[0] > COLD_LIMIT) | int(_say("warm", warm)[1] > WARM_LIMIT)


class Taken(NamedTuple):
    """Seconds by the clock, and seconds of a processor, of one piece of work."""

    wall: float
    cpu: float


def _say(name: str, taken: list[Taken]) -> tuple[float, float]:
    """Print median and 95th percentile, by the clock and of the processor; return those by the clock."""
    walls, cpus = (sorted(one[which] for one in taken) for which in (0, 1))
    for word, times in (("wall", walls), ("cpu", cpus)):
        slow, middle = quantiles(times, n=20)[-1] if len(times) > 20 else times[-1], median(times)
        sys.stdout.write(
            f"{name} {word:4s} median {middle:.3f} s  p95 {slow:.3f} s  least {times[0]:.3f} s\n"
        )
    return median(walls), quantiles(walls, n=20)[-1]


def _timed(work: Callable[[], object]) -> Taken:
    begun, worked = time.perf_counter(), _cpu()
    work()
    return Taken(time.perf_counter() - begun, _cpu() - worked)


def _cpu() -> float:
    """Seconds that this process and its ended children have worked."""
    return sum(os.times()[:4])


def _cold(file: Path, home: str) -> Taken:
    command = [*_RUN, "match", str(file), "--home", home]
    return _timed(lambda: subprocess.run(command, check=True, stdout=-3, stderr=-3))


def _warm(files: list[Path], home: Path) -> list[Taken]:
    """Seconds of one patient against all trials, each time a new chart; the first round is not counted."""
    with open_published(home) as snapshot:
        trials = snapshot.trials()
    collect_rarely()
    gc.freeze()
    people = [load_patient(file) for file in files]
    for person in people:
        match_all(Chart.of(person), trials)
    charts = (Chart.of(person) for _ in range(WARM_RUNS) for person in people)
    return [_timed(lambda chart=chart: match_all(chart, trials)) for chart in charts]  # type: ignore[misc]


def _calibration() -> float:
    numbers = {number: number for number in range(1000)}

    def loop() -> None:
        for _ in range(200):
            for number in range(1000):
                numbers[number]

    return min(_timed(loop).wall for _ in range(10))


if __name__ == "__main__":
    sys.exit(main(*given(__doc__, "FOLDER PATIENTS [HOME]")))
