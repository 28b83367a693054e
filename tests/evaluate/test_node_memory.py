"""What is the same for every patient is found once a node, and never taken for that of another node."""

import pytest

from criteria.nodes import Condition
from matcher.evaluate import node_memory
from matcher.evaluate.node_memory import once_per_node

ASTHMA = Condition(concept="asthma", text="asthma")


def test_a_node_is_asked_about_once() -> None:
    asked: list[Condition] = []

    @once_per_node
    def text(node: Condition) -> str:
        asked.append(node)
        return node.text

    assert [text(ASTHMA), text(ASTHMA)] == ["asthma", "asthma"]
    assert asked == [ASTHMA]


def test_a_node_that_says_nothing_is_asked_once_too() -> None:
    asked: list[Condition] = []
    once_per_node(asked.append)(ASTHMA)
    nothing = once_per_node(asked.append)
    nothing(ASTHMA)
    nothing(ASTHMA)
    assert len(asked) == 2


def test_what_is_forgotten_is_found_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_memory, "_NODES", 2)
    text = once_per_node(lambda node: node.text)
    nodes = [Condition(concept=None, text=f"illness {number}") for number in range(5)]
    for _ in range(2):
        assert [text(node) for node in nodes] == [node.text for node in nodes]
