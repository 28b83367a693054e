"""How long a night takes over a folder of records, cold and unchanged, and what its processes hold.

python -m tests.bench.night FOLDER
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.bench.usage import given

_COMMAND = Path(sys.executable).with_name("mdsmatch")
_MIB = 2**20


class Measure(NamedTuple):
    """Seconds of a whole process, and the most its process tree held at once, in MiB."""

    seconds: float
    peak: float
    code: int


def main(folder: str) -> int:
    """Print both nights; the exit code of the worse one."""
    with tempfile.TemporaryDirectory() as home:
        nights = [_night(folder, home) for _ in ("cold", "unchanged")]
    for name, night in zip(("cold", "unchanged"), nights, strict=True):
        sys.stdout.write(
            f"{name:10s} {night.seconds:6.1f} s   peak {night.peak:5.0f} MiB   exit {night.code}\n"
        )
    return max(night.code for night in nights)


def _night(folder: str, home: str) -> Measure:
    begun = time.monotonic()
    process = psutil.Popen([_COMMAND, "nightly", "--registry", folder, "--home", home], stdout=-3, stderr=-3)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _tree_memory(process) / _MIB)
        time.sleep(0.05)
    return Measure(time.monotonic() - begun, peak, process.returncode)


def _tree_memory(process: psutil.Process) -> int:
    """Resident memory of a process and all beneath it; one that has just ended holds none."""
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(map(_resident, family))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    sys.exit(main(*given(__doc__, "FOLDER")))
