"""Pregnancy, lactation, contraception; donors."""

from criteria.nodes import Criterion, Donor, Not, Reproductive
from criteria.pipeline.chunk import Chunk
from criteria.pipeline.combine import all_of, any_of

_DONORS = {"matched_sibling": ("sibling", "related", "identical"), "matched_unrelated": ("unrelated",),
           "haploidentical": ("haplo",)}  # fmt: skip


_FAMILY = ("contraception", "pregnancy_test", "pregnant", "breastfeeding", "fathering", "not_childbearing",
           "childbearing", "donor")  # fmt: skip
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


def read_donor(chunk: Chunk) -> Criterion | None:
    """A donor at hand."""
    found = chunk.take("donor")
    if not found:
        return None
    # Half identical is not identical.
    named = [x.norm for lexeme in chunk.lexemes for x in (lexeme, *lexeme.inner)]
    words = " ".join(named).replace("haploidentical", "haplo").replace("partially mismatched", "haplo")
    kinds = [kind for kind, signs in _DONORS.items() if any(sign in words for sign in signs)]
    chunk.used.update(range(len(chunk.lexemes)))
    if "unrelated" in words and "related" not in words.replace("unrelated", ""):
        kinds = [kind for kind in kinds if kind != "matched_sibling"]
    if "haplo" in words and "sibling" not in words:
        kinds = [kind for kind in kinds if kind != "matched_sibling"]
    return any_of(Donor.model_validate({"donor": kind}) for kind in (kinds or ["any"]))


def read_family(chunk: Chunk) -> Criterion | None:
    """Reproductive matters and donors together."""
    if not chunk.cue(*_FAMILY):
        return None
    return all_of(part for part in (read_reproductive(chunk), read_donor(chunk)) if part is not None)
