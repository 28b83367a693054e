"""How long 100,000 invented patients take against a folder of records, and the evaluator beside them.

python -m tests.bench.cohort FOLDER [PATIENTS]

The records are parsed first, outside the measure. Reading the shards to writing the results counts, compiling
the plan and starting the processes included. The evaluator judges a sample of the pairs in the same run.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from matcher.chart import Chart
from matcher.cli.trials import from_folder
from matcher.cohort.schema import file_of
from matcher.cohort.shards import write_synthetic
from matcher.cohort.synthetic import synthetic_patients
from matcher.match import match_trial
from matcher.operations.cohort import match_cohort
from matcher.patient import Patient
from matcher.trial import Trial

_MIB = 2**20
SAMPLE = 20
"""So many patients the evaluator judges against all trials."""


def main(folder: str, patients: int) -> None:
    """Print seconds, memory, and the ratio to the evaluator."""
    trials = from_folder(Path(folder), ()).trials
    load = os.getloadavg()[0]
    reference = _reference(trials)
    with tempfile.TemporaryDirectory() as name:
        for n in (patients // 10, patients):
            seconds, peak = _measured(Path(name), n, trials)
            pair = seconds / (n * len(trials))
            _say(
                f"{n:8,} patients x {len(trials)} trials {seconds:7.1f} s  peak {peak:5.0f} MiB  "
                f"{pair * 1e6:5.2f} us a pair, {reference / pair:6.0f} times the evaluator"
            )
    _say(f"the evaluator: {reference * 1e6:.0f} us a pair; load of the machine at the start {load:.1f}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _reference(trials: Sequence[Trial]) -> float:
    """Seconds a pair, charts built before, after one patient to warm up."""
    rows = synthetic_patients(SAMPLE + 1, 99).to_pylist()
    charts = [Chart.of(Patient.model_validate(file_of(row))) for row in rows]
    for trial in trials:
        match_trial(charts[0], trial)
    begun = time.perf_counter()
    for chart in charts[1:]:
        for trial in trials:
            match_trial(chart, trial)
    return (time.perf_counter() - begun) / (SAMPLE * len(trials))


def _measured(folder: Path, n: int, trials: Sequence[Trial]) -> tuple[float, float]:
    cohort = folder / f"cohort-{n}"
    list(write_synthetic(cohort, n, 1))
    watch = _Watch()
    begun = time.perf_counter()
    match_cohort(cohort, trials, folder / f"matches-{n}")
    seconds = time.perf_counter() - begun
    return seconds, watch.stop()


class _Watch(threading.Thread):
    """The most memory that the processes at work hold together, in MiB; this one, which holds the parser, is
    left out."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self._going = 0.0, True
        self.start()

    def run(self) -> None:
        while self._going:
            self.peak = max(self.peak, sum(map(_held, psutil.Process().children(recursive=True))) / _MIB)
            time.sleep(0.1)

    def stop(self) -> float:
        self._going = False
        self.join()
        return self.peak


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
