"""The laws of a reading: every character placed, every slice verbatim, every tree whole."""

import json
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.eligibility import Eligibility, EligibilitySource
from criteria.nodes import AnyOf
from criteria.parse import parse, parse_many, parser_version
from criteria.pipeline.remarks import leaves, standing
from criteria.render import render
from tests.lib.shared import SHARED, needs_shared
from tests.lib.soundness import assert_whole

TEXT = """Inclusion Criteria:

* Myelodysplastic syndrome
* ECOG 0 to 2

Exclusion Criteria:

* Prior azacitidine
* A marrow with frobnication
"""


def _parse(text: str, **fields: str) -> Eligibility:
    return parse(EligibilitySource("NCT00000000", text, **fields))  # type: ignore[arg-type]


def test_items_carry_their_place_and_their_number() -> None:
    items = _parse(TEXT, minimum_age="18 Years", sex="FEMALE").items
    assert [item.id.partition("#")[2] for item in items] == ["s-age", "s-sex", "i1", "i2", "e1", "e2"]
    assert [TEXT[item.start : item.end] for item in items[2:]] == [item.text for item in items[2:]]
    assert items[2].text == "Myelodysplastic syndrome"


def test_what_was_not_understood_is_said() -> None:
    unread = _parse(TEXT).items[-1]
    assert standing(unread.criterion) == "unparsed"
    assert unread.issues == ("Not understood: frobnication",)


@pytest.mark.parametrize(
    "line",
    ["No prior radiotherapy", "Non-biopsy surgery", "No surgery"],
)
def test_an_exclusion_never_keeps_out_who_has_nothing_recorded(line: str) -> None:
    (item,) = _parse(f"Exclusion Criteria:\n\n* {line}\n").items
    assert item.issues == (f"A denial among the exclusions: {line}",)


def test_a_limit_that_does_not_say_which_way_is_left_open() -> None:
    (item,) = _parse("Inclusion Criteria:\n\n* Neutrophils 1,500/mm3\n").items
    assert item.criterion.kind == "ambiguity"


def test_coverage_counts_each_item_once() -> None:
    coverage = _parse(TEXT).coverage
    assert (coverage.sentences, coverage.structured, coverage.administrative, coverage.unparsed) == (
        4,
        3,
        0,
        1,
    )


TIED = {
    "at the end of an item": "* Karnofsky 70-100% OR\n* Lansky 70-100%",
    "on a line of its own": "* Karnofsky 70-100%\n\nOR\n\n* Lansky 70-100%",
    "as an item": "* Karnofsky 70-100%\n* or\n* Lansky 70-100%",
}


@pytest.mark.parametrize("listed", TIED.values(), ids=TIED)
def test_items_tied_by_or_are_alternatives(listed: str) -> None:
    (item,) = _parse(f"Inclusion Criteria:\n\n{listed}").items
    assert isinstance(item.criterion, AnyOf)
    assert len(item.criterion.children) == 2


def test_an_empty_text_has_no_items() -> None:
    assert _parse("").items == ()


def test_reading_is_repeatable_and_survives_json() -> None:
    first, second = _parse(TEXT), _parse(TEXT)
    assert first == second
    assert Eligibility.model_validate_json(first.model_dump_json()) == first


def test_the_version_names_the_source() -> None:
    assert parser_version() == parser_version()
    assert parser_version().startswith("1+")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab N\n\t-*•1.):;,()<>=≥%/~\\\u200b\u0130é☃", max_size=300))
def test_any_text_is_read_without_loss(text: str) -> None:
    assert_whole(text, _parse(text))


def _records(folder: str) -> Iterator[tuple[str, str]]:
    for path in sorted((SHARED / folder).glob("*.json")):
        module = json.loads(path.read_bytes())["protocolSection"].get("eligibilityModule", {})
        yield path.stem, module.get("eligibilityCriteria") or ""


