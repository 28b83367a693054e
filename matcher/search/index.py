"""Home to the index of a snapshot's trials: words with their places, facets, and the search in both.

Made once a snapshot and never changed. Every word of a question has to be met: by the same word, by one that
begins with it, by a drug's other name, or by one spelled nearly so. It knows no page and no patient.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log1p

from rapidfuzz import fuzz, process

from criteria.vocabulary.load import vocabulary
from matcher.export.model import GROUPS
from matcher.registry.record import TrialRecord
from matcher.search.facets import FACETS, Facets, drugs_named, facets_of, values
from matcher.trial import Trial

WEIGHTS: Mapping[str, float] = {
    "number": 8,
    "title": 4,
    "drug": 4,
    "condition": 2,
    "keyword": 1,
    "sponsor": 1,
}
"""How much a word counts in each place."""

NEAR = 82.0
"""A likeness (rapidfuzz, 0 to 100) from which a word counts as misspelled."""
SHORTEST_MISSPELLED = 4
"""Shorter words have too many neighbours."""
BEGINNING, OTHER_NAME, MISSPELLED = 0.7, 0.9, 0.5
"""How much a word counts that is not met exactly."""

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: words, and by facet the values of which one has to fit. Empty: all trials."""

    words: str = ""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The trials that fit, the best first, and by facet how many trials each value would leave.

    `whole`: they meet every word; where no trial does, those that meet most are found instead.
    """

    nct_ids: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]
    whole: bool = True


class TrialIndex:
    """The trials of one snapshot, laid out for search. Safe for threads."""

    def __init__(self, trials: Iterable[Trial]) -> None:
        self._facets: dict[str, Facets] = {}
        self._places: dict[str, dict[str, float]] = {}
        self._order: dict[str, tuple[int, str, str]] = {}
        for trial in trials:
            self._enter(trial)
        self._words = tuple(sorted(self._places))

    def __len__(self) -> int:
        return len(self._facets)

    def search(self, question: Question) -> Found:
        """The trials that meet every word and every facet."""
        scores, whole = self._scores(question.words)
        asked = {name: chosen for name, chosen in question.facets.items() if chosen}
        fitting = [one for one in scores if self._fits(one, asked)]
        ranked = sorted(fitting, key=lambda one: (-scores[one], self._order[one]))
        counts = {name: self._counts(scores, asked, name) for name in FACETS}
        return Found(tuple(ranked), counts, whole)

    def _enter(self, trial: Trial) -> None:
        record, facets = trial.record, facets_of(trial)
        self._facets[record.nct_id] = facets
        place = next(rank for rank, group in enumerate(GROUPS) if group in facets.status)
        self._order[record.nct_id] = (place, _newest_first(record.last_update), record.nct_id)
        for where, text in _texts(record):
            for word in words_of(text):
                known = self._places.setdefault(word, {})
                known[record.nct_id] = max(known.get(record.nct_id, 0.0), WEIGHTS[where])

    def _fits(self, nct_id: str, asked: Mapping[str, frozenset[str]]) -> bool:
        facets = self._facets[nct_id]
        return all(chosen & values(facets, name) for name, chosen in asked.items())

    def _counts(
        self, scores: Mapping[str, float], asked: Mapping[str, frozenset[str]], name: str
    ) -> Mapping[str, int]:
        """Of each value, how many trials it would leave beside the other facets that were chosen."""
        others = {key: chosen for key, chosen in asked.items() if key != name}
        fitting = (one for one in scores if self._fits(one, others))
        return Counter(value for one in fitting for value in values(self._facets[one], name))

    # --- words -------------------------------------------------------------------------------------------

    def _scores(self, written: str) -> tuple[Mapping[str, float], bool]:
        """Of each trial that meets every word, how well; all trials where no word is given.

        Where no trial meets every word: those that meet as many as any does, and False.
        """
        parts = _parts(written)
        if not parts:
            return dict.fromkeys(self._facets, 0.0), True
        met = [self._met(part) for part in parts]
        times = Counter(one for scores in met for one in scores)
        most = max(times.values(), default=0)
        best = (one for one, count in times.items() if count == most)
        rare = [log1p(len(self) / len(scores)) if scores else 0.0 for scores in met]
        pairs = tuple(zip(met, rare, strict=True))
        found = {one: sum(scores.get(one, 0.0) * weight for scores, weight in pairs) for one in best}
        return found, most in (0, len(parts))

    def _met(self, part: str) -> Mapping[str, float]:
        """Of each trial that meets one word or one name of several words, how well."""
        best: dict[str, float] = {}
        for names, share in _names(part):
            for one, score in self._together(names, share).items():
                best[one] = max(best.get(one, 0.0), score)
        return best

    def _together(self, names: tuple[str, ...], share: float) -> Mapping[str, float]:
        """Trials that hold all words of one name."""
        met = [self._near(word) for word in names]
        common = set(met[0]).intersection(*met[1:])
        return {one: share * sum(scores[one] for scores in met) / len(met) for one in common}

    def _near(self, word: str) -> Mapping[str, float]:
        best: dict[str, float] = {}
        for other, share in self._alike(word):
            for one, weight in self._places[other].items():
                best[one] = max(best.get(one, 0.0), share * weight)
        return best

    def _alike(self, word: str) -> Iterator[tuple[str, float]]:
        """The words of the index that meet this one; misspellings only where nothing else does."""
        found = [(one, 1.0 if one == word else BEGINNING) for one in self._words if one.startswith(word)]
        if found or len(word) < SHORTEST_MISSPELLED or word.isdigit():
            yield from found
            return
        for other, likeness, _ in process.extract(
            word, self._words, scorer=fuzz.ratio, score_cutoff=NEAR, limit=12
        ):
            if other[0] == word[0]:
                yield other, MISSPELLED * likeness / 100


def _texts(record: TrialRecord) -> Iterator[tuple[str, str]]:
    yield "number", f"{record.nct_id} {record.nct_id.removeprefix('NCT')}"
    for text in (record.brief_title, record.official_title, record.acronym):
        yield "title", text or ""
    for given in record.interventions:
        yield "drug", " ".join((given.name, *given.other_names))
        for key in drugs_named(given.name):
            yield "drug", vocabulary().concept("drug", key).name
    yield from (("condition", text) for text in record.conditions)
    yield from (("keyword", text) for text in record.keywords)
    yield "sponsor", record.lead_sponsor or ""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters without accents, each once: letters and digits."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return tuple(dict.fromkeys(_WORD.findall(plain.lower())))


MOST_WORDS = 12
LONGEST_QUESTION = 200
"""Characters; what a person types is shorter."""


def _parts(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(written[:LONGEST_QUESTION].split()))[:MOST_WORDS]


@lru_cache(maxsize=2_000)
def _names(part: str) -> tuple[tuple[tuple[str, ...], float], ...]:
    """The word itself, and the names of the drug or class that it is another name of."""
    own = words_of(part)
    concept = vocabulary().find(part, "drug", "drug_class")
    named = words_of(concept.name) if concept else ()
    both = [(own, 1.0), (named, OTHER_NAME)] if named != own else [(own, 1.0)]
    return tuple((names, share) for names, share in both if names)


def _newest_first(day: str | None) -> str:
    """A key by which later days come first; no day comes last."""
    return "".join(chr(ord("9") - ord(mark)) if mark.isdigit() else mark for mark in day or "") or "~"
