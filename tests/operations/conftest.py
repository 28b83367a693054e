"""A home for each test, and reading processes that the tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.operations.lanes import Lanes
from matcher.settings import Home
from tests.lib.nights import TINY
from tests.lib.product import ROOT


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home").make()


@pytest.fixture(scope="session")
def lanes() -> Iterator[Lanes]:
    """One reading process with the tiny parser; short limits, since what it reads is short."""
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(ROOT))  # a process of its own finds the tiny parser by its name
        with Lanes(TINY, lanes=1, chunk_seconds=15, record_seconds=3) as opened:
            yield opened
