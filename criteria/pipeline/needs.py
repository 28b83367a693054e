"""`Infection requiring antibiotics, antivirals or antifungals`: all that is listed is what it requires."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme
from criteria.quantity import Window

_LINKS: Final = ("or", "and", ",")
_ELSE: Final = ("condition", "disease", "procedure", "lab", "score", "gene")
_ANEW: Final = ("negation", "history", "untreated", "modal", "before")


def join_needs(pieces: list[Chunk]) -> None:
    """Gives the treatments that continue a list of what an illness requires to the chunk of the illness."""
    for place in range(len(pieces) - 2, -1, -1):
        before = pieces[place]
        if not _requires(before):
            continue
        for piece in _listed(pieces[place + 1 :]):
            before.hold([*before.lexemes, *(_dates(piece) if _is_said(before) else piece.lexemes)])
            del pieces[place + 1]


def _listed(pieces: Sequence[Chunk]) -> list[Chunk]:
    """The pieces that continue the list, up to the last that "or" or "and" ties to it."""
    listed = list(takewhile(_continues, pieces))
    while listed and listed[-1].link == ",":
        listed.pop()
    return listed


def _requires(piece: Chunk) -> bool:
    """Whether the chunk is about an illness and the treatment that it requires."""
    if not piece.has("condition"):
        return False
    required = next((i for i, x in enumerate(piece.lexemes) if _is_need(x)), None)
    ill = next(i for i, x in enumerate(piece.lexemes) if x.has("condition"))
    return required is not None and required > ill and (_is_said(piece) or piece.has("drug", "drug_class"))


def _is_need(lexeme: Lexeme) -> bool:
    return lexeme.cue("requiring_treatment") or lexeme.norm.startswith(("requir", "that requir", "needing"))


def _is_said(piece: Chunk) -> bool:
    """Whether "requiring treatment" stands there already: which treatments, is no more asked."""
    return piece.cue("requiring_treatment")


def _continues(piece: Chunk) -> bool:
    return (
        piece.link in _LINKS
        and piece.has("drug", "drug_class")
        and not piece.has(*_ELSE)
        and not piece.cue(*_ANEW)
        and not any(x.norm.startswith(_OWN) or x.cue("current") for x in piece.lexemes[:2])
    )


_OWN: Final = ("use of", "prior", "receipt", "treat", "received")
"""Words with which something of its own begins."""


def _dates(piece: Chunk) -> list[Lexeme]:
    return [x for x in piece.lexemes if isinstance(x.value, Window)]
