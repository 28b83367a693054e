"""Brings a grade to the illness it is of: `toxicity of prior chemotherapy that is grade 2 or higher`."""

from typing import Final

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme, Quantity

_OTHERS: Final = ("disease", "lab", "risk", "gene", "karyotype")


def with_grades(pieces: list[Chunk]) -> list[Chunk]:
    """The pieces, with each grade that stands behind what an illness came from given to the illness."""
    kept: list[Chunk] = []
    for piece in pieces:
        owner = next((x for x in reversed(kept) if x.has("condition")), None)
        grades = [] if owner is None or _is_of_other(piece) else _grades(piece)
        if owner is None or not grades or any(map(_is_grade, owner.lexemes)):
            kept.append(piece)
            continue
        owner.hold([*owner.lexemes, *grades])
        piece.hold([x for x in piece.lexemes if x not in grades])
        if any(x.heads or x.plain for x in piece.lexemes):
            kept.append(piece)
    return kept


def _is_of_other(piece: Chunk) -> bool:
    """Whether a grade is of what the piece itself names; a NYHA class is of the heart."""
    if any("nyha" in x.keys("score") for x in piece.lexemes) or piece.has("condition", "condition_head"):
        return True
    return piece.has(*_OTHERS) and not piece.cue("resolved", "unresolved")


def _grades(piece: Chunk) -> list[Lexeme]:
    """The words of a piece that say a grade: the number, the word before it, the scale."""
    named = piece.cue("grade")
    if not named and not any(map(_is_grade, piece.lexemes)):
        return []
    return [x for x in piece.lexemes if _says_grade(x) or (named and _is_number(x))]


def _says_grade(lexeme: Lexeme) -> bool:
    told = lexeme.cue("grade", "resolved", "unresolved")
    return told or _is_grade(lexeme) or "ctcae" in lexeme.keys("score")


def _is_grade(lexeme: Lexeme) -> bool:
    return isinstance(lexeme.value, Quantity) and lexeme.value.unit == "grade"


def _is_number(lexeme: Lexeme) -> bool:
    return isinstance(lexeme.value, Quantity) and not lexeme.value.unit
