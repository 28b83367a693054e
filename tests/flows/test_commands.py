"""The commands that run flows: help without Prefect, wrong usage in a sentence, the demo from end to end."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.flows.conftest import PROGRAM, environment, mdsmatch

pytestmark = pytest.mark.flow

HELP = """
import sys
from matcher.cli.main import main
try:
    main()
finally:
    print("prefect" in sys.modules)
"""


@pytest.mark.parametrize("command", ["nightly", "demo", "schedule"])
def test_help_has_an_example_and_loads_no_prefect(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELP, command, "--help"],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=True,
    )
    assert f"mdsmatch {command}" in done.stdout.partition("Examples:")[2]
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nightly", "--keep", "0"), "--keep"),
        (("nightly", "--as-of", "yesterday"), "yesterday"),
        (("nightly", "--patients", "/nowhere"), "/nowhere"),
        (("schedule", "--cron", "at night"), "'at night' in UTC is no schedule"),
        (("schedule", "--timezone", "Mars/Base"), "in Mars/Base is no schedule"),
    ],
)
def test_wrong_usage_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = mdsmatch(*arguments, "--home", tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_the_demo_needs_nothing_and_shows_four_shortlists(tmp_path: Path) -> None:
    done = mdsmatch("demo", "--home", tmp_path / "home")
    assert done.returncode == 0, done.stderr
    titles = [line for line in done.stdout.splitlines() if re.search(r"\bpublished-[1-4]\b", line)]
    assert len(titles) == 4
    assert done.stdout.count("paraphrase") >= 25
    assert "Information, not advice." in done.stdout
    pages = sorted((tmp_path / "home" / "exports").rglob("*.html"))
    assert [page.name for page in pages] == ["patient.html", "physician.html"] * 4
    assert str(tmp_path / "home") in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("running", [0, 5], ids=["at once", "later"])
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_schedule_stops_when_it_is_told(
    tmp_path: Path, records: Path, sign: signal.Signals, running: int
) -> None:
    asked = ["schedule", "--registry", str(records), "--home", str(tmp_path / "home"), "--cron", "0 3 1 1 *"]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *asked], stderr=subprocess.PIPE, env=environment(), text=True
    ) as schedule:
        assert schedule.stderr is not None
        assert "stop it with Ctrl-C" in schedule.stderr.readline()
        time.sleep(running)
        os.kill(schedule.pid, sign)
        assert schedule.wait(40) == 0
        assert "Traceback" not in schedule.stderr.read()
