"""Labels in one line with a criterion: its part of the trial, its number."""

import pytest

from criteria.eligibility import EligibilitySource, Item
from criteria.layout.labels import label_before, label_behind
from criteria.parse import parse
from criteria.render import render


def _item(words: str, section: str = "Inclusion") -> Item:
    (item,) = parse(EligibilitySource("NCT00000000", f"{section} Criteria:\n\n* {words}\n")).items
    return item


PARTS = {
    "Cohort A: untreated AML": ("Cohort A", "untreated AML"),
    "For Arms 1a, 1b, and 2 only, no prior stroke": ("Arms 1a, 1b, and 2 only", "no prior stroke"),
    "Phase II portion of the study: no prior stroke": ("Phase II portion of the study", "no prior stroke"),
    "Drug X alone (Group B): no prior stroke": ("Drug X alone (Group B)", "no prior stroke"),
    "In Part 2, no prior stroke": ("Part 2", "no prior stroke"),
}


@pytest.mark.parametrize("words", PARTS)
def test_a_label_names_the_part_that_a_criterion_is_for(words: str) -> None:
    label = label_before(words)
    assert label is not None
    assert (label.part, words[label.end :]) == PARTS[words]


def test_a_bracket_at_the_end_names_a_part_too() -> None:
    words = "No prior stroke (for Part 2 only)"
    label = label_behind(words)
    assert label is not None
    assert (label.part, words[: label.start].rstrip()) == ("Part 2 only", "No prior stroke")


@pytest.mark.parametrize(
    "words",
    [
        "Chronic phase: no prior stroke",
        "Age group: 18 to 60 years",
        "Part 1: less than 12 months Part 2: less than 3 months",
        "Cohort A:",
        "250 Million cells per kg",
        "Patients must be in one of two groups: A or B",
    ],
)
def test_what_only_looks_like_a_label_stays(words: str) -> None:
    assert label_before(words) is None


def test_one_of_two_parts_named_is_no_label() -> None:
    assert label_behind("Hemoglobin > 8 g/dL (Part 1) or > 10 g/dL (Part 2)") is None


def test_what_is_asked_in_one_part_never_decides() -> None:
    """Who enters that part is not recorded."""
    asked = _item("Cohort A: no prior azacitidine")
    assert (
        render(asked.criterion) == 'if "Cohort A" (for people to check): no prior treatment with azacitidine'
    )
    assert asked.text == "no prior azacitidine"
    kept_out = _item("Prior stroke (Part 2 only)", "Exclusion")
    assert render(kept_out.criterion) == '"Part 2 only" (for people to check); and current or past stroke'


def test_what_is_asked_in_all_parts_is_asked() -> None:
    assert render(_item("Both cohorts: ECOG 0 to 2").criterion) == "ECOG 0 to 2"


@pytest.mark.parametrize("label", ["Criterion 4 ", "204 ", "(Continued from Criteria 4) "])
def test_the_number_of_a_criterion_is_no_part_of_it(label: str) -> None:
    assert _item(f"{label}Multiple myeloma.", "Exclusion").text == "Multiple myeloma."
