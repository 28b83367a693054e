"""The lock and the reading processes end with the process that has them, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from matcher.errors import StoreError
from matcher.operations.night_lock import one_night
from matcher.settings import Home
from tests.lib.product import ROOT

HOLD_THE_LOCK = """
import sys
from pathlib import Path
from matcher.operations.night_lock import one_night
from matcher.settings import Home
with one_night(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""

READ_FOR_EVER = """
import threading
from matcher.operations.lanes import Lanes
lanes = Lanes("tests.lib.tiny_parser", lanes=2)
for lane in lanes._lanes:
    lane._running()
print(*(lane._pid for lane in lanes._lanes), flush=True)
threading.Event().wait()
"""


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_second_night_is_told_so(home: Home) -> None:
    with one_night(home), pytest.raises(StoreError) as caught, one_night(home):
        pass
    assert caught.value.exit_code == 5
    assert str(caught.value).startswith(f"{home.root}: another night is running in this home")


def test_the_lock_is_free_after_the_night(home: Home) -> None:
    for _ in range(2):
        with one_night(home):
            assert home.lock.exists()


def test_the_lock_opens_when_its_holder_is_killed(home: Home) -> None:
    with start(HOLD_THE_LOCK, str(home.root)) as holder:
        assert said(holder) == "held"
        with pytest.raises(StoreError), one_night(home):
            pass
        holder.kill()
        holder.communicate()
    with one_night(home):
        pass


def test_reading_processes_end_when_their_starter_is_killed() -> None:
    with start(READ_FOR_EVER) as starter:
        readers = [int(pid) for pid in said(starter).split()]
        assert len(readers) == 2 and all(map(psutil.pid_exists, readers))
        os.kill(starter.pid, signal.SIGKILL)
        starter.communicate()
    deadline = time.monotonic() + 10
    while any(map(psutil.pid_exists, readers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in readers if psutil.pid_exists(pid)] == []


def test_a_home_in_a_file_is_refused_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        Home(tmp_path / "file" / "home").make()
