"""What is true of a node of a criterion whoever the patient is need not be found again for each patient."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

N = TypeVar("N")
T = TypeVar("T")

_NODES = 50_000
"""More nodes of one kind than all trials of the field hold; beyond it all is forgotten, and found anew."""


def once_per_node(derive: Callable[[N], T]) -> Callable[[N], T]:
    """Remember what `derive` said of a node by its identity: to tell nodes by their fields takes longer.

    What is remembered so is kept too: no other node can take its place in memory.
    """
    known: dict[int, tuple[N, T]] = {}

    @wraps(derive)
    def remembered(node: N) -> T:
        found = known.get(id(node))
        if found is None:
            if len(known) >= _NODES:
                known.clear()
            found = known[id(node)] = node, derive(node)
        return found[1]

    return remembered
