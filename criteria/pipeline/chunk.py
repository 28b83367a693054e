"""A chunk: one head of a clause with its modifiers, and what of it has been understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from criteria.pipeline.lexeme import Lexeme
from criteria.quantity import Window

HEAD_KINDS = (
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

HEAD_CUES = (
    *("life_expectancy", "age", "female", "male", "donor", "transfusion", "platelet_transfusion"),
    *("pregnant", "breastfeeding", "contraception", "pregnancy_test", "childbearing", "not_childbearing"),
    *("fathering", "consent", "compliance", "site", "judgement"),
)
"""Cues that a chunk can be about."""

CARRIED_CUES = (
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
    *("received", "ineligible", "eligible", "positive", "untreated"),
)
"""Cues before the first head of a list that hold for its later heads too."""


@dataclass(slots=True)
class Chunk:
    """Part of a clause: its lexemes, how it is tied to the chunk before, and whether it is denied.

    `link` is "and", "or", "," (a list whose last link decides), "with" (narrows the chunk before), ";" or "".
    """

    lexemes: list[Lexeme]
    link: str = ""
    negated: bool = False
    used: set[int] = field(default_factory=set)
    roles: frozenset[str] | None = None

    def seal(self) -> None:
        """Notes all cues of the chunk once: from now on its lexemes stay as they are."""
        self.roles = frozenset().union(*(x.cues for x in self.lexemes))

    def cue(self, *roles: str) -> bool:
        """Whether any lexeme plays one of these roles."""
        if self.roles is not None:
            return not self.roles.isdisjoint(roles)
        return any(lexeme.cue(*roles) for lexeme in self.lexemes)

    def has(self, *kinds: str) -> bool:
        """Whether any lexeme means something of these kinds."""
        return any(lexeme.has(*kinds) for lexeme in self.lexemes)

    def take(self, *roles: str) -> list[Lexeme]:
        """The lexemes that play one of these roles, counted as understood."""
        if self.roles is not None and self.roles.isdisjoint(roles):
            return []
        return [self._use(i) for i, lexeme in enumerate(self.lexemes) if lexeme.cue(*roles)]

    def take_kinds(self, *kinds: str) -> list[Lexeme]:
        """The lexemes that mean something of these kinds, counted as understood."""
        return [self._use(i) for i, x in enumerate(self.lexemes) if x.has(*kinds) and i not in self.used]

    def values(self, kind: type) -> list[Lexeme]:
        """The lexemes that hold a value of this type, not yet used, counted as understood now."""
        return [
            self._use(i)
            for i, x in enumerate(self.lexemes)
            if isinstance(x.value, kind) and i not in self.used
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
    return lexeme.has(*HEAD_KINDS) or lexeme.cue(*HEAD_CUES)


def has_head(lexemes: Sequence[Lexeme]) -> bool:
    """Whether any lexeme can be what a chunk is about."""
    return any(is_head(lexeme) or has_head(lexeme.inner) for lexeme in lexemes)


def is_allergy(piece: Chunk) -> bool:
    """Whether the chunk is about a hypersensitivity."""
    return any("hypersensitivity" in key for x in piece.lexemes for key in x.keys("condition"))
