"""What is left of earlier therapy: toxicity that patients must have recovered from, and to which grade.

That the therapy was given is not asked, and whoever has no toxicity has recovered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import floor
from typing import Final

from criteria.nodes import Condition, Criterion, Detail, Not, Unparsed
from criteria.pipeline.combine import all_of, any_of
from criteria.pipeline.context import Context
from criteria.pipeline.exceptions import spare
from criteria.pipeline.lexeme import Lexeme, Quantity, any_cue
from criteria.pipeline.remarks import leaves
from criteria.quantity import Interval

_TOXICITY: Final = "adverse_event"
_READING: Final = ("condition", _TOXICITY)
_QUALIFIERS: Final = ("significant", "severe", "symptomatic")
_SILENT: Final = frozenset(
    {"filler", "cause", "after", "before", "history", "received", "current", "therapy_noun", "lines", "grade",
     "modal", "with", "resolved", "unresolved", "anchor", "and", "or", "range_to", "people", "method",
     "definition", "recency_test", "acute", "chronic", "negation", "but", "ended", "within", "untreated",
     "prohibition", "detail", "either", "therapy_related", "abnormal", "cycles", "function", *_QUALIFIERS}
)  # fmt: skip
"""Roles that say nothing but what is left, of what, and how much of it."""
_ABSORBED: Final = frozenset({"drug", "drug_class", "procedure", "disease", "condition_head", "cue"})
"""Kinds that only say what it is left of."""
_VERSION: Final = frozenset({"v", "v.", "version"})
_OBSERVED: Final = frozenset({"symptom", "with symptom", "objective", "finding", ",", "sign"})
"""How toxicity shows itself."""
_CLOSE: Final = 3
"""Words that may stand between "not" and "recovered", "grade" and its number."""

Read = Callable[[Sequence[Lexeme], Context], Criterion | None]
"""Reads what an exception names."""


def read_aftermath(lexemes: Sequence[Lexeme], context: Context, read: Read) -> Criterion | None:
    """The criterion of a clause about toxicity of earlier therapy alone; None for any other."""
    if not any(_READING in x.readings for x in lexemes):
        return None
    main, spared = _without_exceptions(lexemes)
    if not _begins_with_it(main) or not all(map(_is_silent, main)):
        return None
    left = _left(main, context)
    if left is None:
        return None
    found: Criterion = left
    for words in spared:
        found = _spared(found, words, context, read)
    found = _narrowed(found, main, context)
    return found if context.excluding else Not(child=found)


def _is_toxicity(lexeme: Lexeme) -> bool:
    return _TOXICITY in lexeme.keys("condition")


def _begins_with_it(main: Sequence[Lexeme]) -> bool:
    """Whether toxicity or recovery is named before anything else."""
    first = next((x for x in main if x.head or x.cue("resolved", "unresolved")), None)
    return first is not None and (_is_toxicity(first) or first.cue("resolved", "unresolved"))


def _is_silent(lexeme: Lexeme) -> bool:
    if lexeme.value is not None:
        return isinstance(lexeme.value, Quantity)
    if (
        lexeme.norm in _OBSERVED
        or _is_toxicity(lexeme)
        or "ctcae" in lexeme.keys("score")
        or lexeme.norm in _VERSION
    ):
        return True
    said = lexeme.cue("filler") or lexeme.cues <= _SILENT
    return said and lexeme.kinds <= _ABSORBED and (bool(lexeme.readings) or not lexeme.norm[0].isalpha())


def _without_exceptions(lexemes: Sequence[Lexeme]) -> tuple[list[Lexeme], list[Sequence[Lexeme]]]:
    """The words with their brackets opened, and what each exception names."""
    main: list[Lexeme] = []
    spared: list[Sequence[Lexeme]] = []
    for place, lexeme in enumerate(lexemes):
        if lexeme.cue("exception"):
            return main, [*spared, lexemes[place + 1 :]]
        if lexeme.inner and lexeme.inner[0].cue("exception"):
            spared.append(lexeme.inner[1:])
        elif lexeme.inner and not lexeme.inner[0].cue("example", "detail"):
            main.extend(_without_exceptions(lexeme.inner)[0])
        elif not lexeme.inner:
            main.append(lexeme)
    return main, spared


def _left(main: Sequence[Lexeme], context: Context) -> Condition | None:
    """The toxicity that keeps out; None if the words do not say that any does."""
    lasting, over = _is_lasting(main), any_cue(main, "resolved")
    grades = _grades(main)
    grade = _worse(grades, over or lasting or _reaches_none(main, grades)) if grades else None
    asked = over and not lasting
    if not asked and grades and (grades[-1].interval.low is None or _reaches_none(main, grades)):
        asked = not lasting
    if context.excluding:
        # Among the exclusions "must have recovered" asks for it, "recovered" alone is left open.
        fits = not asked or any(x.cue("modal") or x.norm.startswith("must") for x in main)
    else:
        fits = asked or bool(main[0].cue("negation") and not main[0].cue("unresolved"))
    past = _is_past(main) and not (grades and _reaches_none(main, grades))
    if not fits or past or not (asked or lasting or grade is not None):
        return None
    named = next((x.norm for x in main if _is_toxicity(x)), "toxicity")
    qualifiers = tuple(role for role in _QUALIFIERS if any_cue(main, role))
    return Condition(concept=_TOXICITY, text=named, grade=grade, qualifiers=qualifiers)


def _reaches_none(main: Sequence[Lexeme], grades: Sequence[Quantity]) -> bool:
    """`Must be grade 0 or grade 1`: the grades that it must have come down to, none of it among them."""
    return any_cue(main, "modal") and bool(grades) and grades[0].interval == Interval(low=0, high=0)


def _is_past(main: Sequence[Lexeme]) -> bool:
    """`A history of grade 3 toxicity of A`: what was once, not what is left."""
    place = next((i for i, x in enumerate(main) if _is_toxicity(x)), 0)
    return any(x.cue("history") for x in main[:place]) and not any_cue(main, "resolved", "unresolved")


def _narrowed(found: Criterion, main: Sequence[Lexeme], context: Context) -> Criterion:
    """`Mucosal toxicity`: which toxicity counts is for people to check."""
    place = next((i for i, x in enumerate(main) if _is_toxicity(x)), 0)
    first = place
    while first > 0 and main[first - 1].cue("detail"):
        first -= 1
    if first == place:
        return found
    return all_of([found, Detail(text=context.verbatim(main[first:place]))]) or found


def _is_lasting(main: Sequence[Lexeme]) -> bool:
    """Whether it is said not to be over: `unresolved`, `has not yet resolved`, `inadequate recovery`."""
    if any(x.cue("unresolved") or x.norm.startswith("unresolved") for x in main):
        return True
    over = [i for i, x in enumerate(main) if x.cue("resolved")]
    return any(x.cue("negation", "abnormal") for i in over for x in main[max(0, i - _CLOSE) : i])


def _grades(main: Sequence[Lexeme]) -> list[Quantity]:
    """The grades named, but for the version of the scale."""
    found = []
    for place, lexeme in enumerate(main):
        before = main[max(0, place - 2) : place]
        graded = any(x.cue("grade") or x.has("score") for x in before)
        versioned = any("version" in x.norm or x.norm in _VERSION for x in before[-1:])
        if isinstance(lexeme.value, Quantity) and (
            lexeme.value.unit == "grade" or (graded and not versioned)
        ):
            found.append(lexeme.value)
    return found


def _worse(grades: Sequence[Quantity], is_goal: bool) -> Interval:
    """The grades that keep out: those beyond the grade that it must have come down to."""
    last = grades[-1].interval
    if last.high is None or (grades[-1].bare and not is_goal):
        return Interval(low=last.low, low_closed=last.low_closed)
    highest = max(grade.interval.high or 0 for grade in grades)
    return Interval(low=floor(highest) + 1 if last.high_closed else highest)


def _spared(found: Criterion, words: Sequence[Lexeme], context: Context, read: Read) -> Criterion:
    """`found` but for what an exception names; what of that was not understood may spare too."""
    named = read(words, replace(context, excluding=True)) if words else None
    if named is None:
        return found
    open_still = [leaf for leaf in leaves(named) if isinstance(leaf, Unparsed | Detail)]
    kept = spare(found, named)
    doubt = any_of(open_still)
    if doubt is None or doubt in leaves(kept):
        return kept
    return all_of([kept, Not(child=doubt)]) or kept
