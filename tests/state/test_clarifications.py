"""Words of solid tumours in the diagnosis of an MDS, set right as seeds 000 and 001 do."""

import pytest

from matcher.terms import ILLNESS_KINDS, read_term
from tests.state.patients import state

WRITTEN = ["metastatic MDS", "MDS, metastatic", "Stage IV MDS", "MDS stage 4", "metastatic CMML",
           "myelodysplastic syndrome that has spread"]  # fmt: skip
IN_THE_LIVER = ["MDS spread to the liver", "MDS with spread to liver", "liver metastases of MDS",
                "MDS metastatic to the liver"]  # fmt: skip


@pytest.mark.parametrize("written", [*WRITTEN, *IN_THE_LIVER])
def test_it_is_set_right_and_nothing_is_concluded(written: str) -> None:
    found = state(diagnoses=[{"term": written, "status": "active"}])
    first = found.clarifications[0]
    assert first.path == "diagnoses[0].term"
    assert "does not metastasise" in first.said
    assert first.questions
    assert first.source.startswith("seeds/000")
    assert (found.options, found.hma.status, found.ipss) == ((), "unknown", None)


@pytest.mark.parametrize("written", IN_THE_LIVER)
def test_the_liver_has_questions_of_its_own(written: str) -> None:
    _, liver = state(diagnoses=[{"term": written, "status": "active"}]).clarifications
    assert "iron overload" in liver.said
    assert any("Which problem of the liver" in question for question in liver.questions)


@pytest.mark.parametrize("written", WRITTEN)
def test_it_is_still_read_as_the_disease(written: str) -> None:
    assert read_term(written, ILLNESS_KINDS).key in ("MDS", "CMML")


@pytest.mark.parametrize(
    "written",
    [
        "MDS with multilineage dysplasia",
        "metastatic breast cancer",
        "acute myeloid leukemia",
        "MDS with iron overload of the liver",
    ],
)
def test_other_diagnoses_need_no_setting_right(written: str) -> None:
    assert state(diagnoses=[{"term": written, "status": "active"}]).clarifications == ()


def test_metastatic_cancer_is_not_taken_for_mds() -> None:
    assert read_term("metastatic melanoma", ILLNESS_KINDS).kind != "disease"
