"""Foreign text: what cannot be seen goes, what can be read stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.export.plaintext import one_line, opening, paragraphs, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\x1b[31mred", "a[31mred"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("nul\x00 bell\x07 del\x7f c1\x9b", "nul bell del c1"),
        ("line\r\nline\rline\u2028line", "line\nline\nline\nline"),
        ("Hämoglobin ≥ 8 µg, β2", "Hämoglobin ≥ 8 µg, β2"),
        ("\ud800 lone surrogate", " lone surrogate"),
    ],
)
def test_only_what_can_be_seen_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_no_hidden_sign_survives_and_cleaning_twice_changes_nothing(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    left = {unicodedata.category(mark) for mark in once if mark not in "\n\t"}
    assert not left & {"Cc", "Cf", "Cs"}


@given(st.text())
def test_one_line_has_no_line_break_and_no_double_space(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert "  " not in line


def test_paragraphs_are_split_at_blank_lines() -> None:
    assert paragraphs("one\ntwo\n\n\nthree\n") == ("one two", "three")


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("Short.", 20, "Short."),
        ("First one. Second one. Third one.", 24, "First one. Second one. …"),
        ("Treats e.g. anemia well. Then more.", 26, "Treats e.g. anemia well. …"),
        ("one very long sentence without an end", 14, "one very long …"),
        ("x" * 30, 10, "xxxxxxxxxx …"),
    ],
)
def test_an_opening_ends_where_a_sentence_ends(text: str, limit: int, kept: str) -> None:
    assert opening(text, limit) == kept


@given(st.text(), st.integers(min_value=1, max_value=300))
def test_an_opening_is_never_longer_than_its_limit_and_the_ellipsis(text: str, limit: int) -> None:
    assert len(opening(text, limit)) <= limit + 2
