"""A plan holds each question once, however it is worded or put together."""

from hypothesis import given, settings

from criteria.nodes import AllOf, AnyOf, Condition, Criterion, Detail, Measurement, Sex, Unparsed
from criteria.quantity import Interval
from matcher.cohort.schema import table_of
from matcher.columnar.codes import code_of
from matcher.columnar.plan import Plan, compiled, times_asked, wordless
from matcher.evaluate.evaluate import evaluate
from tests.lib.columns import charts_of, trial_of
from tests.lib.crowds import odd_patients
from tests.lib.trees import leaves

CHARTS = charts_of(table_of(odd_patients(25, seed=12)))

WOMAN, MAN = Sex(sex="female"), Sex(sex="male")


def plan_of(*criteria: Criterion) -> Plan:
    return compiled([trial_of(criteria)])


@given(leaves())
@settings(max_examples=200, deadline=None)
def test_without_its_words_a_question_has_the_same_verdict(leaf: Criterion) -> None:
    said, asked = ([code_of(evaluate(one, chart)) for chart in CHARTS] for one in (leaf, wordless(leaf)))
    assert said == asked


def test_questions_that_differ_in_words_only_are_one() -> None:
    limit = Interval(low=50.0)
    same: list[tuple[Criterion, Criterion]] = [
        (Condition(concept="infection", text="infection"), Condition(concept="infection", text="infections")),
        (
            Measurement(lab="platelets", interval=limit, unit="10^9/L", stated="50"),
            Measurement(lab="platelets", interval=limit, unit="10^9/L"),
        ),
        (Unparsed(text="a", why="b"), Unparsed(text="c", why="d")),
        (Detail(text="a"), Detail(text="b")),
    ]
    for one, other in same:
        assert len(plan_of(one, other).leaves) == 1


def test_words_that_ask_for_more_are_another_question() -> None:
    plain, severe = (
        Condition(concept="infection", text=words) for words in ("infection", "severe infection")
    )
    assert len(plan_of(plain, severe).leaves) == 2
    nameless = plan_of(*(Condition(concept=None, text=words) for words in ("scurvy", "gout")))
    assert [leaf.text for _, leaf in nameless.leaves if isinstance(leaf, Condition)] == ["scurvy", "gout"]


def test_the_order_and_the_number_of_parts_make_no_other_question() -> None:
    for kind in (AllOf, AnyOf):
        asked = [kind(children=children) for children in ((WOMAN, MAN), (MAN, WOMAN, MAN), (MAN, MAN))]
        plan = plan_of(*asked)
        assert len(plan.nodes) == 3
        assert times_asked(plan) == [1, 3, 2]


def test_a_node_is_taken_as_often_as_nodes_and_lines_ask_for_it() -> None:
    plan = plan_of(AllOf(children=(WOMAN, MAN)), WOMAN)
    assert [plan.nodes[0], plan.nodes[1]] == [WOMAN, MAN]
    assert times_asked(plan) == [3, 1, 2]
