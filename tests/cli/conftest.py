"""What the tests of the command line share."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.cli.trials import from_folder
from matcher.sample.load import sample_patients, sample_trials
from matcher.settings import Home
from matcher.store.build import build_snapshot
from matcher.store.meta import Reader, describe
from matcher.store.pointer import building_path, publish
from matcher.store.rows import StoredTrial
from tests.lib.command_line import CommandLine


@pytest.fixture
def mdsmatch(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line; nothing is asked of the user's own home."""
    return CommandLine(capsys)


@pytest.fixture
def patient() -> str:
    """The third of the published patients."""
    return str(sample_patients()[2])


@pytest.fixture
def records() -> str:
    """The folder of the bundled trials."""
    return str(sample_trials()[0].parent)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a snapshot of the bundled trials is published."""
    home = Home(tmp_path_factory.mktemp("home")).make()
    found = from_folder(sample_trials()[0].parent, ())
    stored = [StoredTrial(trial, "0" * 64, trial.record.nct_id) for trial in found.trials]
    meta = describe(
        [(one.trial.record.nct_id, one.parse_key) for one in stored],
        Reader(found.provenance.parser, found.provenance.vocabulary),
        registry_timestamp="2026-10-31T09:00:05",
        built_at=datetime(2026, 11, 1, 3, tzinfo=UTC),
        source="the bundled sample",
        asked="everything",
    )
    built = building_path(home, meta.id)
    build_snapshot(built, stored, meta)
    publish(home, built)
    return home.root
