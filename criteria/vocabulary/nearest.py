"""Home to the search for a misspelled phrase. Knows nothing of what the phrases mean."""

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz, process

from criteria.words import phrase_key

Meaning = TypeVar("Meaning")

_SAME_LETTERS = 4
"""So many letters at the start of each word must agree: it keeps hypo- and hyper- apart."""

_MARKS = frozenset(",;:.\"'")

_CLEAR_LEAD = 3.0
"""By so much (of 100) the best must lead the best of another meaning, else neither is given."""


class _Entry(NamedTuple, Generic[Meaning]):
    text: str
    kind: str
    meaning: Meaning


_Drawers = dict[tuple[str, ...], list[_Entry[Meaning]]]


class Nearest(Generic[Meaning]):
    """Phrases of known meaning, found again when misspelled.

    `entries` are (phrase, kind, meaning). Words may stand in another order.
    """

    def __init__(self, entries: Iterable[tuple[str, str, Meaning]]) -> None:
        self._of_length: dict[int, list[tuple[tuple[str, ...], str, Meaning]]] = {}
        self._drawers: dict[int, _Drawers[Meaning]] = {}
        for phrase, kind, meaning in entries:
            key = _key(phrase)
            self._of_length.setdefault(len(key), []).append((key, kind, meaning))

    def find(self, phrase: str, kinds: frozenset[str], cutoff: float) -> tuple[Meaning, float] | None:
        """The one meaning clearly nearest to `phrase` among `kinds` (all if empty), and its likeness."""
        key = _key(phrase)
        drawer = [e for e in self._drawer_of(key) if not kinds or e.kind in kinds]
        texts = [entry.text for entry in drawer]
        hits = process.extract(_sorted(key), texts, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
        if not hits:
            return None
        best, likeness = drawer[hits[0][2]].meaning, hits[0][1]
        rivals = (score for _, score, i in hits if drawer[i].meaning is not best)
        return None if any(likeness - score < _CLEAR_LEAD for score in rivals) else (best, likeness)

    def _drawer_of(self, key: tuple[str, ...]) -> list[_Entry[Meaning]]:
        """Only phrases of as many words can be meant, so only those are sorted into drawers."""
        if len(key) not in self._drawers:
            drawers: _Drawers[Meaning] = {}
            for known, kind, meaning in self._of_length.get(len(key), ()):
                drawers.setdefault(_drawer(known), []).append(_Entry(_sorted(known), kind, meaning))
            self._drawers[len(key)] = drawers
        return self._drawers[len(key)].get(_drawer(key), [])


def _key(phrase: str) -> tuple[str, ...]:
    """The words as compared, without the marks between them."""
    return tuple(word for word in phrase_key(phrase) if word not in _MARKS)


def _sorted(key: tuple[str, ...]) -> str:
    return " ".join(sorted(key))


def _drawer(key: tuple[str, ...]) -> tuple[str, ...]:
    """What must agree: the start of each word and all digits, in any order of the words."""
    return tuple(sorted(word[:_SAME_LETTERS] + "".join(filter(str.isdigit, word)) for word in key))
