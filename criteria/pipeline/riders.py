"""Drops what only says why, how, or in whose opinion."""

from collections.abc import Sequence

from criteria.pipeline.chunk import is_head
from criteria.pipeline.lexeme import Lexeme, any_cue

_OPENERS = ("rider", "judgement", "method", "lowered", "optional")
"""Cues without which nothing is dropped."""


def without_riders(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """Drops what only says why or how: "which would compromise safety", "as measured by echocardiography"."""
    if not any_cue(lexemes, *_OPENERS):
        return list(lexemes)
    kept: list[Lexeme] = []
    skipping = ""
    for place, lexeme in enumerate(lexemes):
        if skipping and _ends_rider(lexemes, place, skipping):
            skipping = ""
        if not skipping and kept and (lexeme.cue("rider") or _judged(lexemes, place)):
            skipping = "rider"
        elif (
            not skipping
            and kept
            and lexeme.value is None
            and (lexeme.cue("method") or _by_means(lexemes, place))
        ) or (not skipping and lexeme.cue("optional")):
            skipping = "method"
        if not skipping:
            kept.append(lexeme)
    return kept


def _by_means(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`reduced to below 50 x 10^9/L with hydroxyurea`: by what a value was brought down is not asked."""
    return lexemes[place].norm == "with" and any(x.cue("lowered") for x in lexemes[max(0, place - 8) : place])


def _judged(lexemes: Sequence[Lexeme], place: int) -> bool:
    """`which, in the opinion of the investigator, ...`: whose opinion it is, and what it would lead to."""
    before = lexemes[max(0, place - 2) : place]
    return lexemes[place].cue("judgement") and any(x.norm in {"which", "that", "who"} for x in before)


def _ends_rider(lexemes: Sequence[Lexeme], place: int, kind: str) -> bool:
    lexeme = lexemes[place]
    if lexeme.norm == ";" or lexeme.cue("unless", "exception", "if"):
        return True
    if kind == "method":
        ends = lexeme.norm == "," or lexeme.value is not None or lexeme.cue("and", "or", "with", "modal")
        return ends and _asks_again(lexemes[place:])
    return False


def _asks_again(lexemes: Sequence[Lexeme]) -> bool:
    """Whether what follows names something a patient has, not another way to measure it."""
    for place, lexeme in enumerate(lexemes):
        if place and (lexeme.norm == "," or lexeme.cue("and", "or")):
            return False
        if (
            lexeme.value is not None
            or lexeme.cue("modal")
            or (is_head(lexeme) and not lexeme.has("procedure"))
        ):
            return True
    return False
