"""Gives each of a list the words that its name shares: `strong inhibitors or inducers of CYP3A4`."""

from typing import Final

from criteria.pipeline.adjectives import meaning, named
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import has_head

_STRENGTHS: Final = frozenset({"strong", "potent", "moderate"})
_LONGEST: Final = 4
"""Words that a name may lack or have."""


def with_shared_names(pieces: list[Chunk]) -> list[Chunk]:
    """The pieces with each name of a class of drugs completed by what another of its list says for it."""
    if len(pieces) < 2 or not any(piece.has("drug_class") for piece in pieces):
        return pieces
    name = ""
    for place, piece in enumerate(pieces):
        if piece.link not in {"or", "and", ",", ""}:
            name = ""
        if has_head(piece.lexemes):
            name = _class_name(piece)
            continue
        if place + 1 < len(pieces) and pieces[place + 1].link in {"or", "and", ","}:
            after = _class_name(pieces[place + 1])
            pieces[place] = piece = _completed_behind(piece, after)
            pieces[place + 1] = _as_strong(pieces[place + 1], after, piece)
        if name and not has_head(piece.lexemes):
            pieces[place] = _completed_before(piece, name)
    return pieces


def _class_name(piece: Chunk) -> str:
    """The class of drugs that a piece names, in its own words."""
    return next((x.norm for x in piece.lexemes if x.has("drug_class")), "")


def _completed_behind(piece: Chunk, name: str) -> Chunk:
    """`strong inhibitors or inducers of CYP3A4`, `moderate or strong ones`: the first shares the end."""
    strength, _, kind = name.partition(" ")
    enzyme = name.partition(" of ")[2]
    endings = ([kind] if strength in _STRENGTHS else []) + ([f"of {enzyme}"] if enzyme else [])
    ends = len(piece.lexemes)
    for first in range(max(0, ends - _LONGEST), ends):
        words = " ".join(x.norm for x in piece.lexemes[first:])
        for ending in endings:
            found = meaning(f"{words} {ending}", "drug_class")
            if found is not None:
                return named(piece, first, ends, found)
    return piece


def _as_strong(piece: Chunk, name: str, before: Chunk) -> Chunk:
    """`strong inhibitors or inducers of CYP3A4`: the second is to be strong too."""
    strength = _class_name(before).split(" ")[0]
    found = meaning(f"{strength} {name}", "drug_class") if name and strength in _STRENGTHS else None
    if found is None:
        return piece
    place = next(i for i, x in enumerate(piece.lexemes) if x.has("drug_class"))
    return named(piece, place, place + 1, found)


def _completed_before(piece: Chunk, name: str) -> Chunk:
    """`inhibitors of CYP2D6 or CYP3A4`, `CYP3A4 inhibitors or inducers`: the second shares the start."""
    stem, of, _ = name.partition(" of ")
    begins = (f"{stem} of", f"{stem.split()[-1]} of") if of else (name.rpartition(" ")[0],)
    for end in range(min(_LONGEST, len(piece.lexemes)), 0, -1):
        words = " ".join(x.norm for x in piece.lexemes[:end])
        for begin in begins:
            found = meaning(f"{begin} {words}", "drug_class")
            if found is not None:
                return named(piece, 0, end, found)
    return piece
