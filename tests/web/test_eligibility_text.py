"""The eligibility text is laid out whole: nothing is lost, nothing comes twice."""

import pytest

from criteria.eligibility import EligibilitySource
from criteria.parse import parse_many
from matcher.export.plaintext import visible
from matcher.trial import Trial
from matcher.web.pages.eligibility import Piece, pieces, structured_items
from tests.lib.sample_home import sample_readings

TEXT = (
    "Inclusion Criteria:\n\n* ECOG 0-2\n  * Hemoglobin below 9 g/dL\n\n"
    "Exclusion Criteria:\n\n* HIV infection\n"
)


def laid_out(text: str) -> tuple[Piece, ...]:
    (eligibility,) = parse_many([EligibilitySource("NCT00000001", text)])
    return pieces(eligibility, text)


@pytest.mark.parametrize("trial", sample_readings().trials, ids=lambda one: one.record.nct_id)
def test_the_pieces_are_the_text(trial: Trial) -> None:
    found = pieces(trial.eligibility, trial.record.eligibility_criteria)
    assert "".join(one.before + one.text for one in found) == visible(trial.record.eligibility_criteria)
    assert all("".join(one.parts) == one.text for one in found)
    lines = [one.item_id for one in found if one.kind == "line"]
    fields = [item.id for item in structured_items(trial.eligibility)]
    assert sorted(lines + fields) == sorted(item.id for item in trial.eligibility.items)


def test_headings_lines_and_marks_are_told_apart() -> None:
    found = laid_out(TEXT)
    assert "".join(one.before + one.text for one in found) == TEXT
    assert [(one.kind, one.text) for one in found if one.text.strip()] == [
        ("heading", "Inclusion Criteria:"),
        ("line", "ECOG 0-2"),
        ("line", "Hemoglobin below 9 g/dL"),
        ("heading", "Exclusion Criteria:"),
        ("line", "HIV infection"),
    ]
    assert found[1].before.strip() == "*"


def test_a_list_within_a_line_is_shown_as_a_list() -> None:
    text = "Inclusion Criteria:\n\n* One of the following:\n  - ECOG 0\n  - Karnofsky 90\n"
    (line, *_) = [one for one in laid_out(text) if one.kind == "line"]
    assert [part.strip() for part in line.parts] == ["One of the following:", "- ECOG 0", "- Karnofsky 90"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "* \n* ", "☃\x00\u202ehidden"])
def test_odd_texts_are_laid_out_too(text: str) -> None:
    assert "".join(one.before + one.text for one in laid_out(text)) == visible(text)
