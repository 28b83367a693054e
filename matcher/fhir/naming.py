"""What a CodeableConcept means in the words of the vocabulary: by its codes, and by the words beside them.

Home to the one decision of what to do where codes and words disagree: nothing is taken. It knows no resource.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from criteria.vocabulary.load import vocabulary
from criteria.vocabulary.model import Concept
from matcher.fhir.elements import Body, bodies, words
from matcher.fhir.tables import coded, table
from matcher.terms import read_term

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Named:
    """`written` is what goes into the patient's file; `concept` is what it means, None if nobody knows.

    `trouble` is the kind of an issue: codes and words disagree, there is nothing to read, no word is known.
    """

    written: str | None
    concept: Concept | None = None
    trouble: str | None = None


def name_of(
    concept: Body, kinds: tuple[str, ...], tables: tuple[str, ...], *, also: Body | None = None
) -> Named:
    """The meaning of `concept`; codes are those of the tables. `also` is a second concept about the same."""
    both = [concept, also or {}]
    by_code = [name for one in both for name in names_of_codes(one, tables)]
    written = [text for one in both for text in texts(one)]
    return settle(by_code, written, kinds)


def settle(by_code: list[str], written: list[str], kinds: tuple[str, ...]) -> Named:
    """One meaning from names that codes stand for and from words that were written."""
    meanings = [(text, _meaning(text, kinds)) for text in written]
    meanings += [(name, vocabulary().find(name, *kinds)) for name in by_code]
    known = _narrowest([concept for _, concept in meanings if concept is not None])
    if len(known) > 1:
        return Named(None, None, "disagree")
    if known:
        said = [text for text, concept in meanings if concept == known[0]]
        return Named(said[0], known[0])
    return Named(written[0], None, "unmatched") if written else Named(None, None, "no_words")


def names_of_codes(concept: Body, tables: Iterable[str]) -> list[str]:
    """What the codes of a concept stand for, as far as the tables know them."""
    pairs = [(words(one, "system"), words(one, "code")) for _, one in bodies(concept, "coding")]
    return [
        coded(name)[system or "", code or ""]
        for system, code in pairs
        for name in tables
        if (system, code) in coded(name)
    ]


def texts(concept: Body) -> list[str]:
    """The words of a concept: its text first, then what stands beside the codes."""
    displays = [words(one, "display") for _, one in bodies(concept, "coding")]
    found = [_bare(text) for text in (words(concept, "text"), *displays) if text and len(text) <= LONGEST]
    return list(dict.fromkeys(text for text in found if text))


def _bare(text: str) -> str:
    """Without the class that SNOMED CT writes behind a name."""
    tags = "|".join(map(re.escape, table("systems")["semantic_tags"]))
    return re.sub(rf"\s*\((?:{tags})\)$", "", text, flags=re.IGNORECASE)


def _meaning(text: str, kinds: tuple[str, ...]) -> Concept | None:
    term = read_term(text, kinds)
    if term.kind is None or term.key is None or term.how == "fuzzy":
        return None
    return vocabulary().concept(term.kind, term.key)


def _narrowest(concepts: list[Concept]) -> list[Concept]:
    """Without those that only say less than another."""
    distinct = list({(one.kind, one.key): one for one in concepts}.values())
    return [one for one in distinct if not any(_says_less(one, other) for other in distinct)]


def _says_less(one: Concept, other: Concept) -> bool:
    return one is not other and one.kind == other.kind and vocabulary().covers(one.kind, one.key, other.key)
