"""Answers to many three-valued questions at once, as two sets: what is true and what is false.

A set of questions is a number with a bit for each, so that a rule over many of them is a few comparisons.
Knows no question.
"""

from collections.abc import Iterable
from typing import NamedTuple

from matcher.truth import FALSE, TRUE, UNKNOWN, Truth


class Answers(NamedTuple):
    """The questions whose answer is true, and those whose answer is false; the rest is unknown."""

    true: int
    false: int

    def truth(self, place: int) -> Truth:
        """The answer to the question at `place`, counted from 0."""
        if self.true >> place & 1:
            return TRUE
        return FALSE if self.false >> place & 1 else UNKNOWN


def answers(truths: Iterable[Truth]) -> Answers:
    """The answers to questions in their order."""
    true = false = 0
    place = 1
    for truth in truths:
        if truth is TRUE:
            true += place
        elif truth is FALSE:
            false += place
        place *= 2
    return Answers(true, false)
