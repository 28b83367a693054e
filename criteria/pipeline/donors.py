"""Sentences about the match of a donor: `a related donor matched for 5 or 6 of 6 HLA antigens`.

That a donor is there is asked; how far the two match is left for people to check.
"""

import re
from collections.abc import Iterable, Sequence

from criteria.nodes import Criterion, Detail, Donor
from criteria.pipeline.combine import all_of, any_of, negate
from criteria.pipeline.context import Context
from criteria.pipeline.lexeme import Lexeme, any_cue, any_kind

_MATCHES = frozenset(
    {
        *("hla", "antigen", "allele", "locus", "loci", "haplotype", "cord", "drb1", "dqb1", "mmud"),
        *("match", "matched", "mismatch", "mismatched", "compatible", "incompatible", "haploidentical"),
    }
)
"""Words of matching, each by itself; the phrases of the vocabulary (`HLA-matched`) the grammar reads."""
_SIGNS = {
    "haploidentical": ("haploidentical", "haplo"),
    "matched_unrelated": ("unrelated", "mud", "vud", "mmud"),
    "matched_sibling": ("sibling", "siblings", "related", "family", "relative", "relatives"),
}
_IN_PART = frozenset({"mismatch", "mismatched", "incompatible", "partially", "mmud", "cord"})
_COUNT = re.compile(r"(?<![\w-])\d+(?!\w)")
"""A number that counts what matches: in `6/6` and `10 of 10` they are the same."""
_ELSE_NAMED = ("disease", "drug", "drug_class", "lab", "score", "gene", "karyotype", "risk", "procedure")
_RELATIVES = frozenset({"sibling", "siblings", "relative", "relatives", "family member"})
_ELSE_SAID = (
    *("if", "unless", "exception", "allowed", "history", "current", "failed", "refusal"),
    *("eligible", "ineligible", "consent"),
)


def read_match(lexemes: Sequence[Lexeme], context: Context) -> Criterion | None:
    """The donor whom a sentence about matching asks for; None for any other sentence."""
    names = [place for place, x in enumerate(lexemes) if x.cue("donor") or x.norm in _RELATIVES]
    if not names or not any(x.norm in _MATCHES for x in _all(lexemes)):
        return None
    if any_kind(lexemes, *_ELSE_NAMED) or any_cue(lexemes, *_ELSE_SAID):
        return None
    if any_cue(lexemes[: names[0]], "age"):
        return None
    denied = any_cue(lexemes[: names[-1]], "negation")
    if denied and context.excluding:
        return None
    words = {word for x in _all(lexemes) for word in x.norm.replace("-", " ").split()}
    text = context.verbatim(lexemes)
    # A match in part is neither a match nor none.
    part = not words.isdisjoint(_IN_PART) or len(set(_COUNT.findall(text))) > 1
    said = all_of([Donor(donor="any"), Detail(text=text)]) if part else _donor(words)
    return negate(said) if denied and said is not None else said


def _donor(words: set[str]) -> Criterion | None:
    """A donor of each kind that is named, of any kind where none is."""
    kinds = [kind for kind, signs in _SIGNS.items() if not words.isdisjoint(signs)]
    if kinds[:1] == ["haploidentical"]:
        kinds = [kind for kind in kinds if kind != "matched_sibling"]
    return any_of(Donor.model_validate({"donor": kind}) for kind in (kinds or ["any"]))


def _all(lexemes: Iterable[Lexeme]) -> Iterable[Lexeme]:
    """The lexemes with those in their brackets."""
    for lexeme in lexemes:
        yield lexeme
        yield from lexeme.inner
