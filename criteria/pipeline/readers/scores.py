"""Scores that no patient file holds: comorbidity indices, tests of the mind, frailty."""

from typing import Final

from criteria.nodes import Detail
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Quantity

_HELD: Final = frozenset(
    {"ecog", "karnofsky", "lansky", "ipss", "ipss_r", "ipss_m", "wpss", "cpss", "cpss_mol", "nyha", "ctcae"}
)
"""Scores that other readers know; `nyha` and `ctcae` are grades of an illness."""

_NEAR: Final = 4
"""Words between a score and its number."""


def read_unheld_score(chunk: Chunk, context: Context) -> Detail | None:
    """`HCT-CI at most 3`: a limit on a score, left for people to check."""
    if not chunk.has("score") or not chunk.valued:
        return None
    for place, lexeme in enumerate(chunk.lexemes):
        keys = lexeme.keys("score")
        if keys and _HELD.isdisjoint(keys) and (end := _number_at(chunk, place)) is not None:
            first, last = sorted((place, end))
            chunk.used.update(range(first, last + 1))
            # A limit for a group may have taken its score from elsewhere in the sentence.
            return Detail(text=" ".join(context.verbatim([x]) for x in chunk.lexemes[first : last + 1]))
    return None


def _number_at(chunk: Chunk, place: int) -> int | None:
    """Where the number of the score at `place` stands: behind it, else just before."""
    nearest = (*range(place + 1, place + 1 + _NEAR), place - 1)
    inside = (i for i in nearest if 0 <= i < len(chunk.lexemes) and i not in chunk.used)
    return next((i for i in inside if isinstance(chunk.lexemes[i].value, Quantity)), None)
