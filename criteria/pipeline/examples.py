"""What a list only names as an example of what is asked."""

from collections.abc import Sequence
from typing import Final

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme
from criteria.quantity import Window

_ORIGINS: Final = ("de_novo", "secondary", "therapy_related")
_BETWEEN: Final = ("and", "or", "with", "filler", "people")


def without_origins(lexemes: Sequence[Lexeme]) -> Sequence[Lexeme]:
    """`AML including de novo, secondary, or with an earlier blood disorder`: AML of whatever origin."""
    place = next((i for i, x in enumerate(lexemes) if i and x.cue("example")), None)
    if place is None or not any(x.has("disease") for x in lexemes[max(0, place - 2) : place]):
        return lexemes
    end = place + 1
    while end < len(lexemes) and _tells_origin(lexemes[end]):
        end += 1
    if not any(_is_origin(x) for x in lexemes[place:end]):
        return lexemes
    while end > place + 1 and not _is_origin(lexemes[end - 1]):
        end -= 1
    return [*lexemes[:place], *lexemes[end:]]


def _is_origin(lexeme: Lexeme) -> bool:
    named = lexeme.cue(*_ORIGINS) or "blood_abnormality" in lexeme.keys("condition")
    return named or any(map(_is_origin, lexeme.inner))


def _tells_origin(lexeme: Lexeme) -> bool:
    return _is_origin(lexeme) or lexeme.norm == "," or (lexeme.cue(*_BETWEEN) and not lexeme.head)


def without_examples(pieces: list[Chunk]) -> list[Chunk]:
    """`Since prior biologic therapy, including growth factors`: the examples are not asked beside it."""
    kept: list[Chunk] = []
    for piece in pieces:
        shown = kept and any(x.cue("example") for x in piece.lexemes[:2])
        if shown and all(x.has("drug", "drug_class", "procedure") for x in (kept[-1], piece)):
            continue
        if kept and piece.link == "," and _waits_for_examples(kept[-1], piece):
            continue
        kept.append(piece)
    return kept


def _waits_for_examples(before: Chunk, piece: Chunk) -> bool:
    """`At least 7 days since biologic agents such as A, B`: B is an example as A is."""
    waits = any(isinstance(x.value, Window) and x.value.min_days is not None for x in before.lexemes)
    named = piece.has("drug", "drug_class") and not piece.has("condition", "disease", "lab")
    shown = any(x.cue("example") and not x.cue("or", "either") for x in before.lexemes)
    return waits and named and shown and before.has("drug", "drug_class")


def without_umbrellas(pieces: list[Chunk]) -> list[Chunk]:
    """`Or another condition, such as A`: what is asked is A and its like, not every condition."""
    if len(pieces) < 2:
        return pieces
    bare = [
        not p.has("condition", "drug", "drug_class", "lab", "disease") and p.has("condition_head")
        for p in pieces
    ]
    shown = [bool(p.lexemes) and p.lexemes[0].cue("example") for p in pieces]
    dropped = {i for i in range(len(pieces) - 1) if bare[i] and shown[i + 1]}
    return [piece for i, piece in enumerate(pieces) if i not in dropped]
