"""What the tests of the command line share."""

import pytest

from matcher.sample.load import sample_patients, sample_trials
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
