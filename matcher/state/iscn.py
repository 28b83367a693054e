"""The grammar of a karyotype: from the laboratory's ISCN string to clones of abnormalities.

Home to clones, and to what one clone takes over from another. Spelling is `matcher.state.iscn_spelling`'s, a
single abnormality `matcher.state.iscn_abnormality`'s, and what it means for risk or for a trial is
`matcher.state.karyotype`'s. Nothing here raises on bad text.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from matcher.state.iscn_abnormality import (
    IMBALANCE,
    UNREAD,
    Abnormality,
    abnormalities,
    opposite,
    polyploidy,
    unread,
)
from matcher.state.iscn_spelling import conventional, plain

_NUMBER = re.compile(r"^(?:mos|chi)?\(?(\d{2,3})(?:[~-](\d{2,3}))?\)?[(\[]?(?:<(\d)n[+-]?>)?[)\]]?$")
_SEX = re.compile(r"^\??([xy]+)\??(c?)$")
_INHERITS = re.compile(r"^(idem|sl|sdl)(\d*)(?:x\d)?$")
_DOUBLED = re.compile(r"^(?:idem|s?d?l\d*)x\d$")
_CELLS = re.compile(r"\[(?:cp)?(\d*)\]$")
_NORMAL_SEX = ("xx", "xy")


class Clone(NamedTuple):
    """A clone: its chromosome number where one was written, its metaphases, all its abnormalities.

    `inherits`: it is written as one that came from another (idem, sl).
    """

    number: int | None
    sex: str
    cells: int | None
    composite: bool
    abnormalities: tuple[Abnormality, ...]
    inherits: bool = False


class Written(NamedTuple):
    """What stands in the string. `open_ended`: there may be more abnormalities than are written."""

    clones: tuple[Clone, ...]
    issues: tuple[str, ...]
    open_ended: bool


def read_iscn(text: str, sex: str | None = None) -> Written:
    """Read an ISCN string, or a bare list of abnormalities ("del(5q), +8"), which leaves the rest open.

    `sex` ("female", "male") tells which sex chromosome is gone where only one X is left.
    """
    line, issues = conventional(plain(text))
    clones: list[Clone] = []
    open_ended = False
    for part in split(line, "/"):
        tokens = [token for piece in split(part, ",") for token in split(piece, ";") if token]
        if tokens:
            clone, open_part = _clone(tokens, clones, issues)
            clones.append(clone)
            open_ended = open_ended or open_part
    whole = _with_sex_chromosomes(clones, {"female": "xx", "male": "xy"}.get(sex or ""), issues)
    unlisted = any(_unlisted(clone) for clone in whole)
    return Written(whole, tuple(issues), open_ended or unlisted)


def split(text: str, at: str) -> list[str]:
    """Split at `at` outside of all brackets."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([<") - (sign in ")]>")
        if sign == at and depth <= 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


# --- one clone ---------------------------------------------------------------------------------------------


def _clone(tokens: list[str], before: list[Clone], issues: list[str]) -> tuple[Clone, bool]:
    cells, composite, tokens = _cells(tokens)
    number = _NUMBER.match(tokens[0]) if tokens else None
    rest = tokens[1:] if number else tokens
    multiplied = _is_polyploid(number) or bool(rest and _DOUBLED.match(rest[0]))
    doubled = multiplied or _is_not_diploid(number)
    sex, inherited, rest = _sex_or_stem(rest, before, issues)
    open_ended = "inc" in rest or (doubled and not multiplied) or not (number or before or inherited)
    found: list[Abnormality] = list(inherited)
    for token in rest:
        if token != "inc":
            _take(found, inherited, [_relative(one, doubled=doubled) for one in abnormalities(token, issues)])
    found += [polyploidy()] if multiplied and polyploidy() not in found else []
    if not number and not found:
        issues.append(f"the clone {','.join(tokens)!r} cannot be read")
    exact = int(number[1]) if number and not (number[2] or doubled) else None
    heir = any(_INHERITS.match(token) for token in tokens)
    return Clone(exact, sex, cells, composite, tuple(found), heir), open_ended


def _cells(tokens: list[str]) -> tuple[int | None, bool, list[str]]:
    """The metaphases after the last token; a number after any other token is of that abnormality alone."""
    last = _CELLS.search(tokens[-1])
    composite = any("[cp" in token for token in tokens)
    bare = [re.sub(r"(\[[^\[\]]*\]?)+$", "", token) for token in tokens]
    number = int(last[1]) if last and last[1] else None
    return number, composite, [token for token in bare if token]


