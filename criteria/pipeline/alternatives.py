"""A list within a sentence that says how many of it are asked: `at least two of the following: A, B, C`."""

from collections.abc import Callable, Sequence
from typing import Final

from criteria.nodes import Criterion
from criteria.pipeline.combine import all_of, at_least
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Lexeme, Quantity, has_head

Clause = Callable[[Sequence[Lexeme], Context], Criterion | None]

ONE_OF: Final = frozenset(
    {
        "one of the following",
        "any of the following",
        "any one of the following",
        "one or more of the following",
        "at least one of the following",
        "one of these",
    }
)
_LONGEST_OPENING: Final = 5
"""Words between "of the following" and its colon: `criteria for enrollment`."""


def read_counted(lexemes: Sequence[Lexeme], context: Context, clause: Clause) -> Criterion | None:
    """The members of the list, as many as are asked, and what is asked before it."""
    for place in range(len(lexemes)):
        count = _count(lexemes, place)
        colon = None if count is None else _colon(lexemes, place)
        if count is None or colon is None or (count == 1 and context.excluding):
            continue
        members = _members(lexemes[colon + 1 :])
        if len(members) < max(2, count) or not all(map(has_head, members)):
            return None
        read = [found for member in members if (found := clause(member, context)) is not None]
        counted = at_least(count, read) if len(read) == len(members) else None
        before = clause(lexemes[:place], context) if has_head(lexemes[:place]) else None
        return None if counted is None else all_of(c for c in (before, counted) if c is not None)
    return None


def _count(lexemes: Sequence[Lexeme], place: int) -> int | None:
    """How many of the list are asked by the words at `place`; None if they ask for none."""
    lexeme = lexemes[place]
    if lexeme.norm in ONE_OF:
        return 1
    following = " ".join(x.norm for x in lexemes[place + 1 : place + 3])
    value = lexeme.value
    if not isinstance(value, Quantity) or not following.startswith(("of the following", "of following")):
        return None
    low = value.interval.low
    return int(low) if low is not None and low.is_integer() and 1 <= low <= 5 and not value.unit else None


def _colon(lexemes: Sequence[Lexeme], place: int) -> int | None:
    near = range(place + 1, min(place + 3 + _LONGEST_OPENING, len(lexemes)))
    return next((i for i in near if lexemes[i].norm == ":"), None)


def _members(lexemes: Sequence[Lexeme]) -> list[list[Lexeme]]:
    """The list cut at its semicolons, or else at its commas."""
    signs = {";"} if any(x.norm == ";" for x in lexemes) else {","}
    members: list[list[Lexeme]] = [[]]
    for lexeme in lexemes:
        if lexeme.norm in signs:
            members.append([])
        elif members[-1] or not lexeme.cue("and", "or"):
            members[-1].append(lexeme)
    return [member for member in members if member]
