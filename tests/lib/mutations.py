"""Texts that no registry should send: real ones cut, doubled, shuffled and spoilt, drawn by their number."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

LONGEST = 3000
"""Characters of a mutant, about; ordinary texts have some 2,000. The long ones are `tests.lib.monsters`."""

CONTROLS = (
    "\x00", "\x07", "\x0b", "\x0c", "\x1b[31m", "\x1c", "\x1f", "\x7f", "\x85", "\xa0", "\xad", "\u0301",
    "\u200b", "\u200d", "\u200f", "\u2028", "\u2029", "\u202e", "\u2066", "\u3000", "\ufeff", "\ufffe",
    "\ud800", "\udcff", "\U0010ffff", "\r", "\r\n", "\t", "\v\v",
)  # fmt: skip

SCRIPTS = (
    "возраст", "年龄18岁以上", "العمر ١٨ سنة", "גיל", "ηλικία", "उम्र", "อายุ", "나이", "👩🏽‍⚕️", "🩸🩸",
    "𝟏𝟖 𝐲𝐞𝐚𝐫𝐬", "ﬁbrosis", "İstanbul", "ſtage", "Ⅳ", "½", "²", "a\u0301\u0302\u0303",
    "Z̷a̷l̷g̷o̷", "≥１８", "ß", "\u0661\u0668",
)  # fmt: skip

NUMBERS = (
    "1e999999", "NaN", "inf", "-0", "9" * 5000, "1" + ",000" * 40, "0." + "0" * 400 + "1",
    "1/0", "0/0", "3/2", "99999999999999999999", "1980", "2016", "31.12.2016", "2016-02-30",
    "12/13/14", ".5.5.5", "1..2", "0", "٣", "1,00,0", "10^12", "10^-9", "10^99", "0-0", "5 - 3",
    "between 9 and 2", "00018", "1.5.", "999999999",
)  # fmt: skip

UNITS = (
    "mg/dL", "x 10^9/L", "/uL", "x ULN", "times the upper limit of normal", "g/L/L/L/L/L/L/L/L",
    "%", "mL/min/1.73 m2", "mmol", "kg/m2", "years", "weeks", "half-lives", "cells/mm3", "/",
    "per per", "IU", "°C", "mEq/L", "10^9 10^9",
)  # fmt: skip

TRIGGERS = (
    "or or or", "and/or", "unless", "except", "except for", "if", "no no", "not without",
    "must", "with", "due to", "within", "prior to", "whichever is longer", "are excluded",
    "is allowed", "one of the following:", "both:", "not eligible if any of the following:",
    "> or = < or =", "at least at most", "Inclusion criteria -     ", "Note:",
    "Exclusion Criteria:", "prior therapy -----", "phase / / / /", "DISEASE CHARACTERISTICS:",
    "Cohort B only:", "such as", "Donor:", "for patients with", "of the of the",
    "in the opinion of the investigator", "~ ~ ~", "1. 2. 3.", "e.g. i.e.",
)  # fmt: skip

MARKS = (
    "* ",
    "- ",
    "1. ",
    "a) ",
    "(iv) ",
    "• ",
    "o ",
    "\\* ",
    "1.1.1.1) ",
    "*",
    "•",
    "    * ",
    "~",
    "[ ] ",
    "10. ",
    "**",
)

Mutation = Callable[[str, random.Random, Sequence[str]], str]


class Mutant(NamedTuple):
    """A spoilt text, and how it was spoilt."""

    name: str
    text: str


def mutants(texts: Sequence[str], count: int, seed: int) -> Iterator[Mutant]:
    """So many spoilt texts; the one of a number and a seed is always the same."""
    return (mutant(texts, number, seed) for number in range(count))


def mutant(texts: Sequence[str], number: int, seed: int) -> Mutant:
    """The spoilt text of this number: a stretch of a real one after one to three mutations."""
    chance = random.Random(f"{seed}:{number}")
    text = _stretch(chance.choice(texts), chance)
    chosen = chance.sample(MUTATIONS, chance.randint(1, 3))
    for mutation in chosen:
        text = mutation(text, chance, texts)
    name = ", ".join(mutation.__name__.strip("_") for mutation in chosen)
    return Mutant(f"{number}: {name}", text[: 3 * LONGEST])


def _stretch(text: str, chance: random.Random) -> str:
    """The whole text where it is short, else a stretch from a random place."""
    start = chance.randint(0, max(0, len(text) - LONGEST))
    return text[start : start + LONGEST]


# --- what is there, otherwise arranged ---------------------------------------------------------------------


def _cut(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    first, last = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
    return text[first:last]


def _doubled(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    half = text[: LONGEST // 2]
    return half * 2 if chance.random() < 0.5 else "".join(c * 2 for c in half)


def _shuffled_lines(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines)
    return "".join(lines)


def _shuffled_words(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    words = text.split(" ")
    chance.shuffle(words)
    return " ".join(words)


def _shuffled_characters(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    return "".join(chance.sample(text, len(text)))


def _reversed(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    return text[::-1]


def _spliced(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    """Words of two records by turns."""
    others = _stretch(chance.choice(texts), chance).split()
    return " ".join(word for pair in zip(text.split(), others, strict=False) for word in pair)


def _mistyped(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    """One character in fifty lost."""
    return "".join(c for c in text if chance.random() > 0.02)


def _recased(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(text)


def _relaid(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    """All line ends turned to something else."""
    end = chance.choice((" ", "", "~", "\r", "\n\n", "\u2028", "\x0b", " * ", "\n        ", "; "))
    return end.join(text.splitlines())


# --- what should not be there ------------------------------------------------------------------------------


def _sown(text: str, chance: random.Random, seeds: Sequence[str], between: str, most: int = 30) -> str:
    """The text with some of the seeds put in at random places."""
    pieces, edge = list[str](), 0
    for place in sorted(chance.randint(0, len(text)) for _ in range(chance.randint(1, most))):
        pieces += [text[edge:place], between, chance.choice(seeds), between]
        edge = place
    return "".join([*pieces, text[edge:]])


def _with_controls(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    return _sown(text, chance, CONTROLS, "")


def _with_scripts(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    return _sown(text, chance, SCRIPTS, chance.choice(("", " ")))


def _with_numbers(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    """Each number of the text may become another one."""
    words = text.split(" ")
    return " ".join(
        chance.choice(NUMBERS) if any(c.isdigit() for c in word) and chance.random() < 0.5 else word
        for word in words
    )


def _with_units(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    return _sown(text, chance, [*UNITS, *(f"{n} {u}" for n in NUMBERS[9:] for u in UNITS)], " ")


def _with_triggers(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    return _sown(text, chance, TRIGGERS, chance.choice((" ", "\n")))


def _with_marks(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    lines = (line.lstrip() for line in text.splitlines())
    return "\n".join(f"{' ' * chance.randint(0, 30)}{chance.choice(MARKS)}{line}" for line in lines)


def _with_brackets(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    return _sown(text, chance, ("(", ")", "((", "))", "[", "]", "{", "}", "()", ")(", "(" * 40), "", most=60)


def _with_runs(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    """One character or word again and again."""
    runs = [
        chance.choice((" ", "-", "(", "*", "_", ".", "/", ">", "\n", "\\", "or ", "no ")) * 300
        for _ in range(4)
    ]
    return _sown(text, chance, runs, "", most=4)


MUTATIONS: tuple[Mutation, ...] = (
    _cut, _doubled, _shuffled_lines, _shuffled_words, _shuffled_characters, _reversed, _spliced,
    _mistyped, _recased, _relaid, _with_controls, _with_scripts, _with_numbers, _with_units,
    _with_triggers, _with_marks, _with_brackets, _with_runs,
)  # fmt: skip
