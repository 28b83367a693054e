"""Finds the phrases of the vocabulary among the words of a text: the longest first, hyphens not counted."""

from collections.abc import Iterable, Sequence
from functools import cache

from criteria.pipeline.lexeme import Lexeme, Reading
from criteria.vocabulary.load import vocabulary
from criteria.words import Words, normal_form

_HYPHENS = frozenset("-‐–—®™*")
_LONGEST = 12
"""Words that the longest phrase of the vocabulary may have, hyphens counted."""

_NOT_READ = frozenset({"unit"})

_Found = tuple[int, tuple[Reading, ...]]
"""How many words a phrase takes, 0 if there is none, and what it may mean."""


class _Node:
    __slots__ = ("next", "readings")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.readings: tuple[Reading, ...] = ()


class Phrases:
    """A prefix tree over the phrases of the vocabulary, by normal form and by exact spelling."""

    def __init__(
        self,
        phrases: Iterable[tuple[tuple[str, ...], str, str]],
        exact: Iterable[tuple[tuple[str, ...], str, str]],
    ) -> None:
        self._loose = _tree(phrases)
        self._exact = _tree(exact)
        self._first = frozenset([*self._loose.next, *map(normal_form, self._exact.next)])

    def lexemes(self, words: Words, text: str) -> list[Lexeme]:
        """The words of `text` grouped to phrases, in order; each word is in exactly one lexeme."""
        spellings, norms, starts = words
        found: list[Lexeme] = []
        place = 0
        while place < len(norms):
            start, norm = starts[place], norms[place]
            length, readings = self._longest(words, text, place) if norm in self._first else (1, ())
            last = place + length - 1
            if length > 1:
                norm = " ".join(norms[place : last + 1])
            found.append(Lexeme(start, starts[last] + len(spellings[last]), norm, readings))
            place += length
        return found

    def _longest(self, words: Words, text: str, place: int) -> _Found:
        loose = _walk(self._loose, words.norms, place)
        exact = self._exactly(words, text, place) if words.spellings[place] in self._exact.next else (0, ())
        if loose[0] == exact[0]:
            return max(loose[0], 1), exact[1] + loose[1]
        length, readings = loose if loose[0] > exact[0] else exact
        return max(length, 1), readings

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


def _walk(root: _Node, spelling: Sequence[str], place: int) -> _Found:
    """The longest phrase that begins at `place` of `spelling`."""
    best: _Found = (0, ())
    node = root
    for count, word in enumerate(spelling[place : place + _LONGEST], 1):
        following = node.next.get(word)
        if following is None:
            if word in _HYPHENS and count > 1:
                continue
            break
        node = following
        if node.readings:
            best = count, node.readings
    return best


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
    return root


@cache
def phrases() -> Phrases:
    """The phrases of this installation's vocabulary, built once."""
    words = vocabulary()
    return Phrases(words.phrases(), words.exact_phrases())
