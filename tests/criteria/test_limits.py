"""Where a text has too much of something the rest is said to be unread, and costs only its length."""

import pytest
from pydantic import TypeAdapter

from criteria.eligibility import EligibilitySource, Item
from criteria.layout.headings import LONGEST_LEAD
from criteria.nodes import Criterion
from criteria.parse import parse, read_text
from criteria.pipeline.diseases import MOST
from criteria.pipeline.remarks import leaves
from criteria.render import render
from criteria.structured import structured_items

TREE: TypeAdapter[Criterion] = TypeAdapter(Criterion)
_DISEASES = ("MDS", "AML")


def _items(text: str) -> tuple[Item, ...]:
    return parse(EligibilitySource("NCT00000000", text)).items


def _read(sentence: str, *, excluding: bool = False) -> Criterion:
    criterion = read_text(sentence, excluding=excluding)
    assert criterion is not None
    return criterion


@pytest.mark.parametrize(
    "sentence",
    [
        "Platelets at least {0} x ULN", "Age at least {0} years", "Azacitidine within {0} years",
        "Life expectancy of {0} years", "Hemoglobin at least {0} kg/dL", "At least {0} cycles of azacitidine",
    ],
)  # fmt: skip
def test_a_number_of_hundreds_of_digits_is_no_number(sentence: str) -> None:
    described = render(_read(sentence.format("9" * 400)))
    assert "not understood" in described
    assert "inf" not in described.replace("infection", "")


def test_an_age_of_hundreds_of_digits_is_no_age() -> None:
    source = EligibilitySource("NCT00000000", "", minimum_age="9" * 400 + " Years")
    assert structured_items(source) == []


def test_half_a_surrogate_pair_is_read_as_the_replacement_character() -> None:
    (item,) = _items("* AML \ud800")
    assert item.text == "AML \ufffd"
    assert render(_read("AML \udcff")) == "diagnosis of acute myeloid leukemia"


def test_an_item_of_more_than_a_million_characters_is_read() -> None:
    (item,) = _items("* MDS" + " " * 1_000_001 + "a" * 1_000_001)
    assert item.end == 2_000_007


def test_each_run_of_with_is_doubted_once() -> None:
    narrowing = " ".join(f"with {illness}" for illness in ("anemia", "gout", "asthma", "sepsis", "stroke"))
    assert len(list(leaves(_read(f"Splenectomy or major surgery {narrowing}")))) == 14


def test_clauses_in_clauses_are_read_to_a_depth() -> None:
    described = render(_read("MDS must AML must " * 40))
    assert described.count("if ") < 20
    assert "not understood" in described


def test_headings_without_end_on_one_line_are_not_all_headings() -> None:
    reading = parse(EligibilitySource("NCT00000000", "Patients: " * 500))
    assert 1 < len(reading.headings) < 20


def test_a_lead_as_long_as_a_paragraph_is_not_shared() -> None:
    lead = "History of infection " * (LONGEST_LEAD // 20)
    item = _items(f"Exclusion Criteria:\n\n* {lead}:\n    * Gout\n    * Stroke")[-1]
    assert item.issues == ("Its lead is too long to share: Stroke",)


def test_a_hundred_diseases_are_alternatives_and_more_are_said_to_be_unread() -> None:
    lines = [f"* {_DISEASES[n % 2]}" for n in range(MOST)]
    assert render(_items("\n".join(lines))[0].criterion).startswith(
        "diagnosis of myelodysplastic syndrome or"
    )
    assert _items("\n".join([*lines, "* MDS"]))[0].issues == (
        "Too many for one list of alternatives: the diseases that are listed",
    )


@pytest.mark.parametrize("sign", ["> " * 5000, "at least " * 5000, "1 mg" + "/dL" * 5000])
def test_a_run_of_signs_or_units_is_read(sign: str) -> None:
    assert "not understood" in render(_read(f"Creatinine {sign}"))


@pytest.mark.parametrize(
    "sentence",
    ["Creatinine 30 to 50", "Platelets 0 to 20 (399)", "Platelets 5 cell\u017f/mm3", "Iron 5 \u0131u/L"],
)
def test_a_range_that_would_end_before_it_begins_and_a_unit_in_odd_letters_are_read(sentence: str) -> None:
    for excluding in (False, True):
        criterion = read_text(f"{sentence} or MDS", excluding=excluding)
        assert criterion is not None
        assert TREE.validate_json(TREE.dump_json(criterion)) == criterion
