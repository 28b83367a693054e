"""What must hold of every criterion and every patient."""

import re
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from criteria import nodes
from criteria.nodes import AllOf, AnyOf, AtLeast, Criterion, IfThen, Not, Permission
from matcher import truth as kleene
from matcher.evaluate.evaluate import evaluate
from matcher.truth import NOT, Truth
from tests.lib.charts import EVERYTHING, chart, course, diagnosis, file_of, illness, lab
from tests.lib.trees import leaves, trees

NODES = get_args(get_args(Criterion)[0])
NOBODY = chart()
MANY = settings(max_examples=300, deadline=None)

FULL: dict[str, Any] = {
    "sex": "female",
    "birth_date": "1961-09-19",
    "location": {"country": "US"},
    "diagnoses": [diagnosis("MDS with excess blasts 2", "2026-01-22", therapy_related=False)],
    "observations": [
        lab("hemoglobin", 8.4, "g/dL"), lab("platelets", 31, "10*9/L"), lab("ANC", 0.6, "10*9/L"),
        lab("ECOG", 1), lab("creatinine", 0.8, "mg/dL"), lab("AST", 22, "U/L", upper_limit_of_normal=40),
        lab("bone marrow blasts", 15, "%"), lab("peripheral blood blasts", 2, "%"),
        lab("ferritin", 1450, "ng/mL"),
    ],
    "karyotypes": [{"iscn": "43,XX,-5,-7,add(17)(p11),-18,del(20)(q11)[15]/46,XX[5]", "date": "2026-10-12"}],
    "mutations": [
        {"gene": "TP53", "variant": "R248Q", "vaf": 0.62, "status": "detected", "date": "2026-10-12"},
        {"gene": "IDH2", "status": "not_detected", "date": "2026-10-12"},
    ],
    "transfusions": [{"product": "RBC", "units": 2, "date": "2026-10-20"}],
    "therapies": [course("azacitidine", "2026-02-10", "2026-09-02", cycles=6, best_response="SD",
                         outcome="no response")],
    "procedures": [{"name": "splenectomy", "date": "2020-05-01"}],
    "conditions": [illness("hypothyroidism"), illness("asthma", "resolved"),
                   illness("HIV infection", "absent")],
    "medications": [{"drug": "levothyroxine", "start": "2010-01-01"},
                    {"drug": "posaconazole", "start": "2026-03-01"}],
    "reproductive": {"childbearing_potential": False, "pregnant": False, "breastfeeding": False},
    "donor": {"matched_sibling": False, "haploidentical": True},
    "complete": EVERYTHING,
}  # fmt: skip
WHOLE = chart(**FULL)
DROPPABLE = sorted(set(FULL) - {"complete", "diagnoses"})


def every_node(criterion: Criterion) -> list[Criterion]:
    """The criterion and all that is in it."""
    inner = [getattr(criterion, name) for name in ("child", "condition", "then") if hasattr(criterion, name)]
    inner += getattr(criterion, "children", ())
    return [criterion, *(node for child in inner if isinstance(child, NODES) for node in every_node(child))]


def asks_of_a_patient(criterion: Criterion) -> bool:
    """Whether no node is true or false by itself: a permission, or more wanted than there are."""
    return not any(
        isinstance(node, Permission) or (isinstance(node, AtLeast) and node.count > len(node.children))
        for node in every_node(criterion)
    )


@given(trees())
@MANY
def test_of_a_patient_of_whom_nothing_is_known_nothing_is_decided(criterion: Criterion) -> None:
    assume(asks_of_a_patient(criterion))
    assert evaluate(criterion, NOBODY).truth is Truth.UNKNOWN


@given(trees(), st.sets(st.sampled_from(DROPPABLE)))
@MANY
def test_learning_facts_never_flips_a_decided_verdict(criterion: Criterion, unknown: set[str]) -> None:
    known = {key: value for key, value in FULL.items() if key not in unknown}
    known["complete"] = [name for name in EVERYTHING if name not in unknown]
    before, after = evaluate(criterion, chart(**known)).truth, evaluate(criterion, WHOLE).truth
    assert {before, after} != {Truth.TRUE, Truth.FALSE}


