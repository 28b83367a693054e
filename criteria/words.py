"""Words of a text, and the form in which they are compared.

One tokenizer for trial text, vocabulary and patient terms, so that what is written alike is found alike.
Operators, numbers, letters and signs each stay whole: `>=`, `1,000`, `10`, `^`, `9`, `/`, `L`.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(
    r"""
    >=|<=|=<|=>|≥|≤|⩾|⩽|[<>]\s?/\s?=      # comparators
  | \d{1,3}(?:,\d{3})+(?:\.\d+)?           # 1,000 and 13,000.5
  | \d+(?:\.\d+)?                          # 12 and 1.5
  | \.\d+                                  # .5
  | [xX](?=\s?10)                          # the times sign in x10^9/L
  | [^\W\d_]+(?:\d+[^\W\d_]*)*(?:'[^\W\d_]+)?   # words, gene names (IDH2, U2AF1), possessives
  | \S                                     # any other sign by itself
    """,
    re.VERBOSE,
)

_BRITISH = (("aemi", "emi"), ("haem", "hem"), ("oedem", "edem"), ("leuk", "leuk"), ("tumour", "tumor"),
            ("oestr", "estr"), ("diarrhoe", "diarrhe"), ("paed", "ped"), ("anaes", "anes"), ("foet", "fet"),
            ("gynaec", "gynec"), ("leuca", "leuka"), ("leuco", "leuko"))  # fmt: skip

_KEEP_S = ("ss", "us", "is", "as", "os")
_NOT_COMPARED = frozenset("-‐–®™")


class Word(NamedTuple):
    """A word of a text: `text[start:end]` is its spelling, `norm` the form in which it is compared."""

    start: int
    end: int
    norm: str


@lru_cache(maxsize=100_000)
def normal_form(word: str) -> str:
    """Lower case, American spelling, singular; a possessive or typographic quote is dropped."""
    form = word.lower().replace("’", "'").replace(" ", "").removesuffix("'s")
    for british, american in _BRITISH:
        form = form.replace(british, american)
    if len(form) > 4 and form.endswith("ies"):
        return form[:-3] + "y"
    if len(form) > 3 and form.endswith("s") and not form.endswith(_KEEP_S):
        return form[:-1]
    return form


def words(text: str) -> list[Word]:
    """The words of `text` in order; white space belongs to none."""
    return [Word(m.start(), m.end(), normal_form(m.group())) for m in _WORD.finditer(text)]


@lru_cache(maxsize=100_000)
def phrase_key(phrase: str) -> tuple[str, ...]:
    """The form in which two phrases are compared: the normal forms of their words, hyphens left out."""
    return tuple(form for form in map(normal_form, _WORD.findall(phrase)) if form not in _NOT_COMPARED)
