"""Words of a text, and the form in which they are compared.

One tokenizer for trial text, vocabulary and patient terms, so that what is written alike is found alike.
Operators, numbers, letters and signs each stay whole: `>=`, `1,000`, `10`, `^`, `9`, `/`, `L`.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

_WORD: Final = re.compile(
    r"""(?=\S)(?:                          # white space is passed over at once
    [a-zA-Z]++(?![\w'])(?<![xX])           # a plain word; the common case of the words below, found faster
  | >=|<=|=<|=>|≥|≤|⩾|⩽|[<>]\s?/\s?=      # comparators
  | \d{1,3}(?:,\d{3})+(?:\.\d+)?           # 1,000 and 13,000.5
  | \d+(?:\.\d+)?                          # 12 and 1.5
  | \.\d+                                  # .5
  | [xX](?=\s?10)                          # the times sign in x10^9/L
  | [^\W\d_]+(?:\d+[^\W\d_]*)*(?:'[^\W\d_]+)?   # words, gene names (IDH2, U2AF1), possessives
  | \S                                     # any other sign by itself
    )""",
    re.VERBOSE,
)

_BRITISH: Final = (("aemi", "emi"), ("haem", "hem"), ("oedem", "edem"), ("leuk", "leuk"), ("tumour", "tumor"),
            ("oestr", "estr"), ("diarrhoe", "diarrhe"), ("paed", "ped"), ("anaes", "anes"), ("foet", "fet"),
            ("gynaec", "gynec"), ("leuca", "leuka"), ("leuco", "leuko"))  # fmt: skip

_PLURALS: Final = (("sses", "ss"), ("viruses", "virus"), ("emias", "emia"), ("omas", "oma"),
            ("plasias", "plasia"), ("hythmias", "hythmia"), ("monias", "monia"),
            ("tases", "tasis"), ("boses", "bosis"), ("noses", "nosis"))  # fmt: skip
"""Endings of plurals whose singular ends otherwise than in a lost "s"."""
_UNUSUAL: Final = tuple(plural for plural, _ in _PLURALS)

_KEEP_S: Final = ("ss", "us", "is", "as", "os")
_NOT_COMPARED: Final = frozenset("-‐–®™")


class Word(NamedTuple):
    """A word of a text: `text[start:end]` is its spelling, `norm` the form in which it is compared."""

    start: int
    end: int
    norm: str


def normal_form(word: str) -> str:
    """Lower case, American spelling, singular; a possessive or typographic quote is dropped."""
    return _FORMS[word]


def _normal_form(word: str) -> str:
    form = word.lower().replace("’", "'").replace(" ", "").removesuffix("'s")
    for british, american in _BRITISH:
        form = form.replace(british, american)
    if len(form) > 5 and form.endswith(_UNUSUAL):
        plural, singular = next(pair for pair in _PLURALS if form.endswith(pair[0]))
        return form.removesuffix(plural) + singular
    if len(form) > 4 and form.endswith("ies"):
        return form[:-3] + "y"
    if len(form) > 3 and form.endswith("s") and not form.endswith(_KEEP_S):
        return form[:-1]
    return form


class _Forms(dict[str, str]):
    """The normal forms of words met before: a dictionary, as every word of every text comes through here."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_FORMS:
            self.clear()
        form = self[word] = _normal_form(word)
        return form


_FORMS: Final = _Forms()
_MOST_FORMS: Final = 100_000


class Words(NamedTuple):
    """The words of a text in order, side by side: how each is spelled, its normal form, where it begins."""

    spellings: list[str]
    norms: list[str]
    starts: list[int]


def cut(text: str) -> Words:
    """The words of `text` in order; white space belongs to none."""
    spellings: list[str] = _WORD.findall(text)
    starts, place = [], 0
    for word in spellings:
        # Only white space lies between, so a word is at the next place where its spelling stands.
        place = text.find(word, place)
        starts.append(place)
        place += len(word)
    return Words(spellings, list(map(_FORMS.__getitem__, spellings)), starts)


def words(text: str) -> list[Word]:
    """The words of `text` in order, one by one."""
    return [Word(start, start + len(word), norm) for word, norm, start in zip(*cut(text), strict=True)]


def spelling(phrase: str) -> tuple[str, ...]:
    """The words of a phrase exactly as written, signs and hyphens kept."""
    return tuple(_WORD.findall(phrase))


@lru_cache(maxsize=100_000)
def phrase_key(phrase: str) -> tuple[str, ...]:
    """The form in which two phrases are compared: the normal forms of their words, hyphens left out."""
    return tuple(form for form in map(normal_form, _WORD.findall(phrase)) if form not in _NOT_COMPARED)
