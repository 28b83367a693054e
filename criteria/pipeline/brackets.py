"""Brackets folded to one lexeme each, so that the clause around them reads on."""

from collections.abc import Sequence
from typing import Final

from criteria.pipeline.lexeme import Lexeme, Quantity

_PAIRS: Final = {"(": ")", "[": "]", "{": "}"}
_SIGNS: Final = frozenset(_PAIRS) | frozenset(_PAIRS.values())

DEEPEST: Final = 6
"""Brackets within brackets beyond which they are no longer read as such."""


def with_definition(lexemes: Sequence[Lexeme]) -> Sequence[Lexeme]:
    """`Infection defined as A and B`: the definition of an illness, as if it stood in brackets."""
    place = next((i for i, x in enumerate(lexemes) if x.norm == "defined as" and x.cue("definition")), None)
    if place is None or place + 1 == len(lexemes) or not any(x.has("condition") for x in lexemes[:place]):
        return lexemes
    if any(x.cue("and", "or") or x.norm in {",", ";"} or x.has("disease", "drug") for x in lexemes[:place]):
        return lexemes
    inner = tuple(lexemes[place:])
    return [*lexemes[:place], Lexeme(inner[0].start, inner[-1].end, "()", (), None, inner)]


def _enumerates(lexeme: Lexeme) -> bool:
    """Whether a word before a lone closing bracket is the number of a list: `1)`, `b)`."""
    return (isinstance(lexeme.value, Quantity) and lexeme.value.bare) or len(lexeme.norm) == 1


def _is_limit(inner: Sequence[Lexeme], before: Sequence[Lexeme]) -> bool:
    """Whether a bracket holds the one limit of what stands before it: `QTc on ECG (> 450 ms)`."""
    if len(inner) != 1 or not isinstance(inner[0].value, Quantity) or not before:
        return False
    for lexeme in reversed(before[-_NEAR:]):
        if isinstance(lexeme.value, Quantity) or lexeme.inner or lexeme.cue("and", "or"):
            return False
        if lexeme.has("lab") or not _SCALES.isdisjoint(lexeme.keys("score")):
            return True
    return False


_SCALES: Final = frozenset({"ecog", "karnofsky", "lansky"})
_NEAR: Final = 4
"""Words between a laboratory value and the bracket that limits it."""


def fold_brackets(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """Every bracketed stretch becomes one lexeme whose `inner` holds it; a lone bracket is dropped."""
    if _SIGNS.isdisjoint([x.norm for x in lexemes]):
        return list(lexemes)
    out: list[Lexeme] = []
    stack: list[tuple[str, int]] = []
    for lexeme in lexemes:
        if lexeme.norm == ")" and not stack and out and _enumerates(out[-1]):
            out.pop()
            continue
        if lexeme.norm in _PAIRS and len(stack) < DEEPEST:
            stack.append((_PAIRS[lexeme.norm], len(out)))
        if stack and lexeme.norm == stack[-1][0]:
            _, begin = stack.pop()
            inner = tuple(x for x in out[begin + 1 :] if x.norm not in _SIGNS)
            opened = out[begin]
            del out[begin:]
            if _is_limit(inner, out):
                out.extend(inner)
            else:
                out.append(Lexeme(opened.start, lexeme.end, "()", (), None, inner))
            continue
        out.append(lexeme)
    return [x for x in out if x.norm not in _SIGNS]
