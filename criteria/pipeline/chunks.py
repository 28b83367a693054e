"""Cuts a clause into chunks, tied by the words between them; headless pieces go to their neighbours."""

from collections.abc import Sequence
from typing import Final

from criteria.pipeline.adjectives import completed
from criteria.pipeline.chunk import Chunk, is_allergy, is_head
from criteria.pipeline.graded import with_grades
from criteria.pipeline.lexeme import HEAD_KINDS, VARIANT, Lexeme, Quantity, has_head, meets
from criteria.pipeline.needs import join_needs
from criteria.pipeline.organs import with_organs
from criteria.pipeline.riders import names_test
from criteria.pipeline.shared_names import with_shared_names
from criteria.pipeline.sharing import share
from criteria.pipeline.trailing import names_drug_alone
from criteria.quantity import Window

_LINKS: Final = ("and", "or", "nor")
_TYING: Final = ("and", "or", "nor", "with", "cause")
"""Cues without which a word ties nothing, but for the word "for"."""


def chunks(lexemes: Sequence[Lexeme]) -> list[Chunk]:
    """The chunks of a clause, in order, with modifiers and values shared where a list shares them."""
    named = with_shared_names(completed(with_organs(_split(lexemes))))
    merged = with_grades(_with_allergens(_merge_headless(named)))
    for piece in merged:
        if piece.roles is None:
            piece.seal()
    join_needs(merged)
    share(merged)
    return merged


def _split(lexemes: Sequence[Lexeme]) -> list[Chunk]:
    pieces: list[Chunk] = []
    current = Chunk([])
    last_head = max([i for i, x in enumerate(lexemes) if x.heads], default=-1)
    for place, lexeme in enumerate(lexemes):
        if lexeme.norm == ":" or (lexeme.norm == "," and _opens_risk(lexemes, place + 1)):
            continue
        if (
            "negation" in lexeme.cues
            and lexeme.norm.startswith("no")
            and _begins_anew(current, lexemes[place + 1 :])
        ):
            pieces.append(current)
            current = Chunk([])
        if _lacks(lexeme) and place < last_head and has_head(current.lexemes):
            pieces.append(current)
            current = Chunk([lexeme], "with")
            continue
        link = _link(lexemes, place, current, last_head)
        if link is None:
            current.lexemes.append(lexeme)
            continue
        if current.lexemes:
            pieces.append(current)
            current = Chunk([], link)
            if link == "nor":
                current.link = "or"
        else:
            current.link = _stronger(current.link, link)
    if current.lexemes:
        pieces.append(current)
    for piece in pieces:
        piece.seal()
    return pieces


