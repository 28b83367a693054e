"""Folds stretches that name one thing in many words and signs, before commas and "or" cut them apart.

`HLA-A, -B, -C and -DRB1`, `high risk of relapse` and `FAB M0-M2 or M4` each hold links of their own that tie
nothing of the clause around them.
"""

import re
from collections.abc import Sequence
from typing import Final

from criteria.pipeline.lexeme import Lexeme, Quantity, Reading, any_cue
from criteria.quantity import Window
from criteria.vocabulary.load import vocabulary

_UNRECORDED: Final[tuple[Reading, ...]] = (("cue", "unrecorded"),)


def fold_narrowing(lexemes: Sequence[Lexeme], text: str) -> list[Lexeme]:
    """The lexemes with each such stretch as one."""
    kept = list(lexemes)
    if any_cue(kept, "typing"):
        kept = _with_typing(kept, text)
    if any_cue(kept, "at_risk"):
        kept = _with_risks(kept, text)
    if [x for x in kept if x.norm == "t" or x.norm.startswith("translocation")]:
        kept = _with_translocations(kept, text)
    if [x for x in kept if x.norm[0] == "m" and len(x.norm) < 5 and _FAB.match(x.norm)]:
        kept = _with_subtypes(kept)
    return kept


def _folded(lexemes: Sequence[Lexeme], text: str, readings: tuple[Reading, ...]) -> Lexeme:
    start, end = lexemes[0].start, lexemes[-1].end
    return Lexeme(start, end, text[start:end].lower(), readings)


# --- tissue typing -----------------------------------------------------------------------------------------

_LOCI: Final = frozenset({"b", "c", "cw", "dr", "drb", "dq", "dp", "dqb", "drb1", "drb3", "dqb1", "dpb1"})
_MATCHING: Final = frozenset(
    {
        *("match", "matched", "mismatch", "mismatched", "identical", "compatible", "fully", "partially"),
        *("genotypic", "genotypically", "genotype", "phenotypic", "phenotypically", "phenotype", "haplotype"),
        *("serologic", "serological", "serologically", "molecular", "molecularly", "typing", "resolution"),
    }
)
_UNITS: Final = frozenset({"antigen", "allele", "allelic", "locus", "loci", "class", "ii"})
_WEAK: Final = frozenset(
    {
        *(
            "a",
            "d",
            "i",
            "/",
            "-",
            ",",
            "&",
            "(",
            ")",
            "[",
            "]",
            "and",
            "or",
            "and/or",
            "at",
            "by",
            "for",
            "in",
        ),
        *(
            "on",
            "of",
            "out",
            "from",
            "the",
            "is",
            "with",
            "not",
            "high",
            "intermediate",
            "low",
            "level",
            "type",
        ),
        *("group", "single", "one", "two", "three"),
    }
)
"""Words that may stand within a stretch about tissue typing, but do not end it; `a` does behind a locus."""

_TYPED: Final = _LOCI | _MATCHING | _UNITS | _WEAK


def _with_typing(lexemes: list[Lexeme], text: str) -> list[Lexeme]:
    """`6 out of 6 HLA-A, B and DR match`, `9/10 HLA-matched`: how well a donor is matched."""
    out: list[Lexeme] = []
    place = 0
    while place < len(lexemes):
        if not lexemes[place].cue("typing"):
            out.append(lexemes[place])
            place += 1
            continue
        end = _typing_end(lexemes, place)
        begin = place - _counted_before(out)
        del out[len(out) - (place - begin) :]
        out.append(_folded(lexemes[begin:end], text, (*_UNRECORDED, ("cue", "typing"))))
        place = end
    return out


def _typing_end(lexemes: Sequence[Lexeme], place: int) -> int:
    """Where a stretch about tissue typing ends that begins at `place`."""
    end = after = place + 1
    opened = 0
    while after < len(lexemes) and (_is_typed(lexemes[after])):
        opened += {"(": 1, "[": 1, ")": -1, "]": -1}.get(lexemes[after].norm, 0)
        if opened < 0:
            break
        after += 1
        last = lexemes[after - 1]
        behind = lexemes[after - 2].norm in {"-", ",", "hla", "and", "or", "at"}
        if not opened and (last.norm not in _WEAK or (last.norm in {"a", "b"} and behind)):
            end = after
    return end


