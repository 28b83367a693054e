"""Tokens: shown once, kept as hashes, known by their holder's name."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.errors import BadInput, StoreError
from matcher.web.tokens import Tokens

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "tokens.json", lambda: NOW)


def test_a_token_is_known_by_its_hash_only(tokens: Tokens, tmp_path: Path) -> None:
    made = tokens.add("dr-meyer", days=90)
    path = tmp_path / "tokens.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert made not in path.read_text(encoding="utf-8")
    (kept,) = tokens.all()
    assert (kept.name, kept.made_at, kept.expires_at) == ("dr-meyer", NOW, NOW + timedelta(days=90))
    assert tokens.holder(made) == "dr-meyer"
    assert [tokens.holder(given) for given in ("", made[:-1], f"{made} ", "ä")] == [None] * 4


def test_no_two_tokens_are_alike_and_they_are_listed_by_name(tokens: Tokens) -> None:
    made = {name: tokens.add(name, days=None) for name in ("b", "c", "a")}
    assert len(set(made.values())) == 3
    assert [token.name for token in tokens.all()] == ["a", "b", "c"]
    assert {name: tokens.holder(token) for name, token in made.items()} == {name: name for name in made}


def test_a_removed_token_counts_no_more(tokens: Tokens) -> None:
    made = tokens.add("a", days=None)
    tokens.remove("a")
    assert (tokens.holder(made), tokens.counts("a"), tokens.all()) == (None, False, ())
    with pytest.raises(BadInput, match="a has no token; `mdsmatch token list` shows who has"):
        tokens.remove("a")


@pytest.mark.parametrize("name", ["", " ", "-a", "a b", "a\n", "ä", "a/b", "x" * 41, '{"'])
def test_a_name_can_stand_in_a_log(tokens: Tokens, name: str) -> None:
    with pytest.raises(BadInput, match="the name of a token is 1 to 40 letters"):
        tokens.add(name, days=1)


def test_a_name_has_one_token(tokens: Tokens) -> None:
    tokens.add("a", days=1)
    with pytest.raises(BadInput, match="a has a token already"):
        tokens.add("a", days=1)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"tokens": [{"name": "a"}]}', '{"tokens": [], "x": 1}'])
def test_a_damaged_file_lets_nobody_in_and_says_so(tokens: Tokens, tmp_path: Path, content: str) -> None:
    (tmp_path / "tokens.json").write_text(content, encoding="utf-8")
    with pytest.raises(StoreError, match="is damaged; remove it and make new tokens"):
        tokens.holder("mds_x")