def _bulk() -> Iterator[tuple[str, str]]:
    with (SHARED / "bulk" / "eligibility.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["nct_id"], record["eligibilityCriteria"]


@needs_shared
@pytest.mark.parametrize("folder", ["registry", "registry-other"])
def test_every_character_of_the_real_records_is_placed(folder: str) -> None:
    records = dict(_records(folder))
    assert len(records) > 300
    for number, text in records.items():
        assert_whole(text, parse(EligibilitySource(number, text)))


@needs_shared
def test_every_character_of_the_bulk_texts_is_placed() -> None:
    sources = [EligibilitySource(number, text) for number, text in islice(_bulk(), 0, None, 5)]
    assert len(sources) == 600
    for source, reading in zip(sources, parse_many(sources), strict=True):
        assert_whole(source.text, reading)
        assert all(list(leaves(item.criterion)) for item in reading.items)


HOSTILE = {
    "open brackets": "* " + "(" * 3000 + "AML",
    "nested brackets": "* " + "(" * 2000 + "AML" + ")" * 2000,
    "one endless sentence": "* " + "AML with " * 4000,
    "digits": "* " + "1 " * 6000,
    "nested lists": "".join(f"{' ' * depth}* level {depth}:\n" for depth in range(400)),
    "control characters": "* AML\x00\x07\x1b[31m\u202e CMML\ufeff",
    "other scripts": "* возраст 18 лет\n* 年龄18岁以上\n* العمر ≥ 18",
    "only marks": "*\n-\n1.\n•\n~~~",
    "leads without end": "* a: - b " * 1500,
    "raised digits": "* t(²;²²), translocations ²;³\n* FAB M², M¹-³, M1-²\n* 2² of ³ lines",
    "a number without end": "* HLA matched donor " + "9" * 5000 + "/6",
    "leads within a bracket": "(" + "a: 1. b " * 1500 + ")",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_without_loss(text: str) -> None:
    assert_whole(text, _parse(text))


def test_a_stretch_too_long_for_a_sentence_is_said_to_be_unread() -> None:
    item = _parse("* " + "AML with " * 4000).items[0]
    assert item.issues[0].startswith("Too long for one sentence")


def test_diseases_that_exclude_each_other_are_each_asked_only_of_those_without_the_others() -> None:
    text = "Inclusion Criteria:\n\n* RAEB-2 with 10-19% marrow blasts\n* AML with 20-30% marrow blasts\n"
    first, second = (render(item.criterion) for item in _parse(text).items)
    assert first == (
        "(diagnosis of MDS with excess blasts-2 and bone marrow blasts 10 to 19%); "
        "or diagnosis of acute myeloid leukemia"
    )
    assert second == (
        "(diagnosis of acute myeloid leukemia and bone marrow blasts 20 to 30%); "
        "or diagnosis of MDS with excess blasts-2"
    )


def test_so_many_of_a_list_may_stand_on_one_line() -> None:
    (item,) = parse(
        EligibilitySource("NCT00000000", "* Two of the three following: ECOG 0; anemia; age 60 or older")
    ).items
    assert render(item.criterion) == "at least 2 of: ECOG 0; anemia; age at least 60 years"


def test_the_first_of_a_list_may_stand_beside_its_lead() -> None:
    lead = "DISEASE CHARACTERISTICS: Myelodysplastic syndrome with 1 of the following types:"
    listed = "Refractory anemia Refractory anemia with excess blasts Chronic myelomonocytic leukemia"
    (item,) = _parse(f"{lead} {listed}\n").items
    said = render(item.criterion)
    assert said.startswith("diagnosis of myelodysplastic syndrome; and ")
    assert "MDS with single lineage dysplasia or" in said or "dysplasia, MDS with excess blasts" in said


@pytest.mark.parametrize(
    "line",
    [
        "Refractory: is defined as no CR after 2 cycles of induction chemotherapy",
        "Refractory to first-line AML therapy is defined as no complete remission under initial therapy",
        "Relapse is defined as more than 5% blasts in the marrow",
    ],
)
def test_a_definition_of_a_course_is_for_people_to_apply(line: str) -> None:
    (item,) = _parse(f"Inclusion Criteria:\n\n* {line}\n").items
    assert render(item.criterion) == f'"{line}" (for people to check)'


def test_an_exception_beneath_a_line_is_for_people_to_find_out() -> None:
    exception = "As an exception, patients with AML and ECOG 3 are eligible"
    text = f"Inclusion Criteria:\n\n1. ECOG 0 to 2\n\n   * {exception}\n"
    (item,) = _parse(text).items
    assert render(item.criterion).startswith('ECOG 0 to 2; or "As an exception')
