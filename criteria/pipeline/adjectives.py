"""Gives the adjectives of a list the noun at its end: `cardiac, hepatic or renal disease`."""

from dataclasses import replace
from functools import lru_cache

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme, Reading, has_head
from criteria.vocabulary.load import vocabulary

_LONGEST = 4
"""Words that the adjective of a list may have."""


def completed(pieces: list[Chunk]) -> list[Chunk]:
    """The pieces with each adjective completed by the noun at the end of its list."""
    noun = ""
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        if noun == "deficiency" and piece.has("drug", "lab") and not piece.has("condition"):
            # "Iron, vitamin B12 or folate deficiency": what lacks is no drug taken.
            pieces[place] = _complete(piece, noun)
        elif has_head(piece.lexemes) or piece.cue("function"):
            noun = _noun(piece) or noun if piece.link in {"or", "and", ","} else _noun(piece)
        elif noun:
            pieces[place] = _complete(piece, noun)
        if piece.link not in {"or", "and", ","}:
            noun = ""
    return pieces


def _noun(piece: Chunk) -> str:
    """The word that the illness, procedure or function of a chunk ends in."""
    named = [
        x for x in piece.lexemes if x.has("condition", "condition_head", "procedure") or x.cue("function")
    ]
    if not named:
        last = [x.norm.split()[-1] for x in piece.lexemes if x.has("disease")][-1:]
        return last[0] if last and last[0] in _OF_DISEASES else ""
    return named[0].norm.split()[-1]


_OF_DISEASES = frozenset({"phase", "crisis", "lymphoma"})
"""Nouns of diseases that a list may say but once: `accelerated or blast phase`."""


@lru_cache(maxsize=20_000)
def _meaning(phrase: str, *kinds: str) -> Reading | None:
    """What is called exactly so, among concepts of these kinds."""
    found = vocabulary().find(phrase, *kinds)
    return None if found is None else (found.kind, found.key)


def _complete(piece: Chunk, noun: str) -> Chunk:
    kinds = ("cue",) if noun == "function" else ("condition", "procedure")
    kinds = ("disease",) if noun in _OF_DISEASES else kinds
    for first, last in _stretches(piece):
        adjective = " ".join(x.norm for x in piece.lexemes[first:last])
        for ending in (noun, "disease") if any(map(str.isalpha, adjective)) else ():
            found = _meaning(f"{adjective} {ending}", *kinds)
            if found is not None and found[1] != "illness":
                return _named(piece, first, last, found)
    return piece


def _stretches(piece: Chunk) -> list[tuple[int, int]]:
    """The runs of words that may be an adjective (`peripheral blood stem cell`), the longest first."""
    ends = len(piece.lexemes)
    plain = [x.value is None and not x.inner for x in piece.lexemes]
    tails = [(first, ends) for first in range(ends) if all(plain[first:])]
    return [*tails[-_LONGEST:], *((place, place + 1) for place in range(ends) if plain[place])]


def _named(piece: Chunk, first: int, last: int, reading: Reading) -> Chunk:
    """The piece with its words from `first` to `last` as one phrase that has the meaning `reading`."""
    words = piece.lexemes[first:last]
    kept = tuple(r for x in words for r in x.readings if r[0] == "cue") if last - first == 1 else ()
    whole = Lexeme(words[0].start, words[-1].end, " ".join(x.norm for x in words), (*kept, reading), None)
    return replace(piece, lexemes=[*piece.lexemes[:first], whole, *piece.lexemes[last:]])
