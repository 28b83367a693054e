"""Every language says the same things: the same keys, the same places to fill, the same plural forms."""

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from string import Formatter
from typing import Any

import pytest

from matcher.export.messages import LANGUAGES, messages

FOLDER = resources.files("matcher.export") / "languages"
OTHERS = [language for language in LANGUAGES if language != "en"]
MAY_BE_EMPTY = {"physician.in_english"}
"""What only a page in another language has to say."""

SAME_IN_SPANISH = re.compile(
    r"phase_short\.PHASE\d|paper\.sheet|sign\..*|state\.(ipss|wpss|cpss|mds_ci|hct_ci).*|steps\.(change|recover_no)"
    r"|disease\.(MDS/MPN)|feasibility\.said|common\.with_names|state\.aml_no"
)


ENGLISH_ONLY = {"changes"}
"""What only the terminal and the served pages say, which have no other language; no export takes it."""


def content(language: str) -> dict[str, Any]:
    read = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {section: value for section, value in read.items() if section not in ENGLISH_ONLY}


def said(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence with its path; a list's sentences by their place."""
    inner = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if inner is None:
        yield key, value
        return
    for name, each in inner:
        yield from said(each, f"{key}.{name}".lstrip("."))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_file_is_a_language_that_can_be_chosen() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {f"{language}.toml" for language in LANGUAGES}


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_same_keys_and_plural_forms(language: str) -> None:
    assert [key for key, _ in said(content(language))] == [key for key, _ in said(content("en"))]


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_same_places(language: str) -> None:
    theirs = dict(said(content(language)))
    odd = {}
    for key, sentence in said(content("en")):
        # "One trial ..." may name the number or not, in either language.
        may = {"count"} if key.endswith(".one") else set()
        odd |= {key: differing} if (differing := (places(sentence) ^ places(theirs[key])) - may) else {}
    assert odd == {}


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_untranslated_or_empty(language: str) -> None:
    theirs = dict(said(content(language)))
    same = {key for key, sentence in said(content("en")) if theirs[key] == sentence}
    assert {key for key in same if not SAME_IN_SPANISH.fullmatch(key)} == set()
    assert {key for key, sentence in theirs.items() if not sentence} == set()
    assert {key for key, sentence in said(content("en")) if not sentence} == MAY_BE_EMPTY


def test_a_language_is_that_of_its_file() -> None:
    assert [messages(language)("language") for language in LANGUAGES] == list(LANGUAGES)
