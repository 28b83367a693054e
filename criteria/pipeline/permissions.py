"""Where a sentence allows something, and what it asks before it does."""

from collections.abc import Sequence
from typing import Final

from criteria.pipeline.lexeme import Lexeme, Quantity, cue_at, has_head

_ADJECTIVES: Final = frozenset({"acceptable", "permissible", "allowable"})
_CUTS: Final = frozenset({";", ":", "-", "–", "—"})


def is_permission(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether the lexeme at `place` allows something; in `other acceptable formulas` it does not."""
    if not lexemes[place].cue("allowed"):
        return False
    following = lexemes[place + 1] if place + 1 < len(lexemes) else None
    if lexemes[place].norm not in _ADJECTIVES or following is None:
        return True
    return not following.norm.isalpha() or following.cue("if", "for_those", "and", "or", "but", "with")


def without_permissions(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """`X is not permitted, but Y is allowed`: what is allowed beside what is forbidden asks nothing."""
    if cue_at(lexemes, "disallowed") is None:
        return list(lexemes)
    parts: list[list[Lexeme]] = [[]]
    for lexeme in lexemes:
        if lexeme.norm == ";" or lexeme.cue("but"):
            parts.append([])
        parts[-1].append(lexeme)
    return [lexeme for part in parts if not _only_allows(part) for lexeme in part]


def _only_allows(lexemes: Sequence[Lexeme]) -> bool:
    return cue_at(lexemes, "allowed") is not None and cue_at(lexemes, "disallowed") is None


def ends_in_permission(lexemes: Sequence[Lexeme]) -> bool:
    """`Hydroxyurea to control the count is permitted`: the permission stands after the reason."""
    last = range(max(0, len(lexemes) - 2), len(lexemes))
    return any(is_permission(lexemes, i) for i in last) and not any(
        x.cue("disallowed", "negation") for x in lexemes
    )


def before_permission(lexemes: Sequence[Lexeme], place: int) -> list[Lexeme]:
    """What a sentence asks before the part of it that allows something; empty if it only allows."""
    signs = [i for i, x in enumerate(lexemes[:place]) if x.norm in _CUTS and not _joins(lexemes, i)]
    cuts = signs or [i for i, x in enumerate(lexemes[:place]) if x.cue("but")]
    before = list(lexemes[: cuts[-1]]) if cuts else []
    if has_head(before):
        return before
    commas = [i for i, x in enumerate(lexemes[:place]) if x.norm == ","]
    before = list(lexemes[: commas[-1]]) if commas else []
    if commas and has_head(before) and lexemes[commas[-1] + 1].norm in _WHICHEVER:
        # "MDS or AML, any subtype is allowed"
        return before
    return before if _asks(before) else []


def _joins(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether a hyphen joins two words to one: `HIV-infected`."""
    return place > 0 and lexemes[place].norm == "-" and lexemes[place - 1].end == lexemes[place].start


def is_cap(allowed: Sequence[Lexeme]) -> bool:
    """`May have received up to two prior lines`: more than two are not allowed."""
    first = allowed[0].value if allowed else None
    capped = isinstance(first, Quantity) and first.interval.low is None and first.interval.high is not None
    return capped and any(x.cue("lines", "cycles", "doses") for x in allowed[1:5])


_WHICHEVER: Final = frozenset({"any", "all", "regardless of", "regardless"})

_BEYOND: Final = frozenset(
    {"higher", "lower", "younger", "older", "outside", "above", "below", "greater", "beyond"}
)


def widens(allowing: Sequence[Lexeme]) -> bool:
    """Whether what is allowed lies beyond what was asked: `higher values are acceptable if ...`."""
    return any(x.cue("if") or not _BEYOND.isdisjoint(x.norm.split()) or x.norm in _TAKEN for x in allowing)


_TAKEN: Final = frozenset({"may be included", "may be enrolled", "can be included", "can be enrolled"})
"""`Relapsed AML; patients not yet treated may be included`: others than those described are taken."""


def _asks(lexemes: Sequence[Lexeme]) -> bool:
    """Whether something is asked beyond doubt: a limit, or something that must be."""
    limit = any(isinstance(x.value, Quantity) for x in lexemes)
    named = has_head(lexemes) or any(x.cue("lines", "cycles") for x in lexemes)
    return named and (limit or any(x.cue("modal", "negation") for x in lexemes))
