"""The tables on columns are those of the evaluator, for every pair of grounds."""

from itertools import product

import numpy as np
import pytest

from criteria.nodes import (
    Administrative,
    AllOf,
    AnyOf,
    AtLeast,
    Criterion,
    Detail,
    IfThen,
    Not,
    Permission,
    Reproductive,
)
from matcher.columnar import codes
from matcher.evaluate.evaluate import evaluate
from tests.lib.charts import chart

MAN = chart(sex="male")
LEAVES: tuple[Criterion, ...] = (
    Reproductive(state="pregnant"),
    Not(child=Permission(text="x")),
    Detail(text="x"),
    Administrative(topic="consent"),
    Not(child=Reproductive(state="pregnant")),
    Permission(text="x"),
)
"""A criterion for each code, in their order."""

GRID = [np.array(axis, np.uint8) for axis in zip(*product(range(6), repeat=3), strict=True)]


def judged(criterion: Criterion) -> int:
    return codes.code_of(evaluate(criterion, MAN))


def test_there_is_a_leaf_for_each_code() -> None:
    assert [judged(leaf) for leaf in LEAVES] == list(range(6))


@pytest.mark.parametrize(
    "count", [0, 1, 2, 3, 4, 5], ids=lambda n: {0: "all", 5: "any"}.get(n, f"at least {n}")
)
def test_children_are_joined_as_the_evaluator_joins_them(count: int) -> None:
    if count == 0:
        column, make = codes.all_hold(GRID), AllOf
    elif count == 5:
        column, make = codes.any_holds(GRID), AnyOf
    else:
        column, make = (
            codes.at_least_hold(count, GRID),
            lambda children: AtLeast(count=count, children=children),
        )
    children = [tuple(LEAVES[code] for code in row) for row in zip(*GRID, strict=True)]
    assert column.tolist() == [judged(make(children=one)) for one in children]


def test_a_condition_and_the_contrary_are_those_of_the_evaluator() -> None:
    first, second, _ = GRID
    pairs = [(LEAVES[a], LEAVES[b]) for a, b in zip(first, second, strict=True)]
    assert codes.if_then(first, second).tolist() == [judged(IfThen(condition=a, then=b)) for a, b in pairs]
    assert codes.inverted(first).tolist() == [judged(Not(child=a)) for a, _ in pairs]
