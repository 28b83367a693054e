"""`mdsmatch token`: a token is printed once, listed by its holder, and taken back."""

from pathlib import Path

from matcher.web.tokens import Tokens
from tests.lib.command_line import CommandLine


def test_a_token_is_printed_once_listed_and_taken_back(mdsmatch: CommandLine, tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home")
    made = mdsmatch("token", "add", "dr-meyer", "--days", 90, *home)
    assert (made.code, made.err) == (0, "")
    tokens = Tokens(tmp_path / "home" / "tokens.json")
    assert tokens.holder(made.out.strip()) == "dr-meyer"
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    mdsmatch("token", "add", "ward", *home)
    listed = mdsmatch("token", "list", *home)
    first, second = listed.out.splitlines()
    assert first.split()[:3] == ["dr-meyer", "made", f"{tokens.all()[0].made_at:%Y-%m-%d}"]
    assert second.endswith("until removed")
    assert made.out.strip() not in listed.out
    assert mdsmatch("token", "remove", "dr-meyer", *home).code == 0
    assert tokens.holder(made.out.strip()) is None


def test_a_name_that_is_taken_or_unknown_is_a_sentence(mdsmatch: CommandLine, tmp_path: Path) -> None:
    home = ("--home", tmp_path)
    mdsmatch("token", "add", "a", *home)
    again, unknown = mdsmatch("token", "add", "a", *home), mdsmatch("token", "remove", "b", *home)
    assert (again.code, unknown.code) == (3, 3)
    assert again.err == "mdsmatch: a has a token already; remove that first, or take another name\n"
    assert unknown.err == "mdsmatch: b has no token; `mdsmatch token list` shows who has\n"
