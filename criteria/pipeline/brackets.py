"""Brackets folded to one lexeme each, so that the clause around them reads on."""

from collections.abc import Sequence

from criteria.pipeline.lexeme import Lexeme

_PAIRS = {"(": ")", "[": "]", "{": "}"}


def fold_brackets(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """Every bracketed stretch becomes one lexeme whose `inner` holds it; a bracket without a partner is dropped."""
    out: list[Lexeme] = []
    stack: list[tuple[str, int]] = []
    for lexeme in lexemes:
        if lexeme.norm in _PAIRS:
            stack.append((_PAIRS[lexeme.norm], len(out)))
        if stack and lexeme.norm == stack[-1][0]:
            _, begin = stack.pop()
            inner = tuple(out[begin + 1 :])
            opened = out[begin]
            del out[begin:]
            out.append(Lexeme(opened.start, lexeme.end, "()", (), None, inner))
            continue
        out.append(lexeme)
    return [x for x in out if x.norm not in _PAIRS and x.norm not in _PAIRS.values()]
