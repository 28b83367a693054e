"""Where no fact bears on a criterion, its verdict is that of everybody with the same complete lists."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.nodes import Age, AllOf, Condition, Criterion, Medication, PriorTherapy
from criteria.quantity import Interval
from matcher.chart import Chart
from matcher.evaluate import answers
from matcher.evaluate.answers import answer, blank, concerned
from matcher.evaluate.clinical import parts_of
from matcher.evaluate.evaluate import evaluate
from matcher.evaluate.shared_nodes import shared
from tests.lib.charts import chart, course, illness
from tests.lib.crowds import odd_patients
from tests.lib.trees import trees

CROWD = tuple(Chart.of(patient) for patient in odd_patients(120, seed=11))
ASTHMA = Condition(concept="asthma", text="asthma")
AZACITIDINE = PriorTherapy(agents=("azacitidine",))


def leaves(criterion: Criterion) -> Iterator[Criterion]:
    """The leaves of a tree."""
    parts = parts_of(criterion)
    if not parts:
        yield criterion
    for part in parts:
        yield from leaves(part)


@given(trees(), st.sampled_from(CROWD))
@settings(max_examples=600, deadline=None)
def test_no_fact_bears_on_a_leaf_only_where_the_verdict_is_everybodys(tree: Criterion, person: Chart) -> None:
    for leaf in leaves(tree):
        if not concerned(leaf, person):
            assert evaluate(leaf, person) == evaluate(leaf, blank(person.complete))


@given(trees(), st.sampled_from(CROWD))
@settings(max_examples=300, deadline=None)
def test_an_answer_is_what_the_evaluator_says_without_memory(tree: Criterion, person: Chart) -> None:
    fresh = Chart(**{name: getattr(person, name) for name in Chart.__dataclass_fields__})
    assert answer(shared(tree), person) == answer(shared(tree), person)
    assert answer(tree, fresh).truth is evaluate(tree, fresh).truth
    assert answer(shared(tree), fresh)[:6] == evaluate(shared(tree), fresh)[:6]


@pytest.mark.parametrize(
    ("criterion", "person", "bears"),
    [
        (ASTHMA, chart(conditions=[illness("asthma")]), True),
        (ASTHMA, chart(conditions=[illness("asthma", "absent")]), True),
        (ASTHMA, chart(conditions=[illness("gout")]), False),
        (AZACITIDINE, chart(therapies=[course("azacitidine", "2026-02-10")]), True),
        (AZACITIDINE, chart(therapies=[course("luspatercept", "2026-02-10")]), False),
        (Medication(agents=("warfarin",)), chart(), False),
        (Age(interval=Interval(low=18)), chart(), True),
        (AllOf(children=(ASTHMA, AZACITIDINE)), chart(conditions=[illness("asthma")]), True),
        (AllOf(children=(ASTHMA, AZACITIDINE)), chart(conditions=[illness("gout")]), False),
    ],
)
def test_a_fact_bears_on_what_it_is_about(criterion: Criterion, person: Chart, bears: bool) -> None:
    assert concerned(criterion, person) is bears


def test_what_no_fact_bears_on_is_said_once_for_all() -> None:
    answer(ASTHMA, chart())
    one, other = chart(conditions=[illness("gout")]), chart(therapies=[course("azacitidine", "2026-02-10")])
    assert answer(ASTHMA, one) is answer(ASTHMA, other)


def test_who_is_complete_in_other_lists_is_somebody_else() -> None:
    silent, complete = chart(), chart(complete=["conditions"])
    assert "not complete" in answer(ASTHMA, silent).reason
    assert answer(ASTHMA, complete).basis == "presumed"


def test_what_is_forgotten_is_said_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = answer(ASTHMA, chart())
    monkeypatch.setattr(answers, "MOST", 1)
    criteria = [Condition(concept="gout", text=f"gout {number}") for number in range(5)]
    assert [answer(one, chart()) for one in criteria] == [evaluate(one, chart()) for one in criteria]
    assert answer(ASTHMA, chart()) == before
