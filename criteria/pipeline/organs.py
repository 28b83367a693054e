"""Gives an illness the organ that is named behind it: `disease of the heart, kidney or liver`."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme, Reading
from criteria.vocabulary.load import vocabulary

_TIES: Final = frozenset({"of", "of the", "involving", "affecting", "involving the", "affecting the"})
_UNSPECIFIC: Final = frozenset(
    {"illness", "organ_dysfunction", "malignancy", "infection", "laboratory_abnormality"}
)
"""Conditions that an organ makes a narrower one."""
_WIDE: Final = frozenset(
    {"disease", "disorder", "illness", "dysfunction", "abnormality", "problem", "condition"}
)
"""Nouns behind an organ for which "disease" says the same."""
_LISTED: Final = frozenset({"or", "and", ","})


def with_organs(pieces: list[Chunk]) -> list[Chunk]:
    """The pieces, with each organ named behind an illness made an illness of its own."""
    noun = ""
    for place, piece in enumerate(pieces):
        tie = _tie(piece)
        if tie is not None:
            noun = _noun(piece.lexemes[tie - 1])
            pieces[place] = _narrowed(piece, tie, noun)
        elif piece.link not in _LISTED or any(x.heads or x.value for x in piece.lexemes):
            noun = ""
        elif noun:
            pieces[place] = _named(piece, 0, noun)
    return pieces


def _noun(illness: Lexeme) -> str:
    """What an organ is named with: a malignant disease of an organ is its cancer, not any disease of it."""
    return "cancer" if "malignancy" in illness.keys("condition") else illness.norm.split()[-1]


def _tie(piece: Chunk) -> int | None:
    """The place of the word that ties an organ to the illness before it."""
    for place, lexeme in enumerate(piece.lexemes[1:], 1):
        if lexeme.norm in _TIES:
            before = piece.lexemes[place - 1]
            wide = not _UNSPECIFIC.isdisjoint(before.keys("condition"))
            named = wide or (before.has("condition_head") and not before.has("condition"))
            return place if named and not any(x.heads for x in piece.lexemes[place:]) else None
    return None


def _narrowed(piece: Chunk, tie: int, noun: str) -> Chunk:
    """`Severe disease of the heart` as `severe heart disease`."""
    named = _named(piece, tie + 1, noun)
    if named is piece:
        return piece
    return replace(named, lexemes=[*named.lexemes[: tie - 1], *named.lexemes[tie + 1 :]])


def _named(piece: Chunk, start: int, noun: str) -> Chunk:
    """The piece with its first organ from `start` on as an illness."""
    words = piece.lexemes[start:]
    for first, last in _stretches(words):
        found = _illness(" ".join(x.norm for x in words[first:last]), noun)
        if found is not None:
            organ = _as_illness(words[first:last], found)
            return replace(piece, lexemes=[*piece.lexemes[:start], *words[:first], organ, *words[last:]])
    return piece


def _stretches(words: Sequence[Lexeme]) -> list[tuple[int, int]]:
    """Where an organ may stand: words of their own, the longest first."""
    ends = len(words)
    open_to = [x.value is None and not x.inner and not x.heads for x in words]
    runs = [(a, b) for a in range(ends) for b in range(a + 1, min(a + 4, ends + 1)) if all(open_to[a:b])]
    return sorted(runs, key=lambda run: run[0] - run[1])


def _as_illness(words: Sequence[Lexeme], reading: Reading) -> Lexeme:
    return Lexeme(words[0].start, words[-1].end, " ".join(x.norm for x in words), (reading,))


@lru_cache(maxsize=20_000)
def _illness(organ: str, noun: str) -> Reading | None:
    """The illness of an organ: `heart failure`, and for a wide noun simply its disease."""
    for ending in (noun, "disease") if noun in _WIDE else (noun,):
        found = vocabulary().find(f"{organ} {ending}", "condition")
        if found is not None:
            return found.kind, found.key
    return None
