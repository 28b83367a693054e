"""Finds the phrases of the vocabulary among the words of a text: the longest first, hyphens not counted."""

from collections.abc import Iterable, Sequence
from functools import cache

from criteria.pipeline.lexeme import Lexeme, Reading
from criteria.vocabulary.load import vocabulary
from criteria.words import Word

_HYPHENS = frozenset("-‐–—®™*")
_LONGEST = 12
"""Words that the longest phrase of the vocabulary may have, hyphens counted."""

_NOT_READ = frozenset({"unit"})


class _Node:
    __slots__ = ("next", "readings")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.readings: list[Reading] = []


class Phrases:
    """A prefix tree over the phrases of the vocabulary, by normal form and by exact spelling."""

    def __init__(
        self,
        phrases: Iterable[tuple[tuple[str, ...], str, str]],
        exact: Iterable[tuple[tuple[str, ...], str, str]],
    ) -> None:
        self._loose = _tree(phrases)
        self._exact = _tree(exact)

    def lexemes(self, words: Sequence[Word], text: str) -> list[Lexeme]:
        """The words of `text` grouped to phrases, in order; each word is in exactly one lexeme."""
        found: list[Lexeme] = []
        place = 0
        while place < len(words):
            end, readings = self._longest(words, text, place)
            start_char, end_char = words[place].start, words[end - 1].end
            norm = " ".join(word.norm for word in words[place:end])
            found.append(Lexeme(start_char, end_char, norm, tuple(readings)))
            place = end
        return found

    def _longest(self, words: Sequence[Word], text: str, place: int) -> tuple[int, list[Reading]]:
        first = words[place]
        if first.norm not in self._loose.next and text[first.start : first.end] not in self._exact.next:
            return place + 1, []
        loose = _walk(self._loose, [w.norm for w in words[place : place + _LONGEST]])
        exact = self._exactly(words, text, place)
        if loose[0] == exact[0]:
            return place + max(loose[0], 1), [*exact[1], *loose[1]]
        length, readings = max(loose, exact, key=lambda found: found[0])
        return place + max(length, 1), readings

    def _exactly(self, words: Sequence[Word], text: str, place: int) -> tuple[int, list[Reading]]:
        """As `_walk`, for spellings that count only as they are written: `- 7` is not `-7`."""
        length, readings = _walk(
            self._exact, [text[w.start : w.end] for w in words[place : place + _LONGEST]]
        )
        start = words[place].start
        first = text[start : words[place].end]
        if not first[:1].isalnum() and text[start - 1 : start].isalnum():
            return 0, []
        if length > 1 and not first[:1].isalnum() and words[place + 1].start > words[place].end:
            return 0, []
        return length, readings


def _walk(root: _Node, spelling: Sequence[str]) -> tuple[int, list[Reading]]:
    """How many words the longest phrase at the start of `spelling` takes, and what it may mean."""
    best, readings, node = 0, [], root
    for count, word in enumerate(spelling, 1):
        following = node.next.get(word)
        if following is None:
            if word in _HYPHENS and count > 1:
                continue
            break
        node = following
        if node.readings:
            best, readings = count, node.readings
    return best, readings


def _tree(phrases: Iterable[tuple[tuple[str, ...], str, str]]) -> _Node:
    root = _Node()
    for words, kind, key in phrases:
        if kind in _NOT_READ or not words:
            continue
        node = root
        for word in words:
            node = node.next.setdefault(word, _Node())
        if (kind, key) not in node.readings:
            node.readings.append((kind, key))
    return root


@cache
def phrases() -> Phrases:
    """The phrases of this installation's vocabulary, built once."""
    words = vocabulary()
    return Phrases(words.phrases(), words.exact_phrases())
