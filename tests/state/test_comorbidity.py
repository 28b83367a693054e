"""The MDS-CI and the HCT-CI: what counts, what leaves a range, what is missing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.state.model import Score
from matcher.state.tables import table
from tests.state.patients import lab, state

DAY = "2026-10-20"
FINE = [
    lab("LVEF", 60, DAY), lab("bilirubin", 0.8, DAY, "mg/dL"), lab("AST", 20, DAY, "U/L"),
    lab("ALT", 20, DAY, "U/L"), lab("DLCO", 90, DAY), lab("FEV1", 90, DAY),
    lab("creatinine", 0.9, DAY, "mg/dL"), lab("BMI", 24, DAY, "kg/m2"),
]  # fmt: skip


def _ill(term: str, status: str = "active") -> dict[str, Any]:
    return {"term": term, "status": status, "date": "2024-05-01"}


def _index(index: str, *terms: str, labs: Any = (), complete: bool = True, **more: Any) -> Score:
    found = getattr(
        state(
            conditions=[_ill(term) for term in terms],
            observations=[*FINE, *labs],
            complete=["conditions"] if complete else [],
            **more,
        ),
        index,
    )
    assert isinstance(found, Score)
    return found


def _later(name: str, value: float, unit: str = "%") -> list[dict[str, Any]]:
    return [lab(name, value, day, unit) for day in ("2026-10-25", "2026-10-28")]


@pytest.mark.parametrize(
    ("terms", "labs", "expected"),
    [
        ((), (), (0, "Low")), (("atrial fibrillation",), (), (2, "Intermediate")),
        (("myocardial infarction", "mitral regurgitation"), (), (2, "Intermediate")),
        ((), _later("LVEF", 50), (2, "Intermediate")), ((), _later("LVEF", 51), (0, "Low")),
        (("cirrhosis",), (), (1, "Intermediate")), (("breast cancer",), (), (1, "Intermediate")),
        (("basal cell carcinoma",), (), (0, "Low")), ((), _later("DLCO", 65), (1, "Intermediate")),
        ((), _later("creatinine", 2.1, "mg/dL"), (1, "Intermediate")),
        ((), _later("creatinine", 2.0, "mg/dL"), (0, "Low")),
        ((), _later("bilirubin", 1.9, "mg/dL"), (1, "Intermediate")),
        (("heart failure", "prostate cancer"), (), (3, "High")),
    ],
)  # fmt: skip
def test_mds_ci(terms: tuple, labs: Any, expected: tuple) -> None:
    found = _index("mds_ci", *terms, labs=labs)
    assert (found.score, found.category) == expected
    assert found.confidence == "M-high"


@pytest.mark.parametrize(
    ("terms", "labs", "expected"),
    [
        ((), (), (0, "Low")), (("atrial fibrillation",), (), (1, "Intermediate")),
        (("coronary artery disease", "stroke"), (), (2, "Intermediate")),
        (("mitral valve prolapse",), (), (0, "Low")), (("aortic stenosis",), (), (3, "High")),
        (("rheumatoid arthritis",), (), (2, "Intermediate")), (("breast cancer",), (), (3, "High")),
        (("Crohn's disease",), (), (1, "Intermediate")), ((), _later("DLCO", 70), (2, "Intermediate")),
        ((), _later("DLCO", 60), (3, "High")), ((), _later("BMI", 36, "kg/m2"), (1, "Intermediate")),
        ((), _later("AST", 60, "U/L"), (1, "Intermediate")), ((), _later("AST", 110, "U/L"), (3, "High")),
    ],
)  # fmt: skip
def test_hct_ci(terms: tuple, labs: Any, expected: tuple) -> None:
    found = _index("hct_ci", *terms, labs=labs)
    assert (found.score, found.category) == expected


def test_what_may_be_milder_leaves_a_range() -> None:
    found = _index("hct_ci", "diabetes mellitus")
    assert found.best is not None
    assert found.worst is not None
    assert (found.best.score, found.worst.score, found.missing) == (0, 1, ("diabetes",))
    (diabetes,) = (one for one in found.factors if one.name == "diabetes")
    assert (diabetes.present, diabetes.said) == (None, "0 to 1 points")
    assert [one.path for one in diabetes.evidence] == ["conditions[0]"]


def test_one_high_value_is_not_lasting() -> None:
    found = _index("mds_ci", labs=[lab("creatinine", 3, "2026-10-28", "mg/dL")])
    assert (found.score, found.categories) == (None, ("Low", "Intermediate"))


def test_silence_is_not_no() -> None:
    found = _index("mds_ci", "depression", complete=False)
    assert (found.score, found.missing) == (None, ("conditions",))
    assert {one.present for one in found.factors} == {None}
    assert state(observations=FINE).mds_ci is None
    absent = state(conditions=[_ill("cardiac disease", "absent")], observations=FINE).mds_ci
    assert absent is not None
    assert [one.name for one in absent.factors if one.present is False] == ["cardiac disease"]


def test_a_missing_measurement_is_named() -> None:
    found = state(complete=["conditions"], observations=[one for one in FINE if one["name"] != "LVEF"]).mds_ci
    assert found is not None
    assert (found.missing, found.categories) == (("lvef",), ("Low", "Intermediate"))


def test_a_recorded_index_is_kept_and_a_disagreement_said() -> None:
    found = _index("hct_ci", labs=[{"name": "HCT-CI", "value": 4, "date": DAY}])
    assert found.recorded is not None
    assert found.recorded.score == 4
    assert found.disagreement == "recorded 4, but the illnesses and values of the file give 0"


def test_without_facts_there_is_no_index() -> None:
    assert (state().mds_ci, state().hct_ci) == (None, None)


def test_every_concept_and_lab_of_the_table_is_in_the_vocabulary() -> None:
    from criteria.vocabulary.load import vocabulary

    for index in ("mds_ci", "hct_ci"):
        for level in (
            level for factor in table("comorbidity")[index]["factors"] for level in factor["levels"]
        ):
            for key in (*level.get("concepts", ()), *level.get("possible", ()), *level.get("excluded", ())):
                assert vocabulary().concept("condition", key)
            for one in level.get("labs", ()):
                assert vocabulary().concept("lab", one["lab"])


_terms = st.lists(
    st.sampled_from(["heart failure", "cirrhosis", "COPD", "melanoma", "depression"]), max_size=4
)


@settings(deadline=None, max_examples=60)
@given(_terms, st.sets(st.integers(0, 7)), st.booleans())
def test_learning_values_never_widens(terms: list, left_out: set, complete: bool) -> None:
    few = [one for place, one in enumerate(FINE) if place not in left_out]
    given_ = {"conditions": [_ill(term) for term in terms], "complete": ["conditions"] if complete else []}
    for index in ("mds_ci", "hct_ci"):
        narrow = getattr(state(observations=FINE, **given_), index)
        wide = getattr(state(observations=few, **given_), index)
        if narrow is not None and wide is not None:
            assert wide.best.score <= narrow.best.score <= narrow.worst.score <= wide.worst.score
