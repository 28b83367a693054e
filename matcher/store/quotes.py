"""Whether a reading quotes its text word by word. Knows readings only: reading processes use it too."""

from criteria.eligibility import Eligibility, Item, Span


def misquoted(text: str, eligibility: Eligibility) -> Item | Span | None:
    """The first item, heading or note whose words are not those of `text` at its offsets; None if all are."""
    pieces: tuple[Item | Span, ...] = (*eligibility.items, *eligibility.headings, *eligibility.notes)
    for piece in pieces:
        if piece.start is not None and piece.text != text[piece.start : piece.end]:
            return piece
    return None
