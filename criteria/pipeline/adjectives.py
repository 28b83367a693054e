"""Gives the adjectives of a list the noun at its end: `cardiac, hepatic or renal disease`."""

from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme, Reading, has_head
from criteria.vocabulary.load import vocabulary

_LONGEST: Final = 4
"""Words that the adjective of a list may have."""


_OF_DRUGS: Final = frozenset({"therapy", "treatment", "agent", "drug", "medication", "inhibitor", "inducer",
                       "vaccine", "antibody", "antibiotic", "product", "supplement"})  # fmt: skip
"""Nouns that the class of a drug may end in: `cytotoxic or investigational therapy`."""


class Noun(NamedTuple):
    """What a list ends in: the word, what else may stand for it, and which kinds of concept it names."""

    words: tuple[str, ...]
    kinds: tuple[str, ...]


def completed(pieces: list[Chunk]) -> list[Chunk]:
    """The pieces with each adjective completed by the noun at the end of its list."""
    noun: Noun | None = None
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        if (
            noun is not None
            and noun.words[0] == "deficiency"
            and piece.has("drug", "lab")
            and not piece.has("condition")
        ):
            # "Iron, vitamin B12 or folate deficiency": what lacks is no drug taken.
            pieces[place] = _complete(piece, noun)
        elif has_head(piece.lexemes) or piece.cue("function"):
            noun = _noun(piece) or noun if piece.link in {"or", "and", ","} else _noun(piece)
        elif noun is not None:
            pieces[place] = _complete(piece, noun)
        if piece.link not in {"or", "and", ","}:
            noun = None
    return pieces


def _noun(piece: Chunk) -> Noun | None:
    """What the illness, procedure, function or class of drugs of a chunk ends in."""
    if piece.cue("function") or piece.has("condition", "condition_head", "procedure"):
        return next(noun for lexeme in piece.lexemes if (noun := _noun_of(lexeme)) is not None)
    for kind, nouns in (("disease", _OF_DISEASES), ("drug_class", _OF_DRUGS)):
        last = [x.norm.split()[-1] for x in piece.lexemes if kind in x.kinds][-1:]
        if last and last[0] in nouns:
            return Noun((last[0],), (kind,))
    return None


def _noun_of(lexeme: Lexeme) -> Noun | None:
    """What the name of an illness, procedure or function ends in."""
    if lexeme.cue("function"):
        word = lexeme.norm.split()[-1]
        return Noun((word, "disease"), ("cue",) if word == "function" else ("condition", "procedure"))
    if lexeme.has("condition", "condition_head"):
        return Noun((lexeme.norm.split()[-1], "disease"), ("condition", "procedure"))
    if lexeme.has("procedure"):
        return Noun((lexeme.norm.split()[-1],), ("procedure",))
    return None


_OF_DISEASES: Final = frozenset({"phase", "crisis", "lymphoma"})
"""Nouns of diseases that a list may say but once: `accelerated or blast phase`."""


@lru_cache(maxsize=20_000)
def meaning(phrase: str, *kinds: str) -> Reading | None:
    """What is called exactly so, among concepts of these kinds."""
    found = vocabulary().find(phrase, *kinds)
    return None if found is None else (found.kind, found.key)


def _complete(piece: Chunk, noun: Noun) -> Chunk:
    for first, last in _stretches(piece, anywhere="drug_class" not in noun.kinds):
        adjective = " ".join(x.norm for x in piece.lexemes[first:last])
        for ending in noun.words if any(map(str.isalpha, adjective)) else ():
            found = meaning(f"{adjective} {ending}", *noun.kinds)
            if found is not None and (found[1] != "illness" or adjective.startswith("other")):
                return named(piece, first, last, found)
    return piece


def _stretches(piece: Chunk, *, anywhere: bool) -> list[tuple[int, int]]:
    """The runs of words that may be an adjective (`peripheral blood stem cell`), the longest first.

    `anywhere`: a single word inside may be one too, not only what stands before the link.
    """
    ends = len(piece.lexemes)
    plain = [x.value is None and not x.inner for x in piece.lexemes]
    tails = [(first, ends) for first in range(ends) if all(plain[first:])][-_LONGEST:]
    inside = [(place, place + 1) for place in range(ends) if plain[place]] if anywhere else []
    return [*tails, *inside]


def named(piece: Chunk, first: int, last: int, reading: Reading) -> Chunk:
    """The piece with its words from `first` to `last` as one phrase that has the meaning `reading`."""
    words = piece.lexemes[first:last]
    kept = tuple(r for x in words for r in x.readings if r[0] == "cue") if last - first == 1 else ()
    whole = Lexeme(words[0].start, words[-1].end, " ".join(x.norm for x in words), (*kept, reading), None)
    return replace(piece, lexemes=[*piece.lexemes[:first], whole, *piece.lexemes[last:]])
