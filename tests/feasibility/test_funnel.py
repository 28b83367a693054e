"""The funnel of a trial in a cohort, and the lines that experts call needless."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matcher
from criteria import nodes
from criteria.eligibility import Item
from criteria.nodes import Criterion
from criteria.quantity import Interval, Window
from criteria.vocabulary.load import vocabulary
from matcher.feasibility.funnel import feasibility, of_verdicts
from matcher.feasibility.restrictive import TESTS, restrictions
from tests.lib.charts import chart
from tests.match.test_trials import trial

YOUNG, WOMAN = nodes.Age(interval=Interval(high=70)), nodes.Sex(sex="female")
CONSENT = nodes.Administrative(topic="consent")
COHORT = [
    chart(sex="female", birth_date="1960-01-01"),
    chart(sex="female", birth_date="1940-01-01"),
    chart(sex="male", birth_date="1940-01-01"),
    chart(birth_date="1960-01-01"),
]


def test_the_funnel_counts_in_order_and_alone() -> None:
    found = feasibility(trial(WOMAN, YOUNG, CONSENT), COHORT)
    assert (found.patients, found.possible, found.eligible) == (4, 2, 1)
    assert [(one.passing, one.failing, one.unknown) for one in found.steps] == [
        (2, 1, 1),
        (2, 2, 0),
        (0, 0, 4),
    ]
    assert [one.left for one in found.steps] == [3, 2, 2]
    assert [one.sure for one in found.steps] == [2, 1, 1]
    assert [one.only for one in found.steps] == [0, 1, 0]
    assert [one.administrative for one in found.steps] == [False, False, True]
    assert found.costliest == "NCT00000001#i1"


def test_a_trial_that_nobody_fails_has_no_costliest_line() -> None:
    assert feasibility(trial(CONSENT), COHORT).costliest is None


@given(st.lists(st.tuples(*[st.sampled_from(["pass", "fail", "unknown"])] * 4), min_size=1, max_size=12))
def test_the_funnel_only_narrows(rows: list[tuple[Any, ...]]) -> None:
    found = of_verdicts(trial(WOMAN, WOMAN, WOMAN, WOMAN), rows, [])
    left, sure = [one.left for one in found.steps], [one.sure for one in found.steps]
    assert left == sorted(left, reverse=True)
    assert sure == sorted(sure, reverse=True)
    assert all(few <= many for few, many in zip(sure, left, strict=True))
    assert (left[-1], sure[-1]) == (found.possible, found.eligible)
    assert all(one.passing + one.failing + one.unknown == len(rows) for one in found.steps)
    assert all(one.only <= one.failing for one in found.steps)


def item(criterion: Criterion, section: str = "inclusion") -> Item:
    return Item.model_validate(
        {
            "id": "NCT00000001#i1",
            "section": section,
            "text": "x",
            "start": 0,
            "end": 1,
            "criterion": criterion,
        }
    )


def clearance(low: float) -> Criterion:
    return nodes.Measurement(lab="creatinine_clearance", interval=Interval(low=low), unit="mL/min")


def ecog(**bounds: Any) -> Criterion:
    return nodes.Performance(scale="ecog", interval=Interval(**bounds))


COUNTS = nodes.Measurement(lab="platelets", interval=Interval(low=50), unit="x10^9/L")


@pytest.mark.parametrize(
    ("criterion", "section", "found"),
    [
        (nodes.Age(interval=Interval(high=75)), "inclusion", ["upper_age"]),
        (nodes.Age(interval=Interval(low=75)), "exclusion", ["upper_age"]),
        (nodes.Age(interval=Interval(low=18)), "inclusion", []),
        (nodes.Age(interval=Interval(high=18)), "exclusion", []),
        (nodes.LifeExpectancy(interval=Interval(low=90)), "inclusion", ["life_expectancy"]),
        (nodes.LifeExpectancy(interval=Interval(high=90)), "exclusion", ["life_expectancy"]),
        (COUNTS, "inclusion", ["counts"]),
        (nodes.AnyOf(children=(COUNTS, WOMAN)), "inclusion", []),
        (nodes.AllOf(children=(COUNTS, WOMAN)), "inclusion", ["counts"]),
        (nodes.Measurement(lab="platelets", interval=Interval(high=50), unit="x10^9/L"), "inclusion", []),
        (clearance(60), "inclusion",
         ["clearance"]),
        (clearance(30), "inclusion", []),
        (ecog(low=0, high=1), "inclusion", ["performance"]),
        (ecog(low=0, high=2), "inclusion", []),
        (ecog(low=1, low_closed=False), "exclusion", ["performance"]),
        (ecog(low=2, low_closed=False), "exclusion", []),
        (nodes.Condition(concept="hiv", text="HIV"), "exclusion", ["hiv"]),
        (nodes.Condition(concept="hiv", text="HIV"), "inclusion", []),
        (nodes.Not(child=nodes.Condition(concept="other_malignancy", text="x")), "inclusion", ["malignancy"]),
        (nodes.Diagnosis(diseases=("MDS",), therapy_related=True), "exclusion", ["therapy_related"]),
        (nodes.Diagnosis(diseases=("MDS",), therapy_related=False), "inclusion", ["therapy_related"]),
        (nodes.Diagnosis(diseases=("MDS",)), "exclusion", []),
        (nodes.PriorTherapy(agents=("HMA",), window=Window(max_days=28)), "exclusion", ["washout"]),
        (nodes.PriorTherapy(agents=("HMA",)), "exclusion", []),
    ],
)  # fmt: skip
def test_a_needless_line_is_named(criterion: Criterion, section: str, found: list[str]) -> None:
    assert [one.id for one in restrictions(item(criterion, section))] == found


def test_every_needless_line_has_a_source_and_names_what_there_is() -> None:
    file = Path(matcher.__file__).parent / "feasibility/data/restrictive.toml"
    rules = tomllib.loads(file.read_text(encoding="utf-8"))["line"]
    assert len(rules) == 9
    for rule in rules:
        assert rule["source"] and rule["confidence"] in ("S", "M-high", "M-med", "M-low")
        assert rule["kind"] in TESTS
        for key in rule.get("labs", ()):
            vocabulary().concept("lab", key)
        for key in rule.get("concepts", ()):
            vocabulary().concept("condition", key)