def _is_typed(lexeme: Lexeme) -> bool:
    counted = isinstance(lexeme.value, Quantity) and lexeme.value.unit in {"", "%"}
    return counted or lexeme.cue("typing") or (lexeme.norm in _TYPED and not lexeme.head)


def _counted_before(before: Sequence[Lexeme]) -> int:
    """How many lexemes before the stretch count what is matched: `4-6 out of 6`, `1 or 2`."""
    count = 0
    for back, lexeme in enumerate(reversed(before[-7:]), 1):
        counts = isinstance(lexeme.value, Quantity) and not lexeme.value.unit
        if not counts and lexeme.norm not in _COUNTING:
            break
        if counts or lexeme.norm in _MATCHING:
            count = back
    return count


_COUNTING: Final = _MATCHING | {"out", "of", "/", "-", "or", "and", "antigen", "allele", "at", "for", "to"}


# --- risks of something ------------------------------------------------------------------------------------


_LONGEST_RISK: Final = 8
"""Words that say of what there is a risk; in old records what follows may be another line."""


def _with_risks(lexemes: list[Lexeme], text: str) -> list[Lexeme]:
    """`At high risk of relapse`, `high risk for developing X`: what may come is not what the patient has."""
    out: list[Lexeme] = []
    place = 0
    while place < len(lexemes):
        if not lexemes[place].cue("at_risk"):
            out.append(lexemes[place])
            place += 1
            continue
        end = place + 1
        while end < min(len(lexemes), place + _LONGEST_RISK) and _feared(lexemes, end):
            end += 1
        out.append(_folded(lexemes[place:end], text, _UNRECORDED))
        place = end
    return out


