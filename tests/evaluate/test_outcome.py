"""What each pair of response and outcome says of a course: a letter a question, in their order."""

import pytest

from criteria.nodes import PriorTherapy
from matcher.evaluate.evaluate import evaluate
from matcher.truth import Truth
from tests.lib.charts import chart, course

QUESTIONS = (
    "failed",
    "refractory",
    "relapsed",
    "progressed",
    "intolerant",
    "no_response",
    "responded",
    "current",
)
LETTERS = {"T": Truth.TRUE, "U": Truth.UNKNOWN, "F": Truth.FALSE}

TABLE = [
    ("SD", "no response", "TTFUFTFF"),
    ("SD", "progression", "TTFTFTFF"),
    ("none", "no response", "TTFUFTFF"),
    ("none", "unknown", "TTFUUTFF"),
    ("PD", "unknown", "TTFTUTFF"),
    ("unknown", "intolerance", "TUUUTUUF"),
    ("unknown", "relapse", "TUTUFUUF"),
    ("unknown", "unknown", "UUUUUUUF"),
    ("PR", "ongoing", "FFFFFFTT"),
    ("SD", "ongoing", "UUFUFUUT"),
    ("HI-E", "progression", "TFTTFFTF"),
    ("HI-E", "relapse", "TFTUFFTF"),
    ("CR", "completed", "FFUFFFTF"),
    ("CR", "intolerance", "TFUUTFTF"),
]


@pytest.mark.parametrize(("response", "outcome", "letters"), TABLE)
def test_a_course_answers(response: str, outcome: str, letters: str) -> None:
    end = None if outcome == "ongoing" else "2026-09-02"
    known = chart(therapies=[course("azacitidine", end=end, best_response=response, outcome=outcome)],
                  complete=["therapies"])  # fmt: skip
    asked = [PriorTherapy.model_validate({"agents": ("HMA",), "outcome": one}) for one in QUESTIONS]
    found = [evaluate(criterion, known).truth for criterion in asked]
    assert found == [LETTERS[letter] for letter in letters]
