"""The command as a process: signals, pipes and full disks."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

MDSMATCH = [sys.executable, "-c", "from matcher.cli.main import main; main()"]


def test_interrupted_is_code_130_and_a_word() -> None:
    pipe = subprocess.PIPE
    reading = subprocess.Popen([*MDSMATCH, "parse", "--text", "-"], stdin=pipe, stderr=pipe, text=True)
    with reading:
        with pytest.raises(subprocess.TimeoutExpired):
            reading.wait(timeout=5)  # it has loaded its modules and waits for the text
        reading.send_signal(signal.SIGINT)
        assert reading.wait(timeout=30) == 130
        assert reading.stderr is not None
        assert reading.stderr.read().strip() == "mdsmatch: interrupted"


def parse_into(records: str, output: int | IO[str]) -> tuple[int, str]:
    """Exit code and standard error of a reading of all trials that is printed into `output`."""
    command = [*MDSMATCH, "parse", "--records", records]
    done = subprocess.run(command, check=False, stdout=output, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stderr


def test_a_reader_who_goes_away_is_no_error_to_read_about(records: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    assert parse_into(records, writer) == (1, "")
    os.close(writer)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_code_5_and_a_sentence(records: str) -> None:
    said = "mdsmatch: reading or writing: the disk is full; free some space and run the command again\n"
    with Path("/dev/full").open("w") as full:
        assert parse_into(records, full) == (5, said)
