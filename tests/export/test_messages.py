"""The sentences for people: every one that is asked for is there, and plurals and new words are handled."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import matcher.export
from matcher.export.messages import Messages, messages

ROOT = Path(matcher.export.__file__).parents[1]
ASKED = re.compile(r'say(?:\.count|\.listing|\.table)?\(\s*["\']([a-z_0-9]+(?:\.[a-z_0-9]+)+)["\']')
SOURCES = sorted({*ROOT.glob("export/**/*.py"), *ROOT.glob("export/**/*.j2"), *ROOT.glob("cli/*.py")})


def asked_for() -> set[str]:
    return {key for path in SOURCES for key in ASKED.findall(path.read_text(encoding="utf-8"))}


def paths(content: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, value in content.items():
        yield f"{above}{name}"
        if isinstance(value, dict):
            yield from paths(value, f"{above}{name}.")


def test_every_sentence_that_is_asked_for_stands_in_the_file() -> None:
    keys = asked_for()
    assert {"patient.title", "common.not_advice", "table.needs"} <= keys
    file = tomllib.loads((ROOT / "export/languages/en.toml").read_text(encoding="utf-8"))
    assert keys - set(paths(file)) == set()


@pytest.mark.parametrize(("count", "said"), [(0, "0 things"), (1, "one thing"), (2, "2 things")])
def test_singular_and_plural(count: int, said: str) -> None:
    say = Messages({"things": {"one": "one thing", "other": "{count} things"}})
    assert say.count("things", count) == said


@pytest.mark.parametrize(
    ("name", "said"), [("RECRUITING", "open"), ("SOME_NEW_WORD", "some new word"), (None, "not said")]
)
def test_a_word_that_the_file_does_not_know_is_shown_as_it_came(name: str | None, said: str) -> None:
    assert Messages({"status": {"RECRUITING": "open", "missing": "not said"}}).word("status", name) == said


def test_foreign_text_in_a_place_is_never_read_as_a_place() -> None:
    assert Messages({"a": "for {name}"})("a", name="{count} {0}") == "for {count} {0}"


def test_a_language_without_a_file_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        messages("xx")
