"""What the chunks of a list share: cues, counts, limits, windows, and the score they belong to."""

import re
from itertools import pairwise
from typing import Final

from criteria.pipeline.chunk import CARRIED_CUES, Chunk, is_head
from criteria.pipeline.denied import mark_denied, share_negative
from criteria.pipeline.details import is_amount
from criteria.pipeline.joined import join_outcomes, join_responses, join_targets
from criteria.pipeline.lexeme import Lexeme, Quantity, has_head
from criteria.pipeline.trailing import share_the_end
from criteria.quantity import Window


def share(pieces: list[Chunk]) -> None:
    """Completes each chunk by what the others of its list say for it."""
    if len(pieces) > 1:
        join_targets(pieces)
        join_outcomes(pieces)
        share_the_end(pieces)
    join_responses(pieces)
    mark_denied(pieces)
    share_negative(pieces)
    _share_forward(pieces)
    _share_backward(pieces)
    _share_system(pieces)


def _share_forward(pieces: list[Chunk]) -> None:
    """`refractory to azacitidine or decitabine`: the second shares the cues before the first."""
    for before, piece in pairwise(pieces):
        if piece.link not in {"or", "and", ","} and not _is_planned(before, piece):
            continue
        if not _same_family(before, piece) or piece.lexemes[0].norm == "known":
            continue
        if any(x.cue(*CARRIED_CUES) and not x.cue("therapy_noun") for x in piece.lexemes):
            continue
        carried = [x for x in _lead(before) if _is_carried(x, piece)]
        if carried:
            piece.used = {place + len(carried) for place in piece.used}
            piece.hold([*carried, *piece.lexemes])


def _is_planned(before: Chunk, piece: Chunk) -> bool:
    """`Planned chemotherapy with autologous transplant`: both lie ahead."""
    return piece.link == "with" and before.cue("eligible") and piece.has("procedure")


def _is_carried(lexeme: Lexeme, piece: Chunk) -> bool:
    """Whether a word before the first head of a list belongs to the later ones too."""
    if isinstance(lexeme.value, Window):
        return not _windows(piece)
    if isinstance(lexeme.value, Quantity) or lexeme.cue("cycles", "lines", "doses"):
        return piece.has("drug", "drug_class") and not any(
            isinstance(x.value, Quantity) for x in piece.lexemes
        )
    if lexeme.cue("detail") and _SURFACE_MARKER.match(lexeme.norm):
        # "CD34-positive AML or MDS": both.
        return piece.has("disease")
    return lexeme.cue(*CARRIED_CUES) or lexeme.has("disease") or lexeme.norm in {"for", "of"}


_SURFACE_MARKER: Final = re.compile(r"^cd\d+")


def _share_system(pieces: list[Chunk]) -> None:
    """`IPSS-R low or intermediate`, `low or int-1 by IPSS`: one score for all categories of the list."""
    if not any(piece.has("score") for piece in pieces):
        return
    for first, second in [*pairwise(pieces), *((b, a) for a, b in pairwise(reversed(pieces)))]:
        tied = second.link in {"or", "and", ","} or first.link in {"or", "and", ","}
        if (
            tied
            and first.has("risk")
            and second.has("risk")
            and first.has("score")
            and not second.has("score")
        ):
            second.hold([*second.lexemes, *(x for x in first.lexemes if x.has("score"))])


def _lead(piece: Chunk) -> list[Lexeme]:
    """The lexemes before the head; before a therapy, the disease it was given for is no head."""
    therapy = piece.has("drug", "drug_class")
    lead: list[Lexeme] = []
    for lexeme in piece.lexemes:
        if lexeme.has("drug", "drug_class") or (is_head(lexeme) and not (therapy and lexeme.has("disease"))):
            break
        lead.append(lexeme)
    return lead


def _share_backward(pieces: list[Chunk]) -> None:
    """`AST and ALT <= 2.5 x ULN`, `azacitidine or decitabine within 4 weeks`: the first shares the end."""
    windows: list[Lexeme] = []
    behind: list[Lexeme] = []
    for piece, after in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        if after.link not in {"or", "and", ","}:
            windows, behind = [], []
            continue
        windows = _windows(after) or windows
        if not after.has(*_DATED) and has_head(after.lexemes):
            windows = []
        if piece.has(*_DATED) and not any(isinstance(x.value, Window) for x in piece.lexemes):
            piece.hold([*piece.lexemes, *windows])
        if piece.has("condition") and not piece.cue("significant", "severe"):
            piece.hold([*piece.lexemes, *filter(_weighs, after.lexemes)])
        if piece.has("condition") and after.has("condition") and not _graded(piece):
            behind = _said_behind(after) or behind
            piece.hold([*piece.lexemes, *filter(_is_grade, after.lexemes), *behind])
        if piece.has(*_GIVEN) and after.has(*_GIVEN) and not any(map(_is_purpose, piece.lexemes)):
            piece.hold([*piece.lexemes, *filter(_is_purpose, after.lexemes)])
        if piece.link != "," and after.link != "," and _drug_alone(piece) and _drug_alone(after):
            piece.hold([*piece.lexemes, *([] if _doses(piece) else _doses(after))])
        if _same_family(piece, after) and _lacks_limit(piece):
            piece.hold([*piece.lexemes, *_shared_limit(after)])


