"""What patients read: a school grade of 8 at most, over all of our own words.

Left out, and said to be on the page, is what the registry's people wrote: titles, treatments, summaries,
places, contacts, notes on a paraphrase. Left out too are links and the line for those who reproduce a result.
"""

import tomllib
from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any

import pytest

from matcher.export.html import patient_html
from matcher.export.messages import messages
from matcher.export.model import Shortlist
from tests.lib.html_page import OwnWords, own_blocks
from tests.lib.papers import FULL, full_records, real_shortlist
from tests.lib.readability import counted, ease, english_syllables, grade, spanish_syllables
from tests.lib.shared import needs_shared

HARDEST = 8.0
EASY_ENOUGH = 65.0
"""INFLESZ calls a text from 65 "quite easy" (Barrio Cantalejo 2008, M-high)."""

FOR_PATIENTS = ("status", "phase", "design", "group", "patient", "ages", "topic", "disease", "glossary")

each_case = pytest.mark.parametrize("case", [1, 2, 3, 4])
each_list = pytest.mark.parametrize(
    "made",
    [pytest.param(full_records, id="full records"),
     pytest.param(real_shortlist, id="real records", marks=[needs_shared, pytest.mark.shared])],
)  # fmt: skip


def sentences(blocks: list[str]) -> list[str]:
    """Whole sentences alone: headings and points of lists are short, and would flatter the measure."""
    return [block for block in blocks if block.endswith((".", "?"))]


@each_list
@each_case
def test_a_page_asks_for_eight_years_of_school_at_most(made: Callable[[int], Shortlist], case: int) -> None:
    blocks = own_blocks(patient_html(messages(), made(case)))
    assert len(counted(blocks)[0]) > 500
    assert grade(blocks) <= HARDEST
    assert grade(sentences(blocks)) <= HARDEST


@each_list
@each_case
def test_a_spanish_page_is_easy(made: Callable[[int], Shortlist], case: int) -> None:
    blocks = own_blocks(patient_html(messages("es"), made(case)))
    assert len(counted(blocks)[0]) > 500
    assert min(ease(blocks)) >= EASY_ENOUGH
    assert min(ease(sentences(blocks))) >= EASY_ENOUGH


def test_all_that_could_ever_stand_on_a_page_is_as_plain() -> None:
    assert grade(stored("en")) <= HARDEST
    assert min(ease(stored("es"))) >= EASY_ENOUGH


def stored(language: str) -> list[str]:
    file = resources.files("matcher.export") / "languages" / f"{language}.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return [text for section in FOR_PATIENTS for text in texts(content[section])]


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_left_out_of_the_measure_is_what_the_registry_wrote(language: str) -> None:
    page = OwnWords(patient_html(messages(language), full_records(3)))
    quoted = " ".join(page.left_out)
    assert FULL.brief_title is not None
    assert FULL.brief_summary is not None
    for foreign in (FULL.brief_title, FULL.brief_summary, "Hospital Niño Jesús", "A. Muñoz", "tamibarix"):
        assert foreign in quoted
        assert foreign not in " ".join(page.blocks)
    assert messages(language)("patient.quoted") in " ".join(page.text.split())


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("information", 4),
        ("advice", 2),
        ("azacitidine", 5),
        ("doctor's", 2),
        ("unripe", 2),
        ("well-being", 3),
    ],
)
def test_english_syllables(word: str, count: int) -> None:
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("médula", 3), ("aleatorio", 5), ("día", 2), ("sangre", 2), ("ensayo", 3), ("y", 1)],
)
def test_spanish_syllables(word: str, count: int) -> None:
    assert spanish_syllables(word) == count


def test_the_grade_of_a_known_sentence() -> None:
    # 13 words, 1 sentence, 24 syllables: 0.39 * 13 + 11.8 * 24 / 13 - 15.59
    hard = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert grade([hard]) == pytest.approx(11.27, abs=0.01)
    assert grade(["You can stop."]) < 2