@given(trees())
@MANY
def test_completeness_only_decides(criterion: Criterion) -> None:
    before = evaluate(criterion, chart(**FULL | {"complete": []})).truth
    assert before in (Truth.UNKNOWN, evaluate(criterion, WHOLE).truth)


@given(trees())
@MANY
def test_not_is_the_opposite(criterion: Criterion) -> None:
    assert evaluate(Not(child=criterion), WHOLE).truth is NOT[evaluate(criterion, WHOLE).truth]


@given(leaves())
@MANY
def test_what_is_unknown_says_what_would_decide_it(leaf: Criterion) -> None:
    verdict = evaluate(leaf, NOBODY)
    spoken_for = verdict.basis in ("administrative", "unparsed") or verdict.truth is not Truth.UNKNOWN
    assert bool(verdict.needs) is not spoken_for


@given(trees())
@MANY
def test_what_is_decided_needs_nothing(criterion: Criterion) -> None:
    verdict = evaluate(criterion, WHOLE)
    assert verdict.truth is Truth.UNKNOWN or verdict.needs == ()


@given(trees())
@MANY
def test_a_verdict_has_a_reason_in_one_line(criterion: Criterion) -> None:
    for known in (NOBODY, WHOLE):
        reason = evaluate(criterion, known).reason
        assert reason.strip()
        assert "\n" not in reason


def at(path: str, file: Any) -> Any:
    """What stands at a path such as `observations[2]` or `location.country`."""
    for step in re.findall(r"[^.\[\]]+", path):
        file = file[int(step)] if step.isdigit() else file[step]
    return file


@given(trees())
@MANY
def test_evidence_points_into_the_file(criterion: Criterion) -> None:
    file = file_of(**FULL)
    for piece in evaluate(criterion, WHOLE).evidence:
        assert at(piece.path, file) is not None


@given(trees())
@settings(max_examples=100, deadline=None)
def test_the_same_question_gets_the_same_answer(criterion: Criterion) -> None:
    assert evaluate(criterion, chart(**FULL)) == evaluate(criterion, WHOLE)


# --- truth tables ------------------------------------------------------------------------------------------

LEAF: dict[Truth, Criterion] = {
    Truth.TRUE: nodes.Sex(sex="female"),
    Truth.FALSE: nodes.Sex(sex="male"),
    Truth.UNKNOWN: nodes.LifeExpectancy(interval={"low": 90}),
}
TRIPLES = list(product(Truth, repeat=3))


@pytest.mark.parametrize("truths", TRIPLES)
def test_combinations_follow_the_tables(truths: tuple[Truth, Truth, Truth]) -> None:
    children = tuple(LEAF[one] for one in truths)
    assert evaluate(AllOf(children=children), WHOLE).truth is kleene.all_of(truths)
    assert evaluate(AnyOf(children=children), WHOLE).truth is kleene.any_of(truths)
    for count in (1, 2, 3):
        found = evaluate(AtLeast(count=count, children=children), WHOLE).truth
        assert found is kleene.at_least(count, truths)


@pytest.mark.parametrize(("condition", "then"), list(product(Truth, repeat=2)))
def test_if_then_is_not_or(condition: Truth, then: Truth) -> None:
    found = evaluate(IfThen(condition=LEAF[condition], then=LEAF[then]), WHOLE).truth
    assert found is kleene.OR[NOT[condition], then]


def test_all_leaves_unknown_leave_every_combination_unknown() -> None:
    unknown = LEAF[Truth.UNKNOWN]
    whole = [AllOf(children=(unknown,)), AnyOf(children=(unknown,)), Not(child=unknown),
             AtLeast(count=1, children=(unknown,)), IfThen(condition=unknown, then=unknown)]  # fmt: skip
    assert [evaluate(one, WHOLE).truth for one in whole] == [Truth.UNKNOWN] * 5
