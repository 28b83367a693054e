"""Home to what a rule of the lint says, and to what all rules share. Knows no rule."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from criteria.vocabulary.table import Row


class Fault(NamedTuple):
    """Something wrong in one row."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


Rule = Callable[[list[Row]], Iterator[Fault]]
"""From all rows to what is wrong with them in one respect."""


def at(row: Row) -> str:
    """Where a row stands, for a fault that points to another."""
    return f"{row.file}:{row.line} ({row.concept.key})"
