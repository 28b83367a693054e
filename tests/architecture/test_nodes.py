"""A kind of criterion is complete: it has words, a judgement, and a place in the drawn trees."""

from typing import get_args

import pytest

from criteria import nodes
from criteria.nodes import Criterion
from criteria.render import render
from criteria.rendering.leaves import phrase
from matcher.evaluate.evaluate import evaluate
from tests.lib.trees import LEAVES

NODES = get_args(get_args(Criterion)[0])
LEAF_NODES = get_args(nodes.Leaf)

each_node = pytest.mark.parametrize("node", NODES, ids=lambda node: node.__name__)


def test_nodes_are_leaves_and_combinations() -> None:
    assert set(LEAF_NODES) < set(NODES)
    assert len(NODES) == len(LEAF_NODES) + 5


@each_node
def test_a_node_has_words(node: type[Criterion]) -> None:
    dispatched = phrase if node in LEAF_NODES else render
    assert dispatched.dispatch(node) is not dispatched.dispatch(object), (
        "add it to criteria/rendering/leaves.py"
    )


@each_node
def test_a_node_is_judged(node: type[Criterion]) -> None:
    assert evaluate.dispatch(node) is not evaluate.dispatch(object), "add a handler in matcher/evaluate"


@pytest.mark.parametrize("leaf", LEAF_NODES, ids=lambda leaf: leaf.__name__)
def test_a_leaf_is_drawn(leaf: type[nodes.Leaf]) -> None:
    assert leaf in LEAVES, "add a strategy to tests/lib/trees.py"
