"""What the grammar reads: words of an item grouped to phrases, each with the meanings it may have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from criteria.quantity import Interval, Window

VARIANT: Final = re.compile(r"^(?:p\.)?[a-z]\d{2,4}(?:[a-z*]|fs.*)?$|^itd$|^tkd$|^ptd$")
"""A protein change or codon in normal form: `r172`, `k700e`, `itd`."""

Reading = tuple[str, str]
"""A meaning: kind and key in the vocabulary, `("drug", "azacitidine")` or `("cue", "negation")`."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its comparator and unit as printed.

    `unit` is the spelling, `xULN` or `xLLN` for multiples of a normal limit, empty where none is printed.
    `bare`: no comparator and no range, so `interval` is the one number.
    """

    interval: Interval
    unit: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Duration:
    """A stretch of time in days, or in half-lives of a drug."""

    interval: Interval
    bare: bool = False
    half_lives: float | None = None
    whichever: str | None = None


HEAD_KINDS: Final = (
    "lab",
    "drug",
    "drug_class",
    "disease",
    "risk",
    "score",
    "gene",
    "karyotype",
    "condition",
    "condition_head",
    "procedure",
)
"""Kinds of the vocabulary that a chunk can be about."""

HEAD_CUES: Final = (
    *("life_expectancy", "age", "female", "male", "donor", "transfusion", "platelet_transfusion"),
    *("pregnant", "breastfeeding", "contraception", "pregnancy_test", "childbearing", "not_childbearing"),
    *("fathering", "consent", "compliance", "site", "judgement"),
)
"""Cues that a chunk can be about."""


_DETAIL: Final[tuple[Reading, ...]] = (("cue", "detail"),)


_Roles = tuple[frozenset[str], frozenset[str], bool]

_ORDINARY: Final[_Roles] = (frozenset(), frozenset(), False)
"""The roles of a word without a meaning."""


@lru_cache(maxsize=20_000)
def _roles(readings: tuple[Reading, ...]) -> _Roles:
    """The cue roles and the kinds among some readings, and whether any makes a head."""
    cues = frozenset(key for kind, key in readings if kind == "cue")
    kinds = frozenset(kind for kind, _ in readings)
    return cues, kinds, not kinds.isdisjoint(HEAD_KINDS) or not cues.isdisjoint(HEAD_CUES)


@dataclass(slots=True, init=False)
class Lexeme:
    """A word or phrase: `start:end` in the clean text of its item, `norm` its words in normal form.

    `readings` are its meanings in the vocabulary; a word without any is an ordinary word. `value` is what a
    number, a stretch of time or a time window came to; `inner` what stands inside a pair of brackets. `said`:
    its cues and those in its brackets. `head`: a chunk can be about it; `heads`: about it or about what its
    brackets hold. A lexeme is never changed once made.
    """

    start: int
    end: int
    norm: str
    readings: tuple[Reading, ...]
    value: Quantity | Duration | Window | None
    inner: tuple[Lexeme, ...]
    cues: frozenset[str] = field(init=False, repr=False, compare=False)
    kinds: frozenset[str] = field(init=False, repr=False, compare=False)
    said: frozenset[str] = field(init=False, repr=False, compare=False)
    head: bool = field(init=False, repr=False, compare=False)
    heads: bool = field(init=False, repr=False, compare=False)

    # Written out, as every word of every text comes through here: half the time of a generated one.
    def __init__(
        self,
        start: int,
        end: int,
        norm: str,
        readings: tuple[Reading, ...] = (),
        value: Quantity | Duration | Window | None = None,
        inner: tuple[Lexeme, ...] = (),
    ) -> None:
        self.start, self.end, self.norm = start, end, norm
        self.readings, self.value, self.inner = readings, value, inner
        self.cues, self.kinds, self.head = _roles(readings) if readings else _ORDINARY
        self.said, self.heads = self.cues, self.head
        if inner:
            self.said = self.cues.union(*[x.said for x in inner])
            self.heads = self.head or has_head(inner)

    @property
    def plain(self) -> bool:
        """Whether it is an ordinary word: without a meaning, or only narrowing what stands beside it."""
        return not self.readings or self.readings == _DETAIL

    def cue(self, *roles: str) -> bool:
        """Whether it may play any of these roles."""
        return meets(self.cues, roles)

    def has(self, *kinds: str) -> bool:
        """Whether it may mean something of these kinds."""
        return meets(self.kinds, kinds)

    def keys(self, *kinds: str) -> tuple[str, ...]:
        """The keys of its meanings of these kinds."""
        if not meets(self.kinds, kinds):
            return ()
        return tuple([key for kind, key in self.readings if kind in kinds])


# Asked of each clause many times over: compiled, a loop is quicker than to call a method of the set.


def meets(given: frozenset[str], asked: tuple[str, ...]) -> bool:
    """Whether any of the names asked is among those given."""
    if given:
        for name in asked:
            if name in given:
                return True
    return False


def any_cue(lexemes: Iterable[Lexeme], *roles: str) -> bool:
    """Whether any lexeme may play one of these roles, what stands in its brackets left out."""
    return any(meets(lexeme.cues, roles) for lexeme in lexemes)


def roles_of(lexemes: Iterable[Lexeme]) -> frozenset[str]:
    """All roles that the lexemes, or what stands in their brackets, may play."""
    return frozenset().union(*[x.said for x in lexemes if x.said])


def any_kind(lexemes: Iterable[Lexeme], *kinds: str) -> bool:
    """Whether any lexeme may mean something of these kinds, what stands in its brackets left out."""
    return any(meets(lexeme.kinds, kinds) for lexeme in lexemes)


def has_head(lexemes: Iterable[Lexeme]) -> bool:
    """Whether any lexeme, or what stands in its brackets, can be what a chunk is about."""
    return any(lexeme.heads for lexeme in lexemes)


def cue_at(lexemes: Sequence[Lexeme], role: str) -> int | None:
    """Where the first lexeme stands that may play this role."""
    for place, lexeme in enumerate(lexemes):
        if role in lexeme.cues:
            return place
    return None