def _feared(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether a word still says what is feared."""
    lexeme = lexemes[place]
    if lexeme.value is not None:
        return isinstance(lexeme.value, Window) and lexemes[place - 1].cue("relapsed", "progressed")
    if lexeme.cue("with", "cause", "if", "unless", "exception", "modal", "method"):
        return False
    if lexeme.cue("within", "before", "example", "negation", "rider", "for_those"):
        return lexeme.norm in {"of", "from", "for"}
    if lexeme.cue("or", "and"):
        following = lexemes[place + 1 : place + 2]
        return any(x.cue("relapsed", "progressed") or x.has("condition") for x in following)
    return lexeme.norm[0].isalpha()


# --- translocations ----------------------------------------------------------------------------------------


def _with_translocations(lexemes: list[Lexeme], text: str) -> list[Lexeme]:
    """`t(8;14)`, `translocations 9;22 or 4;11`: the signs in it cut no clause apart."""
    out: list[Lexeme] = []
    place = 0
    while place < len(lexemes):
        end = _translocation_end(lexemes, place, out)
        if end is None:
            out.append(lexemes[place])
            place += 1
        else:
            out.append(_translocation(lexemes[place:end], text))
            place = end
    return out


def _translocation_end(lexemes: Sequence[Lexeme], place: int, before: Sequence[Lexeme]) -> int | None:
    """Where two chromosomes end that are named at `place`, behind a `t` or in a list of translocations."""
    start = place + (lexemes[place].norm == "t" or lexemes[place].norm.startswith("translocation"))
    start += start < len(lexemes) and lexemes[start].norm == "("
    pair = lexemes[start : start + 3]
    if len(pair) < 3 or pair[1].norm not in {";", ":"} or not (_chromosome(pair[0]) and _chromosome(pair[2])):
        return None
    listed = any(x.norm.startswith("translocation") or x.has("karyotype") for x in before[-3:])
    if start == place and not listed:
        return None
    closed = start + 3 < len(lexemes) and lexemes[start + 3].norm == ")"
    return start + 3 + (closed and lexemes[start - 1].norm == "(")


def _chromosome(lexeme: Lexeme) -> bool:
    return lexeme.norm.isdecimal() and 1 <= int(lexeme.norm) <= 22


def _translocation(named: Sequence[Lexeme], text: str) -> Lexeme:
    first, second = [x.norm for x in named if x.norm.isdecimal()]
    known = vocabulary().find(f"t({first};{second})", "karyotype")
    readings = (("karyotype", known.key), ("cue", "mutated")) if known else _UNRECORDED
    return _folded(named, text, readings)


# --- subtypes of FAB ---------------------------------------------------------------------------------------

_FAB: Final = re.compile(r"^m[0-7](?:eo|v)?$")
_SUBTYPES: Final = {
    0: "AML-M0",
    1: "AML-M1",
    2: "AML-M2",
    3: "APL",
    4: "AML-M4",
    5: "AML-M5",
    6: "AML-M6",
    7: "AML-M7",
}
_ALL_BUT_APL: Final = frozenset({1, 2, 4, 5, 6})
"""Subtypes of a list that only means to leave out the one that it does not name, M3."""


def _with_subtypes(lexemes: list[Lexeme]) -> list[Lexeme]:
    """`FAB M0-M2, M4 or M5-7`: the subtypes of the list."""
    out: list[Lexeme] = []
    place = 0
    while place < len(lexemes):
        numbers, end = _listed_subtypes(lexemes, place)
        if not numbers or not _names_subtypes(lexemes, place, numbers):
            out.append(lexemes[place])
            place += 1
        else:
            out.extend(_meant(lexemes[place:end], sorted(numbers)))
            place = end
    return out


def _listed_subtypes(lexemes: Sequence[Lexeme], place: int) -> tuple[set[int], int]:
    """The numbers of the subtypes that are listed from `place` on, and where the list ends."""
    numbers: set[int] = set()
    end = after = place
    while after < len(lexemes) and (first := _subtype_at(lexemes[after])) is not None:
        last = _range_end(lexemes, after, first)
        numbers.update(range(first, (first if last is None else last) + 1))
        end = after = after + (1 if last is None else 3)
        while after < len(lexemes) and (lexemes[after].norm in {",", "/"} or lexemes[after].cue("or", "and")):
            after += 1
    return numbers, end


def _subtype_at(lexeme: Lexeme) -> int | None:
    if lexeme.norm == "m3v" or not (_FAB.match(lexeme.norm) or _is_subtype(lexeme)):
        return None
    digits = [c for c in lexeme.norm if c.isdecimal()]
    return int(digits[-1]) if digits else None


def _is_subtype(lexeme: Lexeme) -> bool:
    return any(key in _SUBTYPES.values() for key in lexeme.keys("disease"))


def _range_end(lexemes: Sequence[Lexeme], place: int, first: int) -> int | None:
    """The number that ends a range of subtypes: `M4-M7`, `M4-7`."""
    if place + 2 >= len(lexemes) or lexemes[place + 1].norm not in {"-", "–", "to", "through"}:
        return None
    digit = lexemes[place + 2].norm.removeprefix("m")
    return int(digit) if len(digit) == 1 and digit.isdecimal() and first < int(digit) <= 7 else None


def _names_subtypes(lexemes: Sequence[Lexeme], place: int, numbers: set[int]) -> bool:
    """Whether a list is one of subtypes of AML: by its number, or by the name of AML or FAB before it."""
    if len(numbers) > 2 or (len(numbers) == 2 and max(numbers) > 1):
        return True
    before = [x for x in lexemes[max(0, place - 3) : place] if x.norm not in {",", "-", "(", "/"}]
    return any("AML" in x.keys("disease") or x.norm in _CLASSIFYING for x in before)


_CLASSIFYING: Final = frozenset({"fab", "subtype", "fab subtype", "fab type", "fab classification"})


def _meant(named: Sequence[Lexeme], numbers: Sequence[int]) -> list[Lexeme]:
    """The subtypes; where all or all but M3 are listed, AML, or AML that is not M3, is meant."""
    first, last = named[0], named[-1]
    if len(named) == 1 and first.has("disease"):
        return [first]
    if set(numbers) > _ALL_BUT_APL and 3 in numbers:
        return [Lexeme(first.start, last.end, "aml", (("disease", "AML"),))]
    if set(numbers) >= _ALL_BUT_APL:
        without = Lexeme(first.start, first.end, "without", (("cue", "negation"),))
        return [without, Lexeme(first.start, last.end, "m3", (("disease", "APL"),))]
    return [Lexeme(first.start, last.end, f"m{n}", (("disease", _SUBTYPES[n]),)) for n in numbers]
