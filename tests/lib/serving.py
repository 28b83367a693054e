"""`mdsmatch serve` in a process of its own, and what it printed."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

RUN = (sys.executable, "-c", "from matcher.cli.main import main; main()")
_SAID = re.compile(r"serving on (http://\S+)/ ")


@dataclass
class Served:
    """Where it is served; once it has ended, all that the process printed, and its exit code."""

    url: str
    pid: int
    printed: str = ""
    code: int | None = None


@contextmanager
def serving(home: Path, *arguments: object) -> Iterator[Served]:
    """Serve a home on a free port until the block ends."""
    command = [*RUN, "serve", "--port", "0", "--home", str(home), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        found = _SAID.match(lines[0])
        reading = Thread(target=lambda: lines.extend(process.stdout or ()))
        reading.start()
        served = Served(found[1] if found else "", process.pid)
        try:
            assert found, lines
            yield served
        finally:
            os.kill(process.pid, signal.SIGINT)
            served.code = process.wait(timeout=60)
            reading.join()
            served.printed = "".join(lines)
