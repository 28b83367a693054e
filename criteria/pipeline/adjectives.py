"""Gives the adjectives of a list the noun at its end: `cardiac, hepatic or renal disease`."""

from dataclasses import replace
from functools import lru_cache

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Reading, has_head
from criteria.vocabulary.load import vocabulary


def completed(pieces: list[Chunk]) -> list[Chunk]:
    """The pieces with each adjective completed by the noun at the end of its list."""
    noun = ""
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        if noun == "deficiency" and piece.has("drug", "lab") and not piece.has("condition"):
            # "Iron, vitamin B12 or folate deficiency": what lacks is no drug taken.
            pieces[place] = _complete(piece, noun)
        elif has_head(piece.lexemes):
            noun = _noun(piece) or noun if piece.link in {"or", "and", ","} else _noun(piece)
        elif noun:
            pieces[place] = _complete(piece, noun)
        if piece.link not in {"or", "and", ","}:
            noun = ""
    return pieces


def _noun(piece: Chunk) -> str:
    """The word that the illness or procedure of a chunk ends in."""
    named = [x for x in piece.lexemes if x.has("condition", "condition_head", "procedure")]
    return named[0].norm.split()[-1] if named else ""


@lru_cache(maxsize=20_000)
def _named(phrase: str) -> Reading | None:
    """The illness or procedure that is called exactly so."""
    found = vocabulary().find(phrase, "condition", "procedure")
    return None if found is None else (found.kind, found.key)


def _complete(piece: Chunk, noun: str) -> Chunk:
    for place, lexeme in enumerate(piece.lexemes):
        if lexeme.value is not None or lexeme.inner:
            continue
        for ending in (noun, "disease"):
            named = _named(f"{lexeme.norm} {ending}")
            if named is not None:
                readings = (*(r for r in lexeme.readings if r[0] == "cue"), named)
                return replace(
                    piece,
                    lexemes=[
                        *piece.lexemes[:place],
                        replace(lexeme, readings=readings),
                        *piece.lexemes[place + 1 :],
                    ],
                )
    return piece
