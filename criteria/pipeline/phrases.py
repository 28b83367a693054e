"""Finds the phrases of the vocabulary among the words of a text: the longest first, hyphens not counted."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from criteria.pipeline.lexeme import Lexeme, Reading
from criteria.vocabulary.load import vocabulary
from criteria.words import Words, normal_form

_HYPHENS: Final = frozenset("-‐–—®™*")
_LONGEST: Final = 12
"""Words that the longest phrase of the vocabulary may have, hyphens counted."""

_NOT_READ: Final = frozenset({"unit"})

_Found = tuple[int, tuple[Reading, ...]]
"""How many words a phrase takes, 0 if there is none, and what it may mean."""

_TIES: Final = frozenset({"and", "or", ",", "/"})
"""Words behind which another name begins: `AST (SGOT) and ALT (SGPT)` are two."""

_UNKNOWN: Final[_Found] = (1, ())
"""A word that begins no phrase."""


class _Node:
    __slots__ = ("alone", "next", "readings")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.readings: tuple[Reading, ...] = ()
        self.alone: _Found = _UNKNOWN


class Phrases:
    """A prefix tree over the phrases of the vocabulary, by normal form and by exact spelling."""

    def __init__(
        self,
        phrases: Iterable[tuple[tuple[str, ...], str, str]],
        exact: Iterable[tuple[tuple[str, ...], str, str]],
    ) -> None:
        self._loose = _tree(phrases)
        self._exact = _tree(exact)
        self._exact_first = frozenset(map(normal_form, self._exact.next))

    def lexemes(self, words: Words, text: str) -> list[Lexeme]:
        """The words of `text` grouped to phrases, in order; each word is in exactly one lexeme."""
        spellings, norms, starts = words
        found: list[Lexeme] = []
        gaps = _abbreviations(words) if "(" in norms else {}
        place = 0
        while place < len(norms):
            length, readings = self._alone(norms, place) or self._longest(words, text, place)
            if gaps:
                length, readings = self._across(norms, place, (length, readings), gaps)
            norm = norms[place] if length == 1 else " ".join(norms[place : place + length])
            last = place + length - 1
            found.append(Lexeme(starts[place], starts[last] + len(spellings[last]), norm, readings))
            place += length
        return found

    def _alone(self, norms: list[str], place: int) -> _Found | None:
        """The word at `place` where the next one shows that no longer phrase can begin here, as most do."""
        norm = norms[place]
        if norm in self._exact_first:
            return None
        node = self._loose.next.get(norm)
        if node is None:
            return _UNKNOWN
        following = norms[place + 1] if place + 1 < len(norms) else ""
        return None if following in node.next or following in _HYPHENS else node.alone

    def _longest(self, words: Words, text: str, place: int) -> _Found:
        loose = _walk(self._loose, words.norms, place)
        exact = self._exactly(words, text, place) if words.spellings[place] in self._exact.next else (0, ())
        if loose[0] == exact[0]:
            return max(loose[0], 1), exact[1] + loose[1]
        length, readings = loose if loose[0] > exact[0] else exact
        return max(length, 1), readings

    def _across(self, norms: list[str], place: int, found: _Found, gaps: dict[int, int]) -> _Found:
        """A longer phrase that an abbreviation interrupts: `central nervous system (CNS) disease`."""
        opened = next((i for i in gaps if place < i < place + _LONGEST), None)
        if opened is None or opened < place + found[0] - 3:
            return found
        closed = gaps[opened]
        spliced = [*norms[place:opened], *norms[closed : closed + _LONGEST]]
        length, readings = _walk(self._loose, spliced, 0)
        whole, behind = length + closed - opened, spliced[opened - place : length]
        return (whole, readings) if behind and whole > found[0] and _TIES.isdisjoint(behind) else found

    def _exactly(self, words: Words, text: str, place: int) -> _Found:
        """As `_walk`, for spellings that count only as they are written: `- 7` is not `-7`."""
        length, readings = _walk(self._exact, words.spellings, place)
        start, first = words.starts[place], words.spellings[place]
        if first[0].isalnum():
            return length, readings
        if text[start - 1 : start].isalnum():
            return 0, ()
        if length > 1 and words.starts[place + 1] > start + len(first):
            return 0, ()
        return length, readings


def _abbreviations(words: Words) -> dict[int, int]:
    """Where a bracket with nothing but an abbreviation in it opens, and the place behind it."""
    spellings = words.spellings
    opened = (i for i, sign in enumerate(spellings[:-2]) if sign == "(" and spellings[i + 2] == ")")
    return {i: i + 3 for i in opened if sum(map(str.isupper, spellings[i + 1])) > 1}


def _walk(root: _Node, spelling: list[str], place: int) -> _Found:
    """The longest phrase that begins at `place` of `spelling`."""
    length, readings, node = 0, root.readings, root
    for here in range(place, min(place + _LONGEST, len(spelling))):
        following = node.next.get(spelling[here])
        if following is None:
            if spelling[here] in _HYPHENS and here > place:
                continue
            break
        node = following
        if node.readings:
            length, readings = here - place + 1, node.readings
    return length, readings


def _tree(phrases: Iterable[tuple[tuple[str, ...], str, str]]) -> _Node:
    root = _Node()
    for words, kind, key in phrases:
        if kind in _NOT_READ or not words:
            continue
        node = root
        for word in words:
            node = node.next.setdefault(word, _Node())
        if (kind, key) not in node.readings:
            node.readings += ((kind, key),)
            node.alone = (1, node.readings)
    return root


@cache
def phrases() -> Phrases:
    """The phrases of this installation's vocabulary, built once."""
    words = vocabulary()
    return Phrases(words.phrases(), words.exact_phrases())
