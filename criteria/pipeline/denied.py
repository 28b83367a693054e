"""Which chunks of a list are denied: how far a "no" before it holds, and a "negative" behind it."""

from typing import Final

from criteria.pipeline.chunk import Chunk, is_head
from criteria.pipeline.lexeme import Lexeme, Quantity


def mark_denied(pieces: list[Chunk]) -> None:
    """Marks denied chunks: a "no" before the head holds for the list that follows."""
    inside = False
    for number, piece in enumerate(pieces):
        here = _denied_here(piece)
        if here:
            # "Non-biopsy surgery or A" denies the first alone.
            inside = not any(x.norm == "non" for x in piece.lexemes)
        elif inside and number and not _stays_denied(piece, pieces[number - 1]):
            inside = False
        piece.negated = inside or here
        if piece.cue("negative") and not here:
            piece.negated = not inside
            piece.take("negative")


def share_negative(pieces: list[Chunk]) -> None:
    """`Hepatitis B and hepatitis C negative`: the result at the end is that of each test of the list."""
    for before, after in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        listed = after.link in {"and", "or", ","} and after.has("condition") and before.has("condition")
        if listed and after.negated and after.cue("negative") and not _has_result(before):
            before.negated = True
            before.hold([*before.lexemes, *(x for x in after.lexemes if x.cue("negative"))])
            before.take("negative")


def _has_result(piece: Chunk) -> bool:
    """Whether a test of its own is told, as in `A positive, B negative`; `documented A` tells none."""
    return any(x.cue("positive", "negation") and not x.cue("filler") for x in piece.lexemes)


def _denied_here(piece: Chunk) -> bool:
    if not piece.cue("negation"):
        return False
    for place, lexeme in enumerate(piece.lexemes):
        if is_head(lexeme) and not lexeme.cue("negation"):
            return _denied_after(piece.lexemes, place)
        if lexeme.cue("negation") and not lexeme.cue("untreated"):
            return not (lexeme.norm == "non" and _is_karyotype_next(piece.lexemes, place))
    return False


def _is_karyotype_next(lexemes: list[Lexeme], place: int) -> bool:
    """`Non-del(5q) low-risk MDS` denies the deletion only: its reader sees to that."""
    following = lexemes[place + 1 : place + 3]
    return any(x.has("karyotype") or "MDS-del5q" in x.keys("disease") for x in following)


def _denied_after(lexemes: list[Lexeme], head: int) -> bool:
    """`Rash not present` is denied; `therapy not defined in the protocol` is a therapy."""
    for place in range(head + 1, min(head + 4, len(lexemes))):
        if isinstance(lexemes[place].value, Quantity):
            return False
        if lexemes[place].cue("negation") and lexemes[place].norm not in {"no", "non", "without"}:
            following = lexemes[place + 1 : place + 2]
            return not (following and following[0].norm in _DEFINING)
    return False


_DEFINING: Final = frozenset({"defined", "specified", "described", "listed", "mentioned", "related",
                              "associated", "otherwise", "due to", "requiring", "caused by"})  # fmt: skip


def _stays_denied(piece: Chunk, before: Chunk) -> bool:
    """Whether a "no" still holds: not past a new requirement."""
    if piece.link in {";"} or piece.cue("modal", "adequate", "but", "normal"):
        return False
    if piece.link in {"with", "of"} or _says_again(piece):
        return True
    limited = piece.has("lab") and any(isinstance(x.value, Quantity) for x in piece.lexemes)
    return not (limited and (piece.link in {"and", ","} or not before.has("lab")))


def _says_again(piece: Chunk) -> bool:
    """`No hypertension, defined as systolic > 160`: what is denied, said in numbers."""
    first = piece.lexemes[0] if piece.lexemes else None
    return (
        first is not None
        and first.cue("with")
        and first.norm.split()[-1] in {"as", "by", "i.e.", "i.e", "ie"}
    )
