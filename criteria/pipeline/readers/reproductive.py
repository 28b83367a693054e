"""Pregnancy, lactation, contraception; donors."""

import re
from collections.abc import Sequence
from typing import Final

from criteria.nodes import Criterion, Detail, Donor, Not, Reproductive
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import all_of, any_of
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Lexeme

_DONORS: Final = {"matched_sibling": ("sibling", "related", "identical"), "matched_unrelated": ("unrelated",),
           "haploidentical": ("haplo",)}  # fmt: skip


_FAMILY: Final = ("contraception", "pregnancy_test", "pregnant", "breastfeeding", "fathering",
                  "not_childbearing", "childbearing", "donor")  # fmt: skip
"""Cues without which nothing here is read."""


def read_reproductive(chunk: Chunk) -> Criterion | None:
    """Pregnant or breastfeeding, a pregnancy test, contraception, potential for children."""
    if chunk.take("contraception"):
        chunk.take("pregnant", "childbearing", "compliance", "received", "female", "male", "partner")
        return Reproductive(state="contraception")
    if chunk.take("pregnancy_test"):
        chunk.take("negative", "pregnant", "childbearing", "recency_test", "positive")
        chunk.negated = False
        return Reproductive(state="negative_pregnancy_test")
    states = [state for state in ("pregnant", "breastfeeding") if chunk.take(state)]
    if states:
        chunk.take("female", "childbearing")
        return any_of(Reproductive.model_validate({"state": state}) for state in states)
    if chunk.take("fathering"):
        return Reproductive(state="fathering")
    if chunk.take("not_childbearing"):
        return Not(child=Reproductive(state="childbearing_potential"))
    if chunk.take("childbearing"):
        chunk.take("female", "male")
        return Reproductive(state="childbearing_potential")
    return None


_NOT_RELATED: Final = re.compile(r"\bnon ?-? ?related")
_MATCHED: Final = re.compile(r"sibling|identical|match|compatible|twin|syngeneic")
_HALF: Final = re.compile(r"haplo|half[- ]match")
_APART: Final = re.compile(
    r"mis-?match|partial|unlike|disparate|locus disparity|\bnon[- ]+(?:hla|human leu|identical|match)"
)
_ALIKE: Final = re.compile(r"(?<!mis)(?<!mis-)(?<!partially )match|identical|fully|genotyp")
_DEGREE: Final = re.compile(
    r"(?<!\d)(?:(\d{1,2})\s?(?:-|to|or|,)\s?)?(\d{1,2})\s?(?:/|of|out of)\s?(\d{1,2})(?!\d)"
)
_OTHER_GRAFT: Final = re.compile(r"\bcords?\b|\bucb")


def read_donor(chunk: Chunk, context: Context) -> Criterion | None:
    """A donor at hand; of one that is matched in part, or of cord blood, no patient file tells."""
    if not chunk.take("donor"):
        return None
    said = context.verbatim(sorted(_own(chunk.lexemes), key=lambda x: x.start))
    said += ")" if said.count("(") > said.count(")") else ""
    # Half identical is not identical.
    words = " ".join(lexeme.norm for lexeme in chunk.lexemes).replace("haploidentical", "haplo")
    words = _NOT_RELATED.sub("unrelated", words)
    kinds = _kinds(words)
    chunk.used.update(i for i, x in enumerate(chunk.lexemes) if not x.has("disease", "condition"))
    words = f"{words} {said.lower()}"
    if not _matched_in_part(words):
        return any_of(Donor.model_validate({"donor": kind}) for kind in (kinds or ["any"]))
    kinds = [kind for kind in kinds if kind == "haploidentical" or _matched_too(words)]
    partly = Detail(text=said)
    return any_of([*(Donor.model_validate({"donor": kind}) for kind in kinds), partly])


def _own(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """The lexemes without a denial, which the tree says."""
    return [x for x in lexemes if not x.cue("negation")]


def _kinds(words: str) -> list[str]:
    """The kinds of donor that are named."""
    kinds = [kind for kind, signs in _DONORS.items() if any(sign in words for sign in signs)]
    unrelated = "unrelated" in words and "related" not in words.replace("unrelated", "")
    if unrelated:
        return [kind for kind in kinds if kind != "matched_sibling"]
    if "matched_sibling" in kinds and not _MATCHED.search(words):
        # "A related donor" may be half matched, a "haploidentical related donor" is.
        kinds = [kind for kind in kinds if kind not in {"matched_sibling", "haploidentical"}]
        return [*([] if "haplo" in words else ["matched_sibling"]), *kinds, "haploidentical"]
    return kinds


def with_matching(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """The lexemes, with what their brackets say of how a donor is matched: `related donor (5 out of 6)`."""
    return [part for x in lexemes for part in (x.inner if x.inner and _matches(x.inner) else (x,))]


def _matches(inner: Sequence[Lexeme]) -> bool:
    return any(x.cue("typing") for x in inner) or _DEGREE.search(" ".join(x.norm for x in inner)) is not None


def _matched_in_part(words: str) -> bool:
    """Whether a donor counts who differs, or whose blood comes from a cord."""
    if _OTHER_GRAFT.search(words) or (_APART.search(words) and not _HALF.search(words)):
        return True
    return any(int(least or have) < int(of) for least, have, of in _DEGREE.findall(words))


def _matched_too(words: str) -> bool:
    """`6/6 or 5/6 matched`, `identical or 1 antigen mismatched`: one who is matched wholly counts as well."""
    if _OTHER_GRAFT.search(words) and "marrow" not in words:
        return False
    degrees = _DEGREE.findall(words)
    if degrees:
        return "at least" in words or any(have == of for _, have, of in degrees)
    return _ALIKE.search(words) is not None


def read_family(chunk: Chunk, context: Context) -> Criterion | None:
    """Reproductive matters and donors together."""
    if not chunk.cue(*_FAMILY):
        return None
    return all_of(part for part in (read_reproductive(chunk), read_donor(chunk, context)) if part is not None)
