"""A registry folder and patients of our own for nights that run as commands."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.sample.load import sample_patients, sample_trials
from tests.lib.product import ROOT

Command = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = "from matcher.cli.main import main; main()"


def environment() -> dict[str, str]:
    """This process's environment without what would point Prefect or the program elsewhere."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "MDSMATCH_"))
    }
    return kept | {"PYTHONPATH": str(ROOT)}


def mdsmatch(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment() | more,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample's records."""
    folder = tmp_path_factory.mktemp("records")
    for path in sample_trials():
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="session")
def patients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two of the sample's patients, with ids and file names that are easy to look for."""
    folder = tmp_path_factory.mktemp("patients")
    for number, path in enumerate(sample_patients()[:2]):
        patient = json.loads(path.read_text(encoding="utf-8")) | {"id": f"SecretPatient{number}"}
        (folder / f"SecretFile{number}.json").write_text(json.dumps(patient), encoding="utf-8")
    return folder
