"""`mdsmatch serve` from a shell: it says where it serves, answers, and says why it cannot."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from tests.lib.command_line import CommandLine

RUN = (sys.executable, "-c", "from matcher.cli.main import main; main()")


def test_it_serves_until_it_is_interrupted(published: Path) -> None:
    command = [*RUN, "serve", "--port", "0", "--home", str(published)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.fullmatch(r"serving on (http://127\.0\.0\.1:\d+/) \(stop with Ctrl-C\)\n", said)
        assert found, said
        with urlopen(f"{found[1]}?name=Ada", timeout=60) as answer:
            assert b"25 trials and 0 patients." in answer.read()
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "", "")
    assert (published / "patients").stat().st_mode & 0o777 == 0o700


def test_without_a_snapshot_it_says_what_to_run(mdsmatch: CommandLine, tmp_path: Path) -> None:
    ran = mdsmatch("serve", "--home", tmp_path)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == f"mdsmatch: {tmp_path}: no snapshot is published; run `mdsmatch nightly` first\n"


def test_a_port_that_is_taken_is_named(mdsmatch: CommandLine, published: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = mdsmatch("serve", "--home", published, "--port", port)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"mdsmatch: 127.0.0.1 port {port}: another program listens there; end it, or name another --port\n"
    )


def test_an_address_of_another_machine_is_refused(mdsmatch: CommandLine, published: Path) -> None:
    ran = mdsmatch("serve", "--home", published, "--host", "192.0.2.1")
    assert (ran.code, ran.out) == (2, "")
    assert "192.0.2.1 port 8000: this machine does not have this address" in ran.err


def test_a_folder_that_is_not_there_is_named(mdsmatch: CommandLine, published: Path) -> None:
    folder = published / "nobody"
    ran = mdsmatch("serve", "--home", published, "--patients", folder)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        f"mdsmatch: {folder}: there is no such folder; make it, or name another with --patients\n"
    )
