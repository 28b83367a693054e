"""What stands behind the last drug of a list and is said of all: `A, B or C intolerance`."""

from itertools import pairwise
from typing import Final

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme

_OUTCOMES: Final = ("intolerant", "failed", "refractory")


def share_the_end(pieces: list[Chunk]) -> None:
    """Gives the outcome and the purpose that end a list of treatments to all of them."""
    _share_outcome(pieces)
    _share_purpose(pieces)


def _share_outcome(pieces: list[Chunk]) -> None:
    """Gives the outcome behind the last drug to the bare names listed before it."""
    outcome: list[Lexeme] = []
    for piece, after in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        if after.link not in {"or", "and", ","}:
            outcome = []
            continue
        outcome = _behind(after) or outcome
        if not outcome or not names_drug_alone(piece):
            outcome = []
            continue
        piece.hold([*piece.lexemes, *outcome])


def _behind(piece: Chunk) -> list[Lexeme]:
    """The outcome that ends a chunk, right behind its drug."""
    ends = piece.lexemes[-2:]
    if len(ends) < 2 or not ends[0].has("drug", "drug_class") or not ends[1].cue(*_OUTCOMES):
        return []
    return [] if piece.cue("history", "received", "current", "resolved") else [ends[1]]


def names_drug_alone(piece: Chunk) -> bool:
    """Whether a chunk names a drug and says nothing of it."""
    rest = [x for x in piece.lexemes if not x.has("drug", "drug_class")]
    silent = all(x.cue("filler", "people", "negation", "with") and not x.cue("history") for x in rest)
    return silent and len(rest) < len(piece.lexemes)


def _share_purpose(pieces: list[Chunk]) -> None:
    """`Chemotherapy or radiotherapy for another cancer`: both were for it."""
    for piece, after in pairwise(pieces):
        if after.link not in {"or", "and"} or not after.has("procedure") or piece.valued or after.valued:
            continue
        purpose = _purpose(after)
        if purpose and piece.has("drug", "drug_class") and not piece.has("condition", "disease"):
            piece.hold([*piece.lexemes, *purpose])


def _purpose(piece: Chunk) -> list[Lexeme]:
    """`for another cancer`, at the end of a chunk."""
    for place, lexeme in enumerate(piece.lexemes[1:], 1):
        if lexeme.norm == "for":
            behind = piece.lexemes[place + 1 :]
            cancer = any(key in _CANCERS for x in behind for key in x.keys("condition"))
            return piece.lexemes[place:] if cancer else []
    return []


_CANCERS: Final = frozenset({"malignancy", "other_malignancy"})
