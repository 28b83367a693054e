"""Antigens on the cells of the disease: `CD33 expression on at least 20% of blasts`."""

from typing import Final

from criteria.nodes import Criterion, Detail
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Lexeme, Quantity

_CELLS: Final = frozenset({"blasts", "marrow_blasts", "blood_blasts", "leukemic_cells"})
_SAID: Final = frozenset(
    {"expression", "expressed", "expressing", "status", "antigen", "positivity", "level", "cell"}
)
_ON: Final = frozenset({"of", "on", "by", "in", "on the", "of the"})


def read_marker(chunk: Chunk, context: Context) -> Criterion | None:
    """What is asked of an antigen, with the share of the cells that carry it: no patient file holds it.

    `20% of blasts positive for CD33` is no limit on blasts, and whose cells they are is no diagnosis.
    """
    if not chunk.cue("marker") or chunk.has("drug", "drug_class", "procedure"):
        return None
    first = next(i for i, x in enumerate(chunk.lexemes) if x.cue("marker"))
    places = [i for i in range(len(chunk.lexemes)) if _belongs(chunk.lexemes, i, first)]
    if not any(chunk.lexemes[i].cue("positive", "negative") or _counts(chunk.lexemes[i]) for i in places):
        return None
    chunk.used.update(places)
    chunk.take("positive", "negative", "marker")
    if not chunk.cue("negation"):
        # "Negative for CD19" is what is asked, no denial of the disease that it is asked of.
        chunk.negated = False
    return Detail(text=context.verbatim([chunk.lexemes[places[0]], chunk.lexemes[places[-1]]]))


def _counts(lexeme: Lexeme) -> bool:
    share = isinstance(lexeme.value, Quantity) and lexeme.value.unit == "%"
    return share or lexeme.norm in _SAID


def _belongs(lexemes: list[Lexeme], place: int, first: int) -> bool:
    """Whether a lexeme says what is asked of the antigen that is named `first`."""
    lexeme = lexemes[place]
    if lexeme.has("disease"):
        cells = [x for x in lexemes[place + 1 : place + 2] if _are_cells(x)]
        return place > first and bool(cells) and lexemes[place - 1].norm in _ON
    if lexeme.cue("positive", "negative") and not lexeme.cue("filler"):
        return True
    return _are_cells(lexeme) or lexeme.cue("marker") or _counts(lexeme)


def _are_cells(lexeme: Lexeme) -> bool:
    return not _CELLS.isdisjoint(lexeme.keys("lab"))


def names_target(chunk: Chunk) -> bool:
    """`Prior CD19-directed therapy`: the antigen says which therapy, and of that a patient file tells."""
    return chunk.cue("marker") and chunk.cue("therapy_noun", "received")
