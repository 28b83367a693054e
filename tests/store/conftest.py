"""A home for each test."""

from pathlib import Path

import pytest

from matcher.settings import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home").make()
