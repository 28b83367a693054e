"""Cuts a clause into chunks, a head and its modifiers each, tied by the words between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from criteria.pipeline.lexeme import Duration, Lexeme, Quantity
from criteria.quantity import Window
from criteria.vocabulary.load import vocabulary

HEAD_KINDS = ("lab", "drug", "drug_class", "disease", "risk", "score", "gene", "karyotype", "condition",
              "condition_head", "procedure")  # fmt: skip
HEAD_CUES = ("life_expectancy", "age", "transfusion", "platelet_transfusion",
             "pregnant", "breastfeeding", "contraception", "pregnancy_test", "childbearing", "not_childbearing",
             "fathering", "female", "male", "donor", "consent", "compliance", "site", "judgement")  # fmt: skip
_LINKS = ("and", "or", "nor")
CARRIED_CUES = ("history", "current", "active", "uncontrolled", "severe", "significant", "symptomatic", "chronic",
                "acute", "requiring_treatment", "failed", "refractory", "relapsed", "progressed", "intolerant",
                "no_response", "received", "ineligible", "eligible", "positive", "untreated", "allergy")  # fmt: skip


@dataclass(slots=True)
class Chunk:
    """Part of a clause: its lexemes, how it is tied to the chunk before, and whether it is denied.

    `link` is "and", "or", "," (a list whose last link decides), "with" (narrows the chunk before), ";" or "".
    """

    lexemes: list[Lexeme]
    link: str = ""
    negated: bool = False
    opened: bool = False
    used: set[int] = field(default_factory=set)
    exceptions: list[Chunk] = field(default_factory=list)

    def cue(self, *roles: str) -> bool:
        """Whether any lexeme plays one of these roles."""
        return any(lexeme.cue(*roles) for lexeme in self.lexemes)

    def has(self, *kinds: str) -> bool:
        """Whether any lexeme means something of these kinds."""
        return any(lexeme.has(*kinds) for lexeme in self.lexemes)

    def take(self, *roles: str) -> list[Lexeme]:
        """The lexemes that play one of these roles, counted as understood."""
        return [self._use(i) for i, lexeme in enumerate(self.lexemes) if lexeme.cue(*roles)]

    def take_kinds(self, *kinds: str) -> list[Lexeme]:
        """The lexemes that mean something of these kinds, counted as understood."""
        return [self._use(i) for i, x in enumerate(self.lexemes) if x.has(*kinds) and i not in self.used]

    def values(self, kind: type) -> list[Lexeme]:
        """The lexemes that hold a value of this type, not yet used, counted as understood now."""
        return [
            self._use(i)
            for i, x in enumerate(self.lexemes)
            if isinstance(x.value, kind) and i not in self.used
        ]

    def window(self) -> Window | None:
        """The first time window in the chunk."""
        found = self.values(Window)
        return found[0].value if found and isinstance(found[0].value, Window) else None

    def _use(self, place: int) -> Lexeme:
        self.used.add(place)
        return self.lexemes[place]


def is_head(lexeme: Lexeme) -> bool:
    """Whether a lexeme can be what a chunk is about."""
    return lexeme.has(*HEAD_KINDS) or lexeme.cue(*HEAD_CUES)


def has_head(lexemes: Sequence[Lexeme]) -> bool:
    """Whether any lexeme can be what a chunk is about."""
    return any(is_head(lexeme) or has_head(lexeme.inner) for lexeme in lexemes)


def chunks(lexemes: Sequence[Lexeme]) -> list[Chunk]:
    """The chunks of a clause, in order, with modifiers and values shared where a list shares them."""
    pieces = _split(lexemes)
    merged = _with_allergens(_merge_headless(_completed(pieces)))
    _join_outcomes(merged)
    _negate(merged)
    _share_forward(merged)
    _share_backward(merged)
    _share_system(merged)
    return merged


_OUTCOMES = ("failed", "refractory", "relapsed", "progressed", "intolerant", "no_response")


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


def _split(lexemes: Sequence[Lexeme]) -> list[Chunk]:
    pieces: list[Chunk] = []
    current = Chunk([])
    for place, lexeme in enumerate(lexemes):
        link = _link(lexemes, place, current)
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
    return pieces


def _link(lexemes: Sequence[Lexeme], place: int, current: Chunk) -> str | None:
    """How the lexeme ties what follows to what came before, None if it does not."""
    lexeme = lexemes[place]
    if lexeme.norm in {",", ";", "/", "."} and lexeme.norm != ".":
        return {"/": "or"}.get(lexeme.norm, lexeme.norm)
    if lexeme.value is None and not lexeme.has(*HEAD_KINDS):
        for link in _LINKS:
            if lexeme.cue(link):
                return link
    if lexeme.cue("with") and has_head(current.lexemes) and has_head(lexemes[place + 1 :]):
        return None if _names_means(lexemes, place, current) else "with"
    return None


def _names_means(lexemes: Sequence[Lexeme], place: int, current: Chunk) -> bool:
    """`therapy for AML with decitabine`: what follows "with" is the therapy, not a narrowing."""
    if lexemes[place].norm != "with" or not current.cue("received"):
        return False
    following = next((x for x in lexemes[place + 1 :] if is_head(x)), None)
    return (
        following is not None
        and following.has("drug", "drug_class")
        and not current.has("drug", "drug_class")
    )


def _stronger(first: str, second: str) -> str:
    """`, and` is "and"; `and with` keeps the list."""
    if second == "," or (second == "with" and first in {"and", "or"}):
        return first or second
    return second


# --- adjectives that share a noun ---------------------------------------------------------------------------


def _completed(pieces: list[Chunk]) -> list[Chunk]:
    """`cardiac, hepatic or renal disease`: each adjective gets the noun that stands at the end of its list."""
    noun = ""
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        if has_head(piece.lexemes):
            noun = _noun(piece) or noun if piece.link in {"or", "and", ","} else _noun(piece)
        elif noun:
            pieces[place] = _complete(piece, noun)
        if piece.link not in {"or", "and", ","}:
            noun = ""
    return pieces


def _noun(piece: Chunk) -> str:
    """The word that the illness or procedure of a chunk ends in."""
    named = [x for x in piece.lexemes if x.has("condition", "condition_head", "procedure")]
    return named[0].norm.split()[-1] if named else ""


def _complete(piece: Chunk, noun: str) -> Chunk:
    words = vocabulary()
    for place, lexeme in enumerate(piece.lexemes):
        if lexeme.value is not None or lexeme.inner:
            continue
        for ending in (noun, "disease"):
            found = words.find(f"{lexeme.norm} {ending}", "condition", "procedure")
            if found is not None:
                readings = (*lexeme.readings, (found.kind, found.key))
                return replace(
                    piece,
                    lexemes=[
                        *piece.lexemes[:place],
                        replace(lexeme, readings=readings),
                        *piece.lexemes[place + 1 :],
                    ],
                )
    return piece


# --- chunks without a head ---------------------------------------------------------------------------------


def _merge_headless(pieces: list[Chunk]) -> list[Chunk]:
    """Gives pieces that are about nothing themselves to the neighbour they belong to."""
    merged: list[Chunk] = []
    waiting: list[Lexeme] = []
    waiting_link = ""
    for piece in pieces:
        if has_head(piece.lexemes):
            link = waiting_link if waiting else piece.link
            merged.append(Chunk([*waiting, *piece.lexemes], link))
            waiting, waiting_link = [], ""
        elif merged and _is_tail(piece):
            merged[-1].lexemes.extend(piece.lexemes)
        elif _is_modifier(piece) or not merged:
            waiting_link = waiting_link or piece.link
            waiting.extend(piece.lexemes)
        else:
            merged.append(piece)
    if waiting:
        if merged:
            merged[-1].lexemes.extend(waiting)
        else:
            merged.append(Chunk(waiting))
    return merged


def _is_tail(piece: Chunk) -> bool:
    """A window, a number or a stretch of time that belongs to what came before."""
    return any(isinstance(x.value, Window | Quantity | Duration) for x in piece.lexemes) or piece.cue(
        "cycles", "lines"
    )


def _is_modifier(piece: Chunk) -> bool:
    return all(x.readings or len(x.norm) < 3 for x in piece.lexemes)


def is_allergy(piece: Chunk) -> bool:
    """Whether the chunk is about a hypersensitivity."""
    return any("hypersensitivity" in key for x in piece.lexemes for key in x.keys("condition"))


def _with_allergens(pieces: list[Chunk]) -> list[Chunk]:
    """`allergy to A, B or C`: what is listed after an allergy is what it is to, no therapy taken."""
    kept: list[Chunk] = []
    for piece in pieces:
        listed = piece.link in {"or", "and", ","} and not piece.has("condition", "disease", "lab")
        if kept and is_allergy(kept[-1]) and listed and not piece.cue("received", "pregnant", "modal"):
            kept[-1].lexemes.extend(piece.lexemes)
        else:
            kept.append(piece)
    return kept


# --- what a list shares ------------------------------------------------------------------------------------


def _negate(pieces: list[Chunk]) -> None:
    """Marks denied chunks: a "no" before the head holds for the list that follows."""
    inside = False
    for number, piece in enumerate(pieces):
        here = _denied_here(piece)
        if here:
            inside = True
        elif inside and number and not _stays_denied(piece):
            inside = False
        piece.negated = inside
        if piece.cue("negative") and not here:
            piece.negated = not inside
            piece.take("negative")


def _denied_here(piece: Chunk) -> bool:
    for place, lexeme in enumerate(piece.lexemes):
        if is_head(lexeme) and not lexeme.cue("negation"):
            following = piece.lexemes[place + 1 : place + 4]
            return any(x.cue("negation") and x.norm not in {"no", "non"} for x in following)
        if lexeme.cue("negation") and not lexeme.cue("untreated"):
            return True
    return False


def _stays_denied(piece: Chunk) -> bool:
    """Whether a "no" still holds: not past a new requirement."""
    if piece.link in {";"} or piece.cue("modal", "adequate", "but", "normal"):
        return False
    if piece.link == "with":
        return True
    return not (
        piece.link in {"and", ","}
        and piece.has("lab")
        and any(isinstance(x.value, Quantity) for x in piece.lexemes)
    )


def _share_forward(pieces: list[Chunk]) -> None:
    """`refractory to azacitidine or decitabine`: the second shares the cues before the first."""
    for before, piece in zip(pieces, pieces[1:], strict=False):
        if piece.link not in {"or", "and", ","} or not _same_family(before, piece):
            continue
        if piece.cue(*CARRIED_CUES):
            continue
        piece.lexemes[:0] = [
            x for x in _lead(before) if x.cue(*CARRIED_CUES) or x.has("disease") or x.norm in {"for", "of"}
        ]


def _is_carried(lexeme: Lexeme, piece: Chunk) -> bool:
    """Whether a word before the first head of a list belongs to the later ones too."""
    if isinstance(lexeme.value, Quantity) or lexeme.cue("cycles", "lines", "doses"):
        return piece.has("drug", "drug_class") and not any(
            isinstance(x.value, Quantity) for x in piece.lexemes
        )
    return lexeme.cue(*CARRIED_CUES) or lexeme.has("disease") or lexeme.norm in {"for", "of"}


def _share_system(pieces: list[Chunk]) -> None:
    """`IPSS-R low or intermediate`, `low or int-1 by IPSS`: one score for all categories of the list."""
    for first, second in [*pairwise(pieces), *((b, a) for a, b in pairwise(reversed(pieces)))]:
        tied = second.link in {"or", "and", ","} or first.link in {"or", "and", ","}
        if (
            tied
            and first.has("risk")
            and second.has("risk")
            and first.has("score")
            and not second.has("score")
        ):
            second.lexemes.extend(x for x in first.lexemes if x.has("score"))


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
    for number in range(len(pieces) - 2, -1, -1):
        piece, after = pieces[number], pieces[number + 1]
        if after.link not in {"or", "and", ","} or not _same_family(piece, after):
            continue
        if not any(isinstance(x.value, Window) for x in piece.lexemes) and piece.has(*_DATED):
            piece.lexemes.extend(x for x in after.lexemes if isinstance(x.value, Window))
        if _lacks_limit(piece):
            piece.lexemes.extend([x for x in after.lexemes if isinstance(x.value, Quantity)][:1])


_DATED = ("drug", "drug_class", "procedure", "condition")


def _lacks_limit(piece: Chunk) -> bool:
    """Whether the last laboratory name of the chunk has no number after it."""
    for lexeme in reversed(piece.lexemes):
        if isinstance(lexeme.value, Quantity):
            return False
        if lexeme.has("lab"):
            return not piece.cue("normal")
    return False


_FAMILIES = (
    ("lab",),
    ("drug", "drug_class", "procedure"),
    ("disease",),
    ("condition", "condition_head"),
    ("gene",),
    ("karyotype",),
    ("risk",),
)


def _same_family(first: Chunk, second: Chunk) -> bool:
    return any(first.has(*kinds) and second.has(*kinds) for kinds in _FAMILIES)


def without(piece: Chunk, *roles: str) -> Chunk:
    """The chunk without the lexemes that play these roles."""
    return replace(piece, lexemes=[x for x in piece.lexemes if not x.cue(*roles)], used=set())
