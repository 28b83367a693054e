"""Free text of a patient file to vocabulary concepts: exactly, then by what it begins with, then fuzzily.

Home to how a term is read. Knows nothing of what the concept means for the patient.
"""

import re
from functools import lru_cache

from criteria.vocabulary.load import vocabulary
from criteria.vocabulary.model import Concept
from criteria.words import words
from matcher.facts import How, Term

DRUG_KINDS = ("drug", "drug_class", "procedure")
ILLNESS_KINDS = ("disease", "condition")
MEASURED_KINDS = ("score", "lab")
FUZZY_CUTOFF = 90.0

_JOINT = re.compile(r"\s*(?:[+/,;&]|\band\b|\bplus\b|\bwith\b|\bthen\b)\s*", re.IGNORECASE)
QUALIFIERS = ("active", "uncontrolled", "controlled", "severe", "symptomatic", "chronic", "acute")
"""Cues of the vocabulary that describe an illness and name none."""

_DETAIL = frozenset({"with", "(", ",", ";", "[", ":"})
"""What follows one of these only describes the term before it."""


@lru_cache(maxsize=100_000)
def read_term(written: str, kinds: tuple[str, ...]) -> Term:
    """The concept of one of `kinds` that `written` names; unmatched if there is none near enough."""
    if (found := vocabulary().find(written, *kinds)) is not None:
        return _term(written, found, "exact", 100.0)
    if (found := _by_beginning(written, kinds) or _unqualified(written, kinds)) is not None:
        return _term(written, found, "part", 100.0)
    if (found := _misnamed(written, kinds)) is not None:
        return _term(written, found, "part", 100.0)
    if (near := vocabulary().nearest(written, *kinds, cutoff=FUZZY_CUTOFF)) is not None:
        return _term(written, near[0], "fuzzy", near[1])
    return Term(written)


@lru_cache(maxsize=100_000)
def read_drugs(written: str) -> tuple[Term, ...]:
    """The drugs that a line of treatment names, one or several (`azacitidine + venetoclax`)."""
    whole = read_term(written, DRUG_KINDS)
    if whole.how == "exact":
        return (whole,)
    parts = [part for part in _JOINT.split(written) if part]
    terms = tuple(read_term(part, DRUG_KINDS) for part in parts)
    if len(terms) < 2 or all(term.key is None for term in terms):
        return (whole,)
    return terms


def _term(written: str, concept: Concept, how: How, likeness: float) -> Term:
    return Term(written, concept.kind, concept.key, concept.name, how, round(likeness, 1))


def _by_beginning(written: str, kinds: tuple[str, ...]) -> Concept | None:
    """The concept before a first detail: "AML with inv(16)" is AML, "azacitidine 75 mg/m2" azacitidine.

    Not for other illnesses, whose details may turn the sense ("HIV test, negative").
    """
    if kinds == ("condition", "disease"):
        return None
    for word in words(written)[1:]:
        if word.norm in _DETAIL or (kinds == DRUG_KINDS and word.norm.isdigit()):
            found = vocabulary().find(written[: word.start], *kinds)
            if found is not None:
                return found
    return None


_MISNOMER = re.compile(
    r"\b(?:metastatic|metastasi[sz]ed|stage\s+(?:iv|4)|\w+\s+metastas[ei]s\s+(?:of|from))\b"
    r"|\b(?:(?:that|which)\s+)?(?:has\s+)?(?:spread|metastatic|metastasi[sz]ed)\s+(?:in)?to\b.*$"
    r"|\b(?:(?:that|which)\s+)?(?:has\s+)?(?:spread|metastasi[sz]ed)$"
    r"|\b(?:to|into|in)\s+(?:the\s+)?(?:liver|lungs?|bones?|brain)$",
    re.IGNORECASE,
)
_NO_TUMOUR = ("MDS", "MDS/MPN")
"""Diseases that do not metastasise."""


def _misnamed(written: str, kinds: tuple[str, ...]) -> Concept | None:
    """The MDS of whom somebody wrote that it metastasised or spread; nothing is concluded from that."""
    if not set(kinds) <= set(ILLNESS_KINDS) or not _MISNOMER.search(written):
        return None
    bare = written
    while (shorter := _MISNOMER.sub(" ", bare).strip(" ,;:-")) != bare:
        bare = shorter
    found = vocabulary().find(" ".join(bare.split()), "disease")
    tumour_free = found and any(vocabulary().covers("disease", one, found.key) for one in _NO_TUMOUR)
    return found if tumour_free else None


def _unqualified(written: str, kinds: tuple[str, ...]) -> Concept | None:
    """The illness behind a qualifier: "severe asthma" is asthma; the qualifier is read where it is asked."""
    if not set(kinds) <= set(ILLNESS_KINDS):
        return None
    for word in words(written)[:-1]:
        cue = vocabulary().find(written[: word.end], "cue")
        if cue is not None and cue.key in QUALIFIERS:
            return vocabulary().find(written[word.end :].strip(), *kinds)
    return None
