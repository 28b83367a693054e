"""The pipeline is whole: its components are registered, ordered, and need nothing that is not there."""

import pytest
from spacy.language import Language

from criteria.pipeline.build import pipeline, read

ORDER = ["concepts", "quantities", "temporal", "meanings", "brackets", "assemble"]


def test_the_components_run_in_order() -> None:
    assert pipeline().pipe_names == ORDER
    assert all(Language.has_factory(name) for name in ORDER)


def test_no_component_needs_what_none_gives() -> None:
    analysis = pipeline().analyze_pipes()
    assert list(analysis["problems"]) == ORDER
    assert not any(analysis["problems"].values())


def test_the_words_of_a_document_are_those_of_the_vocabulary() -> None:
    doc = pipeline().make_doc("ANC >= 1.0 x 10^9/L")
    assert [token.text for token in doc] == ["ANC", ">=", "1.0", "x", "10", "^", "9", "/", "L"]
    assert doc.text == "ANC >= 1.0 x 10^9/L"


@pytest.mark.parametrize("excluding", [False, True])
@pytest.mark.parametrize(
    "text",
    ["ANC >= 1.0 x 10^9/L", "No prior azacitidine (or decitabine) within 4 weeks", "Frobnication", ""],
)
def test_a_draft_is_read_as_a_document_is(text: str, excluding: bool) -> None:
    doc = pipeline().make_doc(text)
    doc._.excluding = excluding
    assert pipeline()(doc)._.criterion == read(text, excluding=excluding)