def _weighs(lexeme: Lexeme) -> bool:
    """What stands for `which would limit survival` at the end of a list: no word of its own."""
    return lexeme.start == lexeme.end and lexeme.cue("significant")


_GIVEN: Final = ("drug", "drug_class", "procedure")


def _is_purpose(lexeme: Lexeme) -> bool:
    """`Chemotherapy or radiotherapy for another disease`: said of both."""
    return lexeme.norm.startswith("for ") and lexeme.cue("detail")


_DRUGS: Final = ("drug", "drug_class")


def _drug_alone(piece: Chunk) -> bool:
    return piece.has(*_DRUGS) and not piece.has("condition", "disease", "procedure", "lab")


def _doses(piece: Chunk) -> list[Lexeme]:
    """The amounts behind the drug of a chunk: `A or B of 450 mg/m2 or more` limits both."""
    if not piece.valued:
        return []
    head = next((i for i, x in enumerate(piece.lexemes) if x.has(*_DRUGS)), 0)
    return [x for x in piece.lexemes[head:] if is_amount(x)]


def _graded(piece: Chunk) -> bool:
    return piece.cue("grade") or any(map(_is_grade, piece.lexemes))


def _said_behind(piece: Chunk) -> list[Lexeme]:
    """`Fungal, bacterial or other infection not controlled`: what stands behind the last is said of all."""
    heads = [i for i, x in enumerate(piece.lexemes) if x.has("condition")]
    if not any(x.norm.startswith("other") for x in piece.lexemes):
        return []
    return [x for x in piece.lexemes[heads[-1] + 1 :] if x.cue("uncontrolled") and not x.has("condition")]


def _is_grade(lexeme: Lexeme) -> bool:
    """`Bleeding or bruising of at least grade 3`: one grade for both."""
    return isinstance(lexeme.value, Quantity) and lexeme.value.unit == "grade"


def _shared_limit(piece: Chunk) -> list[Lexeme]:
    """The limit at the end of a list, with the bracket that gives another one for some."""
    place = next((i for i, x in enumerate(piece.lexemes) if _limits(x)), None)
    if place is None:
        return []
    behind = piece.lexemes[place + 1 : place + 2]
    return [piece.lexemes[place], *(x for x in behind if x.inner and isinstance(x.inner[0].value, Quantity))]


def _limits(lexeme: Lexeme) -> bool:
    """Whether it is a limit: a number, or `normal`."""
    return isinstance(lexeme.value, Quantity) or lexeme.cue("normal")


def _windows(piece: Chunk) -> list[Lexeme]:
    return [x for x in piece.lexemes if isinstance(x.value, Window)] if piece.valued else []


_DATED: Final = ("drug", "drug_class", "procedure", "condition")


def _lacks_limit(piece: Chunk) -> bool:
    """Whether the last laboratory name of the chunk has no number beside it."""
    if not piece.has("lab"):
        return False
    for place in range(len(piece.lexemes) - 1, -1, -1):
        lexeme = piece.lexemes[place]
        if isinstance(lexeme.value, Quantity):
            return False
        if lexeme.has("lab"):
            return not piece.cue("normal") and not _limited_before(piece.lexemes, place)
    return False


def _limited_before(lexemes: list[Lexeme], place: int) -> bool:
    """Whether a limit just before the lab at `place` is its own, not that of another: `ALT < 3 PT normal`."""
    start = max(0, place - 2)
    number = next((i for i in range(start, place) if isinstance(lexemes[i].value, Quantity)), None)
    return number is not None and not any(x.has("lab") for x in lexemes[:number])


_FAMILIES: Final = {
    **dict.fromkeys(("drug", "drug_class", "procedure"), "therapy"),
    **dict.fromkeys(("condition", "condition_head"), "illness"),
    **{kind: kind for kind in ("lab", "disease", "gene", "karyotype", "risk")},
}


def _same_family(first: Chunk, second: Chunk) -> bool:
    families = [_FAMILIES[kind] for kind in first.kinds if kind in _FAMILIES]
    return bool(families) and any(_FAMILIES.get(kind) in families for kind in second.kinds)
