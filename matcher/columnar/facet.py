"""Which patients a question cannot tell apart: of each such group one is judged for all.

`facet` is open to every kind of leaf. A handler may only leave out what `matcher.evaluate` does not look at.
Without a handler each patient is judged alone, which is slow and always right.
"""

from collections.abc import Sequence
from functools import singledispatch
from typing import Any, NamedTuple

import numpy as np

from criteria.quantity import Value
from matcher.cohort.schema import LISTS
from matcher.columnar.disease import Disease
from matcher.columnar.edges import ScoreLimits
from matcher.columnar.facts import Facts
from matcher.columnar.groups import Grouping, by_code, grouped, narrow
from matcher.columnar.therapy import Therapy

EVERY_LIST = tuple(LISTS)


class Facet(NamedTuple):
    """Groups of patients, and the lists of the file that a chart needs to judge one of them."""

    groups: Grouping
    lists: tuple[str, ...]


class Batch:
    """A batch of patients as the questions of one plan see them."""

    def __init__(self, facts: Facts, limits: ScoreLimits) -> None:
        self.facts, self.n = facts, facts.n
        self.disease = Disease(facts, limits)
        self.therapy = Therapy(facts, self.disease)
        self.kept: dict[Any, Any] = {}

    def shared(self, key: Any, make: Any) -> Any:
        """What `make` gives, made once for each key."""
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def facet(self, key: Any, columns: Sequence[Any], *lists: str) -> Facet:
        """Groups by columns, shared by all questions with this key."""
        made: Facet = self.shared(("facet", key), lambda: by_columns(columns, *lists))
        return made


@singledispatch
def facet(criterion: Value, batch: Batch) -> Facet:
    """The groups of patients that `criterion` cannot tell apart."""
    everyone = np.arange(batch.n)
    return Facet(Grouping(everyone.astype(np.int32), everyone), EVERY_LIST)


def everybody(batch: Batch) -> Facet:
    """All patients are alike."""
    return Facet(Grouping(np.zeros(batch.n, np.int32), np.zeros(min(batch.n, 1), np.int64)), ())


def signed(signature: Any, *lists: str) -> Facet:
    """Groups by a number from 0."""
    return Facet(by_code(signature), lists)


def by_columns(columns: Sequence[Any], *lists: str) -> Facet:
    """Groups by several columns."""
    return Facet(narrow(grouped(columns)), lists)
