"""The data files are checked once in each state, and always where that cannot be remembered."""

from pathlib import Path

import pytest

from criteria.errors import VocabularyError
from criteria.vocabulary import load as loading
from criteria.vocabulary.load import load
from tests.vocabulary.folder import write_vocabulary

NAMELESS = ",nameless,,,,S,,,"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Notes each check of all rows."""
    counted: list[int] = []
    faults = loading.faults

    def counting(rows: list[loading.Row]) -> list[str]:
        counted.append(len(rows))
        return faults(rows)

    monkeypatch.setattr(loading, "faults", counting)
    return counted


def test_sound_files_are_checked_once(tmp_path: Path, checks: list[int]) -> None:
    folder = write_vocabulary(tmp_path)
    assert load(folder).fingerprint == load(folder).fingerprint
    assert len(checks) == 1


def test_changed_files_are_checked_again(tmp_path: Path, checks: list[int]) -> None:
    load(write_vocabulary(tmp_path))
    with pytest.raises(VocabularyError, match="the row has no key"):
        load(write_vocabulary(tmp_path, drugs=NAMELESS))
    assert len(checks) == 2


def test_files_with_a_fault_are_refused_each_time(tmp_path: Path) -> None:
    folder = write_vocabulary(tmp_path, drugs=NAMELESS)
    for _ in range(2):
        with pytest.raises(VocabularyError):
            load(folder)


def test_where_nothing_can_be_written_they_are_checked_each_time(tmp_path: Path, checks: list[int]) -> None:
    folder = write_vocabulary(tmp_path)
    (folder / "__pycache__").write_text("no folder", encoding="utf-8")
    load(folder)
    load(folder)
    assert len(checks) == 2
