"""What changed between two texts, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.export.differences import MOST_WORDS, Passage, Run, differences


def test_a_changed_word_is_shown_within_its_passage() -> None:
    old = "Inclusion:\n* Age 18 or older\n* ECOG 0-2\n* Consent"
    new = "Inclusion:\n* Age 21 or older\n* ECOG 0-2\n* Consent"
    assert differences(old, new) == (
        Passage(left_out=1),
        Passage((Run("same", "* Age"), Run("removed", "18"), Run("added", "21"), Run("same", "or older"))),
        Passage(left_out=2),
    )


def test_a_line_that_came_or_went_is_whole() -> None:
    assert differences("* One\n* Two", "* One\n* Two\n* Three") == (
        Passage(left_out=2),
        Passage((Run("added", "* Three"),)),
    )
    assert differences("* One\n* Two", "* One") == (Passage(left_out=1), Passage((Run("removed", "* Two"),)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("At least\n        six weeks", "At least six\r\n weeks"),
        ("* One\n\n* Two", "* One\n* Two"),
        ("One\n\ntwo three", "One two\n\nthree"),
        ("One\u200b two", "One two"),
    ],
)
def test_spaces_and_line_breaks_that_moved_are_no_change(old: str, new: str) -> None:
    assert differences(old, new) == ()


def test_a_very_long_passage_is_not_compared_word_by_word() -> None:
    old, new = " ".join("a" for _ in range(MOST_WORDS)), "b " * 5
    (passage,) = differences(old, new)
    assert [run.fate for run in passage.runs] == ["removed", "added"]


WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "\n* ", "\n\n"]), max_size=25).map(" ".join)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_back(old: str, new: str) -> None:
    found = differences(old, new)
    for fate, text in (("removed", old), ("added", new)):
        shown = [run.text for one in found for run in one.runs if run.fate in ("same", fate)]
        left = " ".join(shown).split()
        whole = text.split()
        assert all(left.count(word) <= whole.count(word) for word in left)
    assert (found == ()) is (old.split() == new.split())
