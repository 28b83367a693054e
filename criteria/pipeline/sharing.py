"""What the chunks of a list share: denial, cues, counts, limits, windows, and the score they belong to."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from criteria.pipeline.chunk import CARRIED_CUES, Chunk, is_head
from criteria.pipeline.details import is_amount
from criteria.pipeline.lexeme import Lexeme, Quantity, has_head
from criteria.pipeline.trailing import share_the_end
from criteria.quantity import Window


def share(pieces: list[Chunk]) -> None:
    """Completes each chunk by what the others of its list say for it."""
    if len(pieces) > 1:
        _join_targets(pieces)
        _join_outcomes(pieces)
        share_the_end(pieces)
    _join_responses(pieces)
    _negate(pieces)
    _share_negative(pieces)
    _share_forward(pieces)
    _share_backward(pieces)
    _share_system(pieces)


def _join_targets(pieces: list[Chunk]) -> None:
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


def _join_outcomes(pieces: list[Chunk]) -> None:
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


def _join_responses(pieces: list[Chunk]) -> None:
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


# --- what a list shares ------------------------------------------------------------------------------------


def _negate(pieces: list[Chunk]) -> None:
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


def _share_negative(pieces: list[Chunk]) -> None:
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


def _share_forward(pieces: list[Chunk]) -> None:
    """`refractory to azacitidine or decitabine`: the second shares the cues before the first."""
    for before, piece in pairwise(pieces):
        if piece.link not in {"or", "and", ","} and not _is_planned(before, piece):
            continue
        if not _same_family(before, piece):
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