def _opens_risk(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`Intermediate risk, (of at most 3.5 points)`: a comma before such a bracket parts nothing."""
    return any(x.has("risk", "score") for bracket in lexemes[place : place + 1] for x in bracket.inner)


def _lacks(lexeme: Lexeme) -> bool:
    """`MDS without del(5q)`: what follows is denied of what stands before."""
    return "negation" in lexeme.cues and lexeme.norm in {"without", "with no", "absence of", "lacking"}


def _begins_anew(current: Chunk, rest: Sequence[Lexeme]) -> bool:
    """Whether a "no" in the middle begins another criterion, run on without a stop."""
    return (
        has_head(current.lexemes) and bool(rest) and has_head(rest[:4]) and not current.cue("modal", "with")
    )


def _link(lexemes: Sequence[Lexeme], place: int, current: Chunk, last_head: int) -> str | None:
    """How the lexeme ties what follows to what came before, None if it does not.

    `last_head` is the place of the last head: "with" needs one before it and one after.
    """
    lexeme = lexemes[place]
    if lexeme.norm in {",", ";", "/", "."} and lexeme.norm != ".":
        # "AST/ALT <= 3" limits both; elsewhere a stroke stands between alternatives.
        return ("and" if current.has("lab") else "or") if lexeme.norm == "/" else lexeme.norm
    if place < last_head and current.has("condition") and _leads_to(lexemes, place):
        return "with"
    if not meets(lexeme.cues, _TYING) and not _is_for(lexeme):
        return None
    if lexeme.cue("and", "or") and _looks_otherwise(lexemes[place + 1 : place + 3], current):
        return None
    if lexeme.value is None and not lexeme.has(*HEAD_KINDS):
        for link in _LINKS:
            if lexeme.cue(link):
                return link
    if current.link == "," and not current.lexemes and lexeme.norm == "with" and place < last_head:
        return "with"
    if place >= last_head or not has_head(current.lexemes):
        return None
    if lexeme.cue("cause") and current.has("condition") and not is_allergy(current):
        return "of"
    if _is_for(lexeme) and current.has("drug", "drug_class"):
        return "of" if _next_head(lexemes, place, "risk", "condition") else None
    if lexeme.cue("with") and not _names_means(lexemes, place, current):
        return "with"
    return None


def _leads_to(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`A disease that causes B`, `a disease resulting in B`: A with B, not either."""
    norm, before, behind = lexemes[place].norm, lexemes[place - 1].norm, lexemes[place + 1].norm
    causes = norm in {"cause", "causing"} and (norm == "causing" or before in {"that", "which"})
    results = norm in {"resulting", "leading"} and behind in {"in", "to"}
    return (causes or results) and _next_head(lexemes, place, "condition")


def _looks_otherwise(following: Sequence[Lexeme], current: Chunk) -> bool:
    """`LVEF by MUGA or echocardiogram >= 45%`: the "or" ties two ways to look, not two criteria."""
    unlimited = current.has("lab") and not any(isinstance(x.value, Quantity) for x in current.lexemes)
    return unlimited and names_test(following) and not any(x.has("lab", "condition") for x in following)


def _may_narrow(lexeme: Lexeme) -> bool:
    """`with`, `due to`, `for`: what follows may narrow what stands before."""
    return lexeme.cue("cause", "with") or _is_for(lexeme)


def _is_for(lexeme: Lexeme) -> bool:
    """`for`, `treatment for`: what follows is what a therapy was given for."""
    return lexeme.norm.endswith("for") and lexeme.value is None and lexeme.norm.split()[-1] == "for"


def _names_means(lexemes: Sequence[Lexeme], place: int, current: Chunk) -> bool:
    """`therapy for AML with decitabine`: what follows "with" is the therapy, not a narrowing."""
    following = lexemes[place + 1 : place + 3]
    if current.has("karyotype") and any(isinstance(x.value, Quantity) for x in following):
        return True
    if lexemes[place].norm != "with" or not current.cue("received", "therapy_noun"):
        return False
    return _next_head(lexemes, place, "drug", "drug_class") and not current.has("drug", "drug_class")


def _next_head(lexemes: Sequence[Lexeme], place: int, *kinds: str) -> bool:
    """Whether the next head after `place` is of one of these kinds."""
    head = next((x for x in lexemes[place + 1 :] if is_head(x)), None)
    return head is not None and head.has(*kinds)


def _stronger(first: str, second: str) -> str:
    """`, and` is "and"; `and with` keeps the list."""
    if first == "," and second == "with":
        # "Fit for transplant, with a donor at hand": what follows narrows.
        return second
    if second == "," or (second in {"with", "of"} and first in {"and", "or"}):
        return first or second
    return second


# --- chunks without a head ---------------------------------------------------------------------------------


def _merge_headless(pieces: list[Chunk]) -> list[Chunk]:
    """Gives pieces that are about nothing themselves to the neighbour they belong to."""
    merged: list[Chunk] = []
    waiting: list[Lexeme] = []
    waiting_link = ""
    for piece in pieces:
        if merged and not waiting and _is_alternative(piece):
            merged.append(piece)
        elif has_head(piece.lexemes) or piece.cue("swallowing"):
            merged.append(Chunk([*waiting, *piece.lexemes], waiting_link) if waiting else piece)
            waiting, waiting_link = [], ""
        elif merged and _stands_alone(piece):
            merged.append(piece)
        elif merged and _limits_again(merged[-1], piece):
            lab = next(x for x in reversed(merged[-1].lexemes) if x.has("lab"))
            merged.append(Chunk([lab, *piece.lexemes], piece.link))
        elif merged and (_is_tail(piece) or _qualifies(piece) or _lists_details(merged[-1], piece)):
            merged[-1].hold([*merged[-1].lexemes, *piece.lexemes])
        elif _is_modifier(piece) or not merged:
            waiting_link = waiting_link or piece.link
            waiting.extend(piece.lexemes)
        else:
            merged.append(piece)
    if waiting:
        if merged:
            merged[-1].hold([*merged[-1].lexemes, *waiting])
        else:
            merged.append(Chunk(waiting))
    return merged


def _is_alternative(piece: Chunk) -> bool:
    """`t(9;22) or t(8;14)`: what no patient file holds is an alternative by itself."""
    if piece.link != "or" or piece.cue("typing"):
        return False
    named = [x for x in piece.lexemes if not x.cue("filler") and x.value is None]
    return len(named) == 1 and named[0].cue("unrecorded")


def _is_tail(piece: Chunk) -> bool:
    """A window, a number, tissue typing or a protein change that belongs to what came before."""
    if piece.lexemes and all(VARIANT.match(x.norm) or x.cue("filler", "mutated") for x in piece.lexemes):
        return True
    return any(x.value is not None for x in piece.lexemes) or piece.cue("cycles", "lines", "typing")


def _limits_again(before: Chunk, piece: Chunk) -> bool:
    """`Creatinine < 2 mg/dL or < 1.5 x ULN`: another limit on the same value, which is as good."""
    if piece.link != "or" or not before.has("lab"):
        return False
    first = [x.value for x in before.lexemes if isinstance(x.value, Quantity)]
    second = [x.value for x in piece.lexemes if isinstance(x.value, Quantity)]
    if len(first) != 1 or len(second) != 1 or second[0].bare or piece.lexemes[0].value is not second[0]:
        return False
    said = any(x.plain and x.value is None and x.norm.isalpha() for x in piece.lexemes)
    return bool(second[0].unit) and not said


def _qualifies(piece: Chunk) -> bool:
    """`An illness that is uncontrolled, or ...`: what narrows an illness behind it is of no other."""
    told = piece.cue("uncontrolled", "controlled", "severe", "symptomatic", "active")
    return piece.link == "with" and told and all(x.cues and not x.cue(*_COURSE) for x in piece.lexemes)


_COURSE: Final = ("relapsed", "refractory", "failed", "untreated", "progressed")


def _stands_alone(piece: Chunk) -> bool:
    """`...; at least 2 weeks since the last therapy`: therapy of whatever kind, with its own time."""
    return (
        piece.link == ";"
        and piece.cue("therapy_noun", "lines")
        and any(isinstance(x.value, Window) for x in piece.lexemes)
    )


def _lists_details(before: Chunk, piece: Chunk) -> bool:
    """`Radiation to the chest, abdomen or pelvis`: each of the list narrows what stands before it."""
    if piece.link not in {"or", "and", ","} or not before.lexemes:
        return False
    ends = next((x for x in reversed(before.lexemes) if not _only_fills(x)), before.lexemes[-1])
    return ends.cue("detail") and not ends.head and all(x.cue("detail", "filler") for x in piece.lexemes)


def _only_fills(lexeme: Lexeme) -> bool:
    return lexeme.cue("filler") and not lexeme.cue("detail")


def _is_modifier(piece: Chunk) -> bool:
    return all(not x.plain or len(x.norm) < 3 for x in piece.lexemes)


def _with_allergens(pieces: list[Chunk]) -> list[Chunk]:
    """`allergy to A, B or C`: what is listed after an allergy is what it is to, no therapy taken."""
    kept: list[Chunk] = []
    for piece in pieces:
        listed = piece.link in {"or", "and", ",", ";", "of"} and not piece.has("condition", "disease", "lab")
        if kept and is_allergy(kept[-1]) and listed and not piece.cue("pregnant", "modal", "history"):
            kept[-1].hold([*kept[-1].lexemes, *piece.lexemes])
        elif is_allergy(piece) and piece.lexemes[0].has("drug", "drug_class"):
            piece.link = piece.link if not kept else _with_allergens_before(kept, piece)
            kept.append(piece)
        else:
            kept.append(piece)
    return kept


def _with_allergens_before(kept: list[Chunk], piece: Chunk) -> str:
    """`A, B or C hypersensitivity`: the drugs listed before it go to it; how it is tied now."""
    link = piece.link
    while kept and link in {"or", "and", ","} and names_drug_alone(kept[-1]):
        before = kept.pop()
        piece.hold([*before.lexemes, *piece.lexemes])
        link = before.link
    return link
