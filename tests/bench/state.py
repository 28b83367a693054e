"""How long the state of many patients takes in one process, one after the other, from their files on.

python -m tests.bench.state [PATIENTS]

The patients are invented as `mdsmatch synth` does, no two the same. Each part of `mdsmatch state` is timed
apart: reading a file, laying out its chart, deriving the state, writing it as json. Seconds are of the
processor, with the collector set as the command sets it.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from criteria.collection import collect_rarely
from matcher.chart import Chart
from matcher.cohort.schema import patients_of
from matcher.cohort.synthetic import synthetic_patients
from matcher.export.document import state_json
from matcher.patient import load_patient
from matcher.state import risk
from matcher.state.derive import derive_state

_PATIENTS = 10_000
_AT_ONCE = 1_000


def main(arguments: Sequence[str]) -> int:
    """Print the seconds of each part and of all, and the memory that was needed at most."""
    number = int(arguments[0]) if arguments else _PATIENTS
    collect_rarely()
    taken = dict.fromkeys(("file", "chart", "state", "json"), 0.0)
    with tempfile.TemporaryDirectory() as folder:
        for file in _files(number, Path(folder)):
            _derive(file, taken)
    form = "plain" if risk.__file__.endswith(".py") else "compiled"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for part, seconds in {**taken, "all": sum(taken.values())}.items():
        sys.stdout.write(f"{part:6} {seconds:6.2f} s for {number} patients\n")
    sys.stdout.write(f"peak {memory:.0f} MiB, {form} modules\n")
    return 0


def _derive(file: Path, taken: dict[str, float]) -> None:
    """From a file to its json, with the time of each part added to `taken`."""
    value: Any = file
    steps: tuple[Callable[[Any], Any], ...] = (load_patient, Chart.of, derive_state, _json)
    for part, step in zip(taken, steps, strict=True):
        begun = time.process_time()
        value = step(value)
        taken[part] += time.process_time() - begun


def _json(state: Any) -> str:
    return "".join(state_json([state], "bench"))


def _files(number: int, folder: Path) -> Iterator[Path]:
    """Files of invented patients, the same in each run; each is gone when the next is asked for."""
    for first in range(0, number, _AT_ONCE):
        table = synthetic_patients(min(_AT_ONCE, number - first), seed=4, shard=first, first=first)
        for patient in patients_of(table):
            file = folder / "patient.json"
            file.write_text(json.dumps(patient, default=str), encoding="utf-8")
            yield file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
