"""Of whom something is asked: a limit for each group of people, and words that name a group."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from criteria.nodes import Criterion, IfThen
from criteria.pipeline.combine import all_of, any_of
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Duration, Lexeme, Quantity, has_head
from criteria.pipeline.pressures import compared_as

Clause = Callable[[Sequence[Lexeme], Context], Criterion | None]
"""Reads a clause."""


def names_people(lexeme: Lexeme) -> bool:
    """Whether the words that follow name a group: `for patients with`."""
    return "for_those" in lexeme.cues and " " in lexeme.norm


def read_populations(lexemes: Sequence[Lexeme], context: Context, clause: Clause) -> Criterion | None:
    """`Lansky >= 50 for patients up to 16 years and Karnofsky >= 50 for patients older`: each by itself."""
    named = [i for i, x in enumerate(lexemes) if names_people(x)]
    if len(named) < 2:
        return _second_ages(lexemes, named, context, clause)
    cuts = [cut for first, second in pairwise(named) if (cut := _cut(lexemes, first, second)) is not None]
    if len(cuts) < len(named) - 1 or not has_head(lexemes[: named[0]]):
        return None
    tail = _behind_sex(lexemes, named[-1])
    lead = _lead(lexemes[: named[0]])
    model = next((x.value for x in lexemes[: named[0]] if _is_limit(x)), None)
    parts = [_completed(lexemes[start:end], lead, model) for start, end in pairwise([0, *cuts, tail])]
    found = [read for part in parts if (read := clause(part, context)) is not None]
    groups = any_of(found) if context.excluding else all_of(found)
    rest = clause(lexemes[tail + 1 :], context) if tail < len(lexemes) else None
    if groups is None or rest is None:
        return groups
    either = context.excluding or lexemes[tail].cue("or")
    return any_of([groups, rest]) if either else all_of([groups, rest])


def _second_ages(
    lexemes: Sequence[Lexeme], named: list[int], context: Context, clause: Clause
) -> Criterion | None:
    """`Age 20 to 74; 60 or older for patients with untreated AML`: the second limit is theirs alone."""
    if len(named) != 1 or context.excluding:
        return None
    cut = next((i for i in range(named[0], 0, -1) if lexemes[i].norm == ";"), None)
    if cut is None or not any(x.cue("age") for x in lexemes[:cut]):
        return None
    limit = [x for x in lexemes[cut + 1 : named[0]] if not x.cue("filler")]
    if len(limit) != 1 or not isinstance(limit[0].value, Duration):
        return None
    age = Lexeme(limit[0].start, limit[0].start, "age", (("cue", "age"),))
    parts = (lexemes[:cut], lexemes[named[0] + 1 :], [age, *limit])
    usual, whom, theirs = (clause(part, context) for part in parts)
    if usual is None or whom is None or theirs is None:
        return None
    return all_of([usual, IfThen(condition=whom, then=theirs)])


def _cut(lexemes: Sequence[Lexeme], first: int, second: int) -> int | None:
    """Where the words of the second group begin: at the last link before its head, or before its limit."""
    links = [i for i in range(first, second) if lexemes[i].cue("and", "or") or lexemes[i].norm in {",", ";"}]
    headed = next((i for i in reversed(links) if has_head(lexemes[i:second])), None)
    return headed or next((i for i in reversed(links) if any(map(_is_limit, lexemes[i:second]))), None)


def _behind_sex(lexemes: Sequence[Lexeme], last: int) -> int:
    """`... in females and < 1.5 in males, and clearance > 60`: behind the sex another limit begins."""
    end = last + 2
    if end >= len(lexemes) or not lexemes[last + 1].cue("female", "male") or not has_head(lexemes[end:]):
        return len(lexemes)
    return end if lexemes[end].cue("and", "or") or lexemes[end].norm in {",", ";"} else len(lexemes)


def _lead(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """What stands before the first limit: what all the limits are on."""
    first = next((i for i, x in enumerate(lexemes) if _is_limit(x)), len(lexemes))
    return list(lexemes[:first])


def _completed(words: Sequence[Lexeme], lead: list[Lexeme], model: object) -> list[Lexeme]:
    """The words of a group; where they name nothing before their limit, it is on what the others are on."""
    part = [_compared(x, model) for x in _with_ages(words)]
    group = next((i for i, x in enumerate(part) if names_people(x)), len(part))
    limited = any(map(_is_limit, part[:group]))
    if has_head(part[:group]) or not limited:
        return list(part)
    return [*lead, *(x for x in part if not (x is part[0] and x.cue("and", "or")))]


def _compared(lexeme: Lexeme, model: object) -> Lexeme:
    """`< 8 (male), 7.5 (female)`: the limit without a comparator has that of the first."""
    value = lexeme.value
    if not isinstance(value, Quantity) or not isinstance(model, Quantity) or model.bare:
        return lexeme
    alike = value.bare and value.unit == model.unit
    return replace(lexeme, value=compared_as(value, model)) if alike else lexeme


def _with_ages(part: Sequence[Lexeme]) -> list[Lexeme]:
    """`for patients < 60`: a number behind people is their age."""
    told: list[Lexeme] = []
    for lexeme in part:
        after_people = bool(told) and names_people(told[-1])
        if after_people and isinstance(lexeme.value, Quantity) and not lexeme.value.unit:
            told.append(Lexeme(lexeme.start, lexeme.start, "age", (("cue", "age"),)))
        told.append(lexeme)
    return told


def _is_limit(lexeme: Lexeme) -> bool:
    return isinstance(lexeme.value, Quantity)


# --- women and men -----------------------------------------------------------------------------------------

_FOR_THOSE: Final = (("cue", "for_those"),)


def with_limits_by_sex(lexemes: Sequence[Lexeme]) -> list[Lexeme] | None:
    """`>= 12 g/dL for men and >= 11 g/dL for women`: each sex is whom its limit is for.

    None where not each of the two has a number before it, or where a sex is named again.
    """
    places = [i for i, x in enumerate(lexemes) if x.cue("female") != x.cue("male")]
    if len(places) != 2 or not all(any(map(_is_limit, lexemes[max(0, i - 3) : i])) for i in places):
        return None
    if not any(x.has("lab") for x in lexemes[: places[0]]):
        return None
    marked: list[Lexeme] = []
    for place, lexeme in enumerate(lexemes):
        opens = place + 1 in places and (lexeme.norm in _BEFORE_SEX)
        closes = place - 1 in places and lexeme.norm in _AFTER_SEX
        if place in places:
            marked.append(Lexeme(lexeme.start, lexeme.start, "for those", _FOR_THOSE))
        if not opens and not closes:
            marked.append(lexeme)
    return marked


_BEFORE_SEX: Final = frozenset({"for", "in", "(", "["})
_AFTER_SEX: Final = frozenset({")", "]", "patient", "subject", "participant"})
