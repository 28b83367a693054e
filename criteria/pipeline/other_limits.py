"""A second limit for some: `AST <= 2.5 x ULN, or <= 5 x ULN if liver metastases`."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from criteria.nodes import Criterion, Measurement
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Lexeme, Quantity, has_head
from criteria.pipeline.readers.measure import measurement
from criteria.pipeline.remarks import leaves

Clause = Callable[[Sequence[Lexeme], Context], Criterion | None]
"""Reads a clause."""


class OtherLimit(NamedTuple):
    """The words of the limit for all, and those of the limit for some."""

    usual: list[Lexeme]
    other: list[Lexeme]


def split_limits(lexemes: Sequence[Lexeme]) -> OtherLimit | None:
    """Two numbers of one laboratory value (`AST and ALT <= 2.5 or <= 5 x ULN`); None if there are not."""
    numbers = [i for i, x in enumerate(lexemes) if isinstance(x.value, Quantity)]
    if len(numbers) < 2 or not any(x.has("lab") for x in lexemes[: numbers[-2]]):
        return None
    first, second = numbers[-2:]
    between = lexemes[first + 1 : second]
    if has_head(between) or not any(x.cue("or") or x.norm in {",", ";"} for x in between):
        return None
    return OtherLimit(list(lexemes[: first + 1]), [*lexemes[:first], lexemes[second]])


def afterwards(lexemes: Sequence[Lexeme], place: int) -> tuple[list[Lexeme], list[Lexeme]] | None:
    """`; if creatinine > 1.5, then clearance > 60`: the words of the condition and of the other limit.

    None where the condition is not a limit on what was limited before.
    """
    behind = lexemes[place + 1 :]
    cut = next((i for i, x in enumerate(behind) if x.norm in {",", "then"}), None)
    if cut is None or not any(isinstance(x.value, Quantity) for x in behind[cut:]):
        return None
    labs = {key for x in lexemes[:place] for key in x.keys("lab")}
    again = {key for x in behind[:cut] for key in x.keys("lab")}
    limited = any(isinstance(x.value, Quantity) for x in behind[:cut])
    then = [x for x in behind[cut + 1 :] if x.norm != "then"]
    return (list(behind[:cut]), then) if limited and labs and again and again <= labs else None


def choose(
    usual: Criterion | None, other: Criterion | None, condition: Criterion | None, context: Context
) -> Criterion | None:
    """The usual limit, or the other one for those whom `condition` describes."""
    if usual is None or other is None or condition is None:
        return usual
    instead = all_of([condition, other])
    if not context.excluding:
        return any_of(part for part in (usual, instead) if part is not None)
    ordinary = all_of([usual, negate(condition)])
    return any_of(part for part in (ordinary, instead) if part is not None)


def read_instead(lexemes: Sequence[Lexeme], place: int, context: Context, clause: Clause) -> Criterion | None:
    """`Creatinine <= 1; if creatinine > 1, then clearance > 60`: the clearance where the limit is passed.

    None where what stands before the "if" at `place` and behind it is not one laboratory value.
    """
    before, behind = lexemes[:place], lexemes[place + 1 :]
    cut = next((i for i, x in enumerate(behind) if x.norm in {",", "then"}), None)
    if context.excluding or cut is None or not before or before[-1].norm not in {",", ";", "."}:
        return None
    if not (set(_labs(before)) & set(_labs(behind[:cut]))) or not has_head(behind[cut:]):
        return None
    then = [x for x in behind[cut + 1 :] if x.norm != "then"]
    usual, beyond, asked = (clause(part, context) for part in (before[:-1], behind[:cut], then))
    instead = all_of(part for part in (beyond, asked) if part is not None)
    return any_of(part for part in (usual, instead) if part is not None)


def _labs(lexemes: Sequence[Lexeme]) -> list[str]:
    return [key for x in lexemes for key in x.keys("lab")]


def bracketed_limit(found: Criterion, inner: Sequence[Lexeme]) -> tuple[Criterion, list[Lexeme]] | None:
    """`(<= 3 x ULN if Gilbert)` behind a limit: the other limit, and the words that say for whom."""
    words = [x for x in inner if not x.cue("or")] if inner[0].cue("or") else list(inner)
    labs = {leaf.lab for leaf in leaves(found) if isinstance(leaf, Measurement)}
    if len(labs) != 1 or len(words) < 3 or not isinstance(words[0].value, Quantity):
        return None
    for_whom = words[1].cue("if", "for_those", "cause", "with") and has_head(words[2:])
    limit = measurement(labs.pop(), words[0].value) if for_whom else None
    return None if limit is None else (limit, words[2:])
