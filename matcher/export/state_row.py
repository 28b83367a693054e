"""Home to a row of the table of derived states: how codes, grounds and missing facts are written in it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matcher.verdict import Evidence

MOST_NAMES = 8
"""So many missing facts or grounds are named in a row; the json has them all."""


class Row(NamedTuple):
    """A conclusion: what it is about, what is concluded, on what it rests or what is missing."""

    about: str
    said: str
    rests_on: str = ""


def coded(status: str, codes: Iterable[str]) -> str:
    """A status with its codes."""
    words = ", ".join(codes)
    return f"{status} ({words})" if words else status


def grounds(evidence: Iterable[Evidence]) -> str:
    """The facts that a conclusion rests on, each once, with their days."""
    return few(tuple(dict.fromkeys(f"{fact.value} {fact.date or ''}".strip() for fact in evidence)))


def few(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f", +{rest}" if rest > 0 else "")
