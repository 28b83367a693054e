"""How long 100,000 invented patients take against a folder of records, and the evaluator beside them.

python -m tests.bench.cohort FOLDER [PATIENTS]

The records are parsed first, outside the measure. Reading the shards to writing the results counts, compiling
the plan and starting the processes included. The evaluator judges a sample of the pairs in the same run, and
both engines' answers are held against each other on as many pairs of patient and leaf as `EQUAL` says.
Growth is by processor time, which a busy machine lengthens less than the clock's.
"""

import os
import platform
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from matcher.chart import Chart
from matcher.cli.trials import from_folder
from matcher.cohort.schema import file_of, table_of
from matcher.cohort.shards import write_synthetic
from matcher.cohort.synthetic import synthetic_patients
from matcher.columnar.plan import compiled
from matcher.match import match_trial
from matcher.operations.cohort import match_cohort
from matcher.patient import Patient
from matcher.trial import Trial
from tests.bench.usage import given
from tests.lib.columns import leaf_differences
from tests.lib.crowds import odd_patients

_MIB = 2**20
SAMPLE = 20
"""So many patients the evaluator judges against all trials."""

EQUAL = 1_000_000
"""On at least so many pairs of patient and leaf the engines are compared; half the patients are odd ones."""


class Taken(NamedTuple):
    """Seconds by the clock, seconds of processors, and the most memory in MiB."""

    wall: float
    cpu: float
    peak: float


def main(folder: str, patients: int) -> int:
    """Print time, memory, growth, and the ratio to the evaluator; 1 if the engines differ anywhere."""
    trials = from_folder(Path(folder), ()).trials
    _say(f"{platform.machine()}, {os.cpu_count()} processors, load at the start {os.getloadavg()[0]:.1f}")
    reference = _reference(trials)
    with tempfile.TemporaryDirectory() as name:
        tenth = _told(Path(name), patients // 10, trials, reference)
        few = _told(Path(name), patients // 10, trials[::10], reference)
        whole = _told(Path(name), patients, trials, reference)
    _say(f"10 times the patients: {whole.cpu / tenth.cpu:.1f} times the processor time, "
         f"{whole.wall / tenth.wall:.1f} times by the clock")  # fmt: skip
    _say(f"10 times the trials: {tenth.cpu / few.cpu:.1f} times, {tenth.wall / few.wall:.1f} by the clock")
    _say(f"the evaluator: {reference * 1e6:.0f} us a pair of patient and trial")
    return _compared(trials)


def _told(folder: Path, n: int, trials: Sequence[Trial], reference: float) -> Taken:
    taken = _measured(folder, n, trials)
    pair = taken.wall / (n * len(trials))
    _say(
        f"{n:8,} patients x {len(trials)} trials {taken.wall:7.1f} s, of processors {taken.cpu:6.1f} s  "
        f"peak {taken.peak:5.0f} MiB  {pair * 1e6:5.2f} us a pair, "
        f"{reference / pair:6.0f} times the evaluator"
    )
    return taken


def _compared(trials: Sequence[Trial]) -> int:
    """Whether both engines say the same of every leaf of all trials, of invented and of odd patients."""
    plan = compiled(trials)
    each = -(-EQUAL // len(plan.leaves) // 2)
    crowds = (synthetic_patients(each, 4), table_of(odd_patients(each, seed=4)))
    differences = [one for crowd in crowds for one in leaf_differences(plan, crowd)]
    pairs = len(plan.leaves) * sum(crowd.num_rows for crowd in crowds)
    _say(f"both engines on {pairs:,} pairs of patient and leaf: {len(differences)} differences")
    for one in differences[:5]:
        _say(f"  {one}")
    return int(bool(differences))


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


def _measured(folder: Path, n: int, trials: Sequence[Trial]) -> Taken:
    cohort = folder / f"cohort-{n}"
    if not cohort.exists():
        list(write_synthetic(cohort, n, 1))
    watch = _Watch()
    begun, worked = time.perf_counter(), sum(os.times()[:4])
    match_cohort(cohort, trials, folder / f"matches-{n}-{len(trials)}")
    return Taken(time.perf_counter() - begun, sum(os.times()[:4]) - worked, watch.stop())


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
    folder, *patients = given(__doc__, "FOLDER [PATIENTS]")
    sys.exit(main(folder, int(patients[0]) if patients else 100_000))
