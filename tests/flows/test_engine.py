"""The server of a command: there when it is needed, gone when its starter is, whatever ended it."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from flows.engine import BRIEF, QUIET
from tests.flows.conftest import environment, mdsmatch

pytestmark = pytest.mark.flow


def start(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment() | QUIET | BRIEF | {"PREFECT_HOME": str(home)},
    )


def port(server: subprocess.Popen[bytes]) -> int:
    assert server.stdout is not None
    return int(server.stdout.readline())


def test_the_server_ends_when_nobody_holds_its_leash(tmp_path: Path) -> None:
    with start(tmp_path) as server:
        assert server.stdin is not None
        urllib.request.urlopen(f"http://127.0.0.1:{port(server)}/api/health", timeout=120).close()
        server.stdin.close()
        server.wait(15)


def test_the_server_ends_even_while_it_is_still_loading(tmp_path: Path) -> None:
    with start(tmp_path) as server:
        assert server.stdin is not None and port(server)
        server.stdin.close()
        server.wait(15)


def test_a_killed_starter_takes_its_server_along(tmp_path: Path) -> None:
    program = (
        "import sys, threading; from pathlib import Path; from flows.engine import start_engine; "
        "from matcher.settings import Home; start_engine(Home(Path(sys.argv[1])).make()); "
        "print('up', flush=True); threading.Event().wait()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "home")], stdout=subprocess.PIPE, env=environment()
    ) as starter:
        assert starter.stdout is not None and starter.stdout.readline() == b"up\n"
        (server,) = psutil.Process(starter.pid).children()
        os.kill(starter.pid, signal.SIGKILL)
    deadline = time.monotonic() + 15
    while server.is_running() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not server.is_running()


def test_a_server_that_runs_already_is_used(tmp_path: Path, records: Path) -> None:
    with start(tmp_path / "prefect") as server:
        assert server.stdin is not None
        url = f"http://127.0.0.1:{port(server)}/api"
        done = mdsmatch("nightly", "--registry", records, "--home", tmp_path / "home", PREFECT_API_URL=url)
        assert done.returncode == 0, done.stderr
        with urllib.request.urlopen(
            urllib.request.Request(
                f"{url}/flow_runs/count", data=b"{}", headers={"Content-Type": "application/json"}
            ),
            timeout=30,
        ) as answer:
            assert answer.read() == b"1"
        server.stdin.close()
        server.wait(15)
    assert list((tmp_path / "home" / "prefect").iterdir()) == []
