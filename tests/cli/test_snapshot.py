"""What commands read when no folder is named: the published snapshot, without parser and flows."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.sample.load import sample_trials
from tests.lib.command_line import CommandLine

NUMBER = "NCT02907359"


def test_the_snapshot_gives_the_same_matches_as_the_folder(
    mdsmatch: CommandLine, published: Path, patient: str, records: str
) -> None:
    common = ("match", patient, "--all-statuses", "--format", "json")
    stored = json.loads(mdsmatch(*common, "--home", published).out)
    read = json.loads(mdsmatch(*common, "--records", records).out)
    assert len(stored["matches"]) == len(sample_trials())
    assert stored["matches"] == read["matches"]
    assert stored["snapshot"]["id"].startswith("20261101T030000Z-")
    assert stored["snapshot"]["registry_timestamp"] == "2026-10-31T09:00:05"


def test_a_number_that_the_snapshot_does_not_hold(
    mdsmatch: CommandLine, published: Path, patient: str
) -> None:
    ran = mdsmatch("match", patient, "--trial", "NCT00000001", "--trial", NUMBER, "--home", published)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("mdsmatch: NCT00000001: not in the snapshot 20261101T030000Z-")


def test_the_home_may_come_from_the_environment(
    mdsmatch: CommandLine, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MDSMATCH_HOME", str(published))
    ran = mdsmatch("parse", NUMBER)
    assert (ran.code, ran.out.splitlines()[0]) == (0, NUMBER)


def test_a_shortlist_of_the_snapshot_names_it(
    mdsmatch: CommandLine, published: Path, patient: str, tmp_path: Path
) -> None:
    out = tmp_path / "list.html"
    ran = mdsmatch("shortlist", patient, "--for", "physician", "--out", out, "--home", published)
    assert ran.code == 0
    page = out.read_text(encoding="utf-8")
    assert "Snapshot 20261101T030000Z-" in page
    assert "as the registry stood on October 31, 2026" in page


@pytest.mark.parametrize("command", ["match", "shortlist", "parse", "state"])
def test_reading_the_snapshot_loads_neither_spacy_nor_prefect(
    published: Path, patient: str, tmp_path: Path, command: str
) -> None:
    arguments = {
        "match": ["match", patient],
        "shortlist": ["shortlist", patient, "--for", "patient", "--out", str(tmp_path / "a.html")],
        "parse": ["parse", NUMBER],
        "state": ["state", patient],
    }[command]
    script = (
        "import sys\nfrom matcher.cli.main import mdsmatch\n"
        f"mdsmatch.main({[*arguments, '--home', str(published)]}, standalone_mode=False)\n"
        "print(sorted({'spacy', 'prefect', 'requests'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout or command == "shortlist"
    assert done.stderr.splitlines()[-1] == "[]"
