"""Chunks that were cut apart though they tell of one therapy: what it was for, how it went, how it worked."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme, has_head


def join_targets(pieces: list[Chunk]) -> None:
    """`Decitabine for MDS or AML`: the second disease too is what the drug was for."""
    for place in range(len(pieces) - 1, 0, -1):
        before, piece = pieces[place - 1], pieces[place]
        only_disease = piece.has("disease") and not piece.has(
            "drug", "drug_class", "lab", "condition", "risk", "procedure"
        )
        if (
            piece.link == ","
            and only_disease
            and _begins_with_for(piece)
            and before.has("drug", "drug_class")
        ):
            before.hold([*before.lexemes, *piece.lexemes])
            del pieces[place]
            continue
        if (
            piece.link in {"or", "and"}
            and only_disease
            and _ends_in_target(before)
            and not piece.cue("modal", "untreated")
        ):
            before.hold([*before.lexemes, _FOR, *piece.lexemes])
            del pieces[place]


def _begins_with_for(piece: Chunk) -> bool:
    return bool(piece.lexemes) and piece.lexemes[0].norm.split()[-1] == "for"


_FOR: Final = Lexeme(0, 0, "for", (("cue", "filler"),))
"""Stands between two diseases for which one therapy was given."""


def _ends_in_target(piece: Chunk) -> bool:
    """Whether a chunk ends with the disease for which its therapy was given."""
    named = [x for x in piece.lexemes if not x.cue("filler") or x.norm.split()[-1] in {"for", "of"}]
    if not piece.has("drug", "drug_class") or len(named) < 2 or not named[-1].has("disease"):
        return False
    return any(x.norm.split()[-1] in {"for", "of"} for x in named[-4:-1])


_OUTCOMES: Final = ("failed", "refractory", "relapsed", "progressed", "intolerant", "no_response")


def join_outcomes(pieces: list[Chunk]) -> None:
    """`refractory to or relapsed after azacitidine`: both are of the same therapy."""
    for before, piece in pairwise(pieces):
        if (
            piece.link not in {"or", "and"}
            or not piece.has("drug", "drug_class")
            or before.has("drug", "drug_class")
        ):
            continue
        first = next((x for x in piece.lexemes if not x.cue("filler") or x.cue(*_OUTCOMES)), None)
        if first is None or not first.cue(*_OUTCOMES):
            continue
        while before.lexemes and before.lexemes[-1].cue(*_OUTCOMES, "history"):
            piece.lexemes.insert(0, before.lexemes.pop())
            piece.link = "with" if piece.link == "or" and has_head(before.lexemes) else piece.link
        before.seal()
        piece.seal()


def join_responses(pieces: list[Chunk]) -> None:
    """`No CR, PR or improvement after azacitidine`: responses denied are one outcome, "no response"."""
    denied = (i for i, p in enumerate(pieces) if _denies_response(p) or _lists_responses(pieces, i))
    first = next(denied, None)
    if first is None:
        return
    last = first
    while (
        last + 1 < len(pieces)
        and pieces[last + 1].link in {"or", ",", "and"}
        and pieces[last + 1].cue("response")
    ):
        last += 1
    if not pieces[last].has("drug", "drug_class"):
        return
    words = [x for piece in pieces[first : last + 1] for x in piece.lexemes]
    kept = [_as_no_response(x) for x in words if not x.cue("negation")]
    pieces[first : last + 1] = [Chunk([], pieces[first].link)]
    pieces[first].hold(kept)


def _denies_response(piece: Chunk) -> bool:
    return piece.cue("response") and piece.cue("negation") and not piece.cue("no_response", "failed")


def _lists_responses(pieces: list[Chunk], place: int) -> bool:
    """`Failure to achieve a complete response or improvement after A`: what follows is failed too."""
    following = pieces[place + 1 : place + 2]
    listed = [x for x in following if x.link in {"or", ","} and x.cue("response") and not x.cue("negation")]
    return bool(listed) and pieces[place].cue("no_response") and not pieces[place].has("drug", "drug_class")


def _as_no_response(lexeme: Lexeme) -> Lexeme:
    return replace(lexeme, readings=(("cue", "no_response"),)) if lexeme.cue("response") else lexeme
