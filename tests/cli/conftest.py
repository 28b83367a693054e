"""What the tests of the command line share."""

from pathlib import Path

import pytest

from matcher.sample.load import sample_patients, sample_trials
from tests.lib.command_line import CommandLine
from tests.lib.sample_home import publish_sample


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
    return publish_sample(tmp_path_factory.mktemp("home"))
