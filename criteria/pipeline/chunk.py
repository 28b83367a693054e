"""A chunk: one head of a clause with its modifiers, and what of it has been understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from criteria.pipeline.lexeme import Lexeme, any_cue, any_kind, meets
from criteria.quantity import Window

CARRIED_CUES: Final = (
    *(
        "history",
        "current",
        "active",
        "uncontrolled",
        "severe",
        "significant",
        "symptomatic",
        "chronic",
        "acute",
    ),
    *("requiring_treatment", "failed", "refractory", "relapsed", "progressed", "intolerant", "no_response"),
    *("received", "ineligible", "eligible", "positive", "untreated", "resolved", "unresolved", "refusal"),
)
"""Cues before the first head of a list that hold for its later heads too."""


@dataclass(slots=True, init=False)
class Chunk:
    """Part of a clause: its lexemes, how it is tied to the chunk before, and whether it is denied.

    `link` is "and", "or", "," (a list whose last link decides), "with" (narrows the chunk before), ";" or "".
    """

    lexemes: list[Lexeme]
    link: str
    negated: bool
    used: set[int] = field(init=False)
    roles: frozenset[str] | None = field(init=False)
    kinds: frozenset[str] = field(init=False)
    valued: bool = field(init=False)

    # Written out for its speed, as that of a lexeme is.
    def __init__(self, lexemes: list[Lexeme], link: str = "", negated: bool = False) -> None:
        self.lexemes, self.link, self.negated = lexemes, link, negated
        self.used = set()
        self.roles = None
        self.kinds = frozenset()
        self.valued = True

    def seal(self) -> None:
        """Notes all cues and kinds of the chunk, and whether it holds a number or a time, once and for all.

        From now on its lexemes change only through `hold`.
        """
        self.roles = frozenset().union(*[x.cues for x in self.lexemes if x.cues])
        self.kinds = frozenset().union(*[x.kinds for x in self.lexemes if x.kinds])
        self.valued = bool([x for x in self.lexemes if x.value is not None])

    def hold(self, lexemes: Iterable[Lexeme]) -> None:
        """Takes these lexemes in place of those it has."""
        self.lexemes = list(lexemes)
        self.seal()

    def cue(self, *roles: str) -> bool:
        """Whether any lexeme plays one of these roles."""
        if self.roles is not None:
            return meets(self.roles, roles)
        return any_cue(self.lexemes, *roles)

    def has(self, *kinds: str) -> bool:
        """Whether any lexeme means something of these kinds."""
        if self.roles is not None:
            return meets(self.kinds, kinds)
        return any_kind(self.lexemes, *kinds)

    def take(self, *roles: str) -> list[Lexeme]:
        """The lexemes that play one of these roles, counted as understood."""
        if self.roles is not None and not meets(self.roles, roles):
            return []
        return [self._use(i) for i, lexeme in enumerate(self.lexemes) if lexeme.cue(*roles)]

    def take_kinds(self, *kinds: str) -> list[Lexeme]:
        """The lexemes that mean something of these kinds, counted as understood."""
        if self.roles is not None and not meets(self.kinds, kinds):
            return []
        return [self._use(i) for i, x in enumerate(self.lexemes) if x.has(*kinds) and i not in self.used]

    def values(self, kind: type) -> list[Lexeme]:
        """The lexemes that hold a value of this type, not yet used, counted as understood now."""
        if not self.valued:
            return []
        return [
            self._use(i)
            for i, x in enumerate(self.lexemes)
            if x.value is not None and isinstance(x.value, kind) and i not in self.used
        ]

    def window(self) -> Window | None:
        """The first time window in the chunk."""
        found = self.values(Window)
        return found[0].value if found and isinstance(found[0].value, Window) else None

    def _use(self, place: int) -> Lexeme:
        self.used.add(place)
        return self.lexemes[place]


def is_head(lexeme: Lexeme) -> bool:
    """Whether a lexeme can be what a chunk is about."""
    return lexeme.head


def is_allergy(piece: Chunk) -> bool:
    """Whether the chunk is about a hypersensitivity."""
    named = [x for x in piece.lexemes if "condition" in x.kinds] if piece.has("condition") else []
    return any("hypersensitivity" in key for x in named for key in x.keys("condition"))
