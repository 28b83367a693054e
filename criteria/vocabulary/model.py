"""Home to the words of the field: what a concept is, which concepts lie below it, and how a phrase is found.

Knows neither files (see `load`) nor what makes the words consistent (see `lint`), and holds no clinical word
itself. Two rules to know:

- Drugs and drug classes are one family: they share their keys, and a drug lies below its classes. A drug
  below another drug is a form or a combination of it, so whoever took the first also took the second.
- An alias is compared by `phrase_key`; one written with `=` in the data counts only in exactly that spelling.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from criteria.errors import UnknownConcept
from criteria.vocabulary.nearest import Nearest
from criteria.words import phrase_key, spelling


@dataclass(frozen=True, slots=True)
class Concept:
    """One row of the vocabulary.

    `aliases` are spellings compared by `phrase_key`, the name first unless it is among `exact`; `exact` are
    spellings that count only as they are written (`ALL`, `-7`). `attributes` are the other columns of its
    file. `confidence` is S (source read) or M-high, M-med, M-low (recalled).
    """

    kind: str
    key: str
    name: str
    parents: tuple[str, ...]
    aliases: tuple[str, ...]
    exact: tuple[str, ...]
    source: str
    confidence: str
    note: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def family(kind: str) -> str:
    """The kinds within which a key is unique: drugs and drug classes share theirs."""
    return "therapy" if kind in ("drug", "drug_class") else kind


class Vocabulary:
    """All concepts, read once and never changed.

    `fingerprint` is 12 hexadecimal digits that change whenever a word of the data does.
    """

    def __init__(self, concepts: Iterable[Concept], fingerprint: str = "") -> None:
        self.concepts = tuple(concepts)
        self.fingerprint = fingerprint
        self._by_key = {(family(c.kind), c.key): c for c in self.concepts}
        self._below: dict[tuple[str, str], frozenset[str]] = {}

    def concept(self, kind: str, key: str) -> Concept:
        """The concept of that key; a drug class is found under `drug` too. Raises `UnknownConcept`."""
        try:
            return self._by_key[family(kind), key]
        except KeyError:
            raise UnknownConcept(f"the vocabulary has no {kind} with the key {key!r}") from None

    def of(self, kind: str) -> tuple[Concept, ...]:
        """All concepts of one kind, in the order of their file."""
        return tuple(c for c in self.concepts if c.kind == kind)

    # --- what lies below what ----------------------------------------------------------------------------

    def below(self, kind: str, key: str) -> frozenset[str]:
        """The key and those of all that lies below it. Raises `UnknownConcept`."""
        place = (family(self.concept(kind, key).kind), key)
        if place not in self._below:
            inner = (self.below(kind, child) for child in self._children.get(place, ()))
            self._below[place] = frozenset({key}).union(*inner)
        return self._below[place]

    def covers(self, kind: str, general: str, special: str) -> bool:
        """Whether `special` is `general` or lies below it. Raises `UnknownConcept` if `general` is none."""
        return special in self.below(kind, general)

    def drugs_in(self, key: str) -> frozenset[str]:
        """The drugs that a drug or a drug class stands for: the drug with its forms, or all of the class."""
        return frozenset(k for k in self.below("drug", key) if self._by_key["therapy", k].kind == "drug")

    @cached_property
    def _children(self) -> dict[tuple[str, str], list[str]]:
        children: dict[tuple[str, str], list[str]] = {}
        for concept in self.concepts:
            for parent in concept.parents:
                children.setdefault((family(concept.kind), parent), []).append(concept.key)
        return children

    # --- how a phrase is found ---------------------------------------------------------------------------

    def phrases(self) -> Iterator[tuple[tuple[str, ...], str, str]]:
        """(`phrase_key`, kind, key) of every alias that is compared by its normal form.

        Units are not among them: `criteria.units` reads those.
        """
        for concept in (c for c in self.concepts if c.kind != "unit"):
            for alias in concept.aliases:
                yield phrase_key(alias), concept.kind, concept.key

    def exact_phrases(self) -> Iterator[tuple[tuple[str, ...], str, str]]:
        """(words as written, kind, key) of every alias that counts only in exactly this spelling."""
        for concept in (c for c in self.concepts if c.kind != "unit"):
            for alias in concept.exact:
                yield spelling(alias), concept.kind, concept.key

    def find(self, phrase: str, *kinds: str) -> Concept | None:
        """The concept that is called exactly so, in the order of `kinds` (all kinds if none is named)."""
        places = self._exact.get(spelling(phrase), {}), self._caseless.get(phrase_key(phrase), {})
        for found in places:
            for kind in kinds or tuple(found):
                if kind in found:
                    return found[kind]
        return None

    def nearest(self, phrase: str, *kinds: str, cutoff: float = 90) -> tuple[Concept, float] | None:
        """The one concept that `phrase` misspells, with the likeness from `cutoff` to 100; None if in doubt.

        Meant for a term that stands by itself, as in a patient's file: here an exact spelling counts in any
        case. The first four letters of each word and every digit must agree, so that hypo- never meets
        hyper- and IDH1 never IDH2.
        """
        return self._nearest.find(phrase, frozenset(kinds), cutoff)

    @cached_property
    def _caseless(self) -> dict[tuple[str, ...], dict[str, Concept]]:
        return _index((key, self.concept(kind, name)) for key, kind, name in self.phrases())

    @cached_property
    def _exact(self) -> dict[tuple[str, ...], dict[str, Concept]]:
        return _index((key, self.concept(kind, name)) for key, kind, name in self.exact_phrases())

    @cached_property
    def _nearest(self) -> Nearest[Concept]:
        return Nearest(
            (alias, c.kind, c) for c in self.concepts if c.kind != "unit" for alias in (*c.aliases, *c.exact)
        )


def _index(pairs: Iterable[tuple[tuple[str, ...], Concept]]) -> dict[tuple[str, ...], dict[str, Concept]]:
    index: dict[tuple[str, ...], dict[str, Concept]] = {}
    for key, concept in ((key, concept) for key, concept in pairs if key):
        index.setdefault(key, {}).setdefault(concept.kind, concept)
    return index