def _sex_or_stem(
    tokens: list[str], before: list[Clone], issues: list[str]
) -> tuple[str, list[Abnormality], list[str]]:
    if not tokens:
        return "", [], []
    if _SEX.match(tokens[0]):
        return _sex(tokens, before, issues)
    stem = _INHERITS.match(tokens[0])
    if not stem:
        return "", [], tokens
    if not before:
        issues.append(f"{tokens[0]!r} refers to a clone that is not written")
        return "", [unread(tokens[0])], tokens[1:]
    parent = _parent(stem[1], stem[2], before)
    return parent.sex, list(parent.abnormalities), tokens[1:]


def _sex(
    tokens: list[str], before: list[Clone], issues: list[str]
) -> tuple[str, list[Abnormality], list[str]]:
    """`XX`, written `X,X` as well; some write `47,XX,idem` where ISCN has `47,idem`."""
    more = 1 + (len(tokens) > 1 and tokens[0] in "xy" and tokens[1] in ("x", "y"))
    sex, rest = "".join(tokens[:more]).replace("?", ""), tokens[more:]
    if rest and before and _INHERITS.match(rest[0]):
        return _sex_or_stem(rest, before, issues)
    return sex, [], rest


def _parent(word: str, nth: str, before: list[Clone]) -> Clone:
    """`idem` and `sl` are the first clone, `sdl` the sideline before this one, `sdl1` the first sideline."""
    if word in ("idem", "sl"):
        return before[0]
    return before[min(int(nth), len(before) - 1)] if nth else before[-1]


def _is_not_diploid(number: re.Match[str] | None) -> bool:
    """A multiplied or halved set; of a halved one no table says how many abnormalities it makes."""
    if number is None:
        return False
    return number[3] != "2" if number[3] else not 35 <= int(number[1]) <= 69


def _is_polyploid(number: re.Match[str] | None) -> bool:
    if number is None:
        return False
    return int(number[3]) > 2 if number[3] else int(number[1]) > 69


def _relative(one: Abnormality, *, doubled: bool) -> Abnormality:
    if doubled and one.kind in ("gain", "loss"):
        return one._replace(kind=IMBALANCE, lost=frozenset())
    return one


def _take(found: list[Abnormality], inherited: Sequence[Abnormality], new: list[Abnormality]) -> None:
    """Add what is new; a loss of what the stem line had gained takes it away, and the other way round."""
    for one in new:
        undone = next((old for old in inherited if old.text == opposite(one)), None)
        if undone is not None and undone in found:
            found.remove(undone)
        else:
            found.append(one)


# --- sex chromosomes, and a number that is not accounted for -----------------------------------------------


def _with_sex_chromosomes(
    clones: Sequence[Clone], expected: str | None, issues: list[str]
) -> tuple[Clone, ...]:
    normal = next((clone.sex for clone in clones if clone.sex in _NORMAL_SEX), expected)
    inborn = _inborn_sex(clones)
    if inborn:
        issues.append(f"the sex chromosomes {inborn.upper()} of all clones are taken as inborn")
    return tuple(
        clone._replace(abnormalities=_with_sex(clone, normal, known_inborn=bool(inborn))) for clone in clones
    )


def _inborn_sex(clones: Sequence[Clone]) -> str | None:
    """XXY, XYY or XXX in every clone."""
    sexes = {clone.sex for clone in clones}
    alone = next(iter(sexes)) if len(sexes) == 1 else ""
    numbered = [clone.number - 47 for clone in clones if clone.number is not None]
    return alone if len(alone) == 3 and 0 in numbered and len(numbered) == len(clones) else None


def _with_sex(clone: Clone, normal_sex: str | None, *, known_inborn: bool) -> tuple[Abnormality, ...]:
    """A sex chromosome missing or too many, and not accounted for by a written abnormality, is one as well.

    A single X is the loss of what the other clones have; where none is normal it may be X or Y.
    """
    marked = _SEX.match(clone.sex)
    found = clone.abnormalities
    if not marked or marked[1] in _NORMAL_SEX or clone.number is None:
        return found
    if any(chromosome in "xy" for one in found for chromosome, _ in one.bands):
        return found
    lost = {"xx": "-x", "xy": "-y"}.get(normal_sex or "") if marked[1] == "x" else None
    unclear = Abnormality(f"sex chromosomes {marked[1]}", UNREAD, certain=False)
    one = abnormalities(lost, [])[0] if lost else unclear
    return (*found, one._replace(constitutional=bool(marked[2]) or known_inborn))


def _unlisted(clone: Clone) -> bool:
    """A number other than 46 with nothing written to account for it: what is more or less is not said."""
    if clone.number is None or clone.abnormalities:
        return False
    return clone.number != 46
