"""A measure that is called wrongly says how it is called."""

import pytest

from tests.bench.usage import given

NAMES = "FOLDER PATIENTS [HOME]"


def called(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    monkeypatch.setattr("sys.argv", ["/somewhere/match.py", *words])
    return given("How long a match takes.", NAMES)


@pytest.mark.parametrize("words", [("records", "people"), ("records", "people", "home")])
def test_the_words_come_in_their_order(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    assert called(monkeypatch, *words) == list(words)


@pytest.mark.parametrize("words", [(), ("records",), ("records", "people", "home", "more")])
def test_a_wrong_call_is_told_the_right_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as left:
        called(monkeypatch, *words)
    assert left.value.code == 2
    assert "usage: python -m tests.bench.match [-h] FOLDER PATIENTS [HOME]" in capsys.readouterr().err


def test_help_tells_what_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        called(monkeypatch, "--help")
    assert not left.value.code
    assert "How long a match takes." in capsys.readouterr().out
