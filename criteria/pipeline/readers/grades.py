"""Grades of an illness: which number is the grade, and which grades lie beyond a limit."""

from typing import Final

from criteria.pipeline.chunk import Chunk
from criteria.pipeline.lexeme import Lexeme, Quantity
from criteria.quantity import Interval

PASSING: Final = {"adverse_event", "surgical_complication"}
"""What patients must have recovered from: having recovered is not having it."""


def is_nyha(chunk: Chunk) -> bool:
    """Whether the functional class of a heart is named."""
    return chunk.has("score") and any("nyha" in lexeme.keys("score") for lexeme in chunk.lexemes)


def take_grade(chunk: Chunk) -> Interval | None:
    """The grade that the chunk names, counted as understood.

    A class named alone is the least that counts: "grade 3 neuropathy" covers grade 4.
    """
    value = _graded(chunk)
    if value is not None and any(x.norm.endswith("or better") for x in chunk.lexemes):
        return Interval(high=value.interval.low)
    return None if value is None else Interval(low=value.interval.low) if value.bare else value.interval


def _graded(chunk: Chunk) -> Quantity | None:
    scores = [(i, x.keys("score")) for i, x in enumerate(chunk.lexemes)] if chunk.has("score") else []
    named = {i for i, keys in scores if "nyha" in keys or "ctcae" in keys}
    chunk.used |= named
    stated = chunk.valued and any(map(_is_grade, chunk.lexemes))
    if not chunk.take("grade") and not named and not stated:
        return None
    found = [x.value for x in sorted(chunk.values(Quantity), key=lambda x: not _is_grade(x))]
    return found[0] if found and isinstance(found[0], Quantity) else None


def _is_grade(lexeme: Lexeme) -> bool:
    return isinstance(lexeme.value, Quantity) and lexeme.value.unit == "grade"


def beyond(grade: Interval) -> Interval:
    """The grades above a limit."""
    if grade.high is None:
        return Interval(low=grade.low, low_closed=False)
    return Interval(low=grade.high, low_closed=not grade.high_closed)


def is_cap(grade: object) -> bool:
    """`Toxicity of at most grade 1`: a limit that whoever has none of it keeps too."""
    return isinstance(grade, Interval) and grade.low in {None, 0, 1} and grade.high is not None


def grade_in(bracket: Lexeme) -> Interval | None:
    """`Neuropathy (grade 3 or higher)`: the grade, where a bracket holds nothing else."""
    scaled = [x for x in bracket.inner if x.cue("grade") or "ctcae" in x.keys("score")]
    words = [x for x in bracket.inner if x not in scaled and not _is_aside(x)]
    value = words[0].value if len(words) == 1 else None
    graded = bool(scaled) or (isinstance(value, Quantity) and value.unit == "grade")
    if not graded or not isinstance(value, Quantity):
        return None
    return Interval(low=value.interval.low) if value.bare else value.interval


def _is_aside(lexeme: Lexeme) -> bool:
    """A comma, the edition of a scale, `by`: nothing that a grade is asked with."""
    return lexeme.norm in {",", "v", "ver"} or (lexeme.value is None and lexeme.cue("filler", "method"))
