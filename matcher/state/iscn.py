"""The grammar of a karyotype: from the laboratory's ISCN string to clones of abnormalities.

Home to how a karyotype is written. What an abnormality means for risk or for a trial is
`matcher.state.karyotype`'s. Nothing here raises on bad text: what cannot be read becomes an abnormality of
kind "unread" that may be anything, with an issue that names it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

UNREAD = "unread"

_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "x", "˜": "~", "∼": "~"})
_BESIDES = re.compile(r"\.?(?:nuc)?ish|\.?arr(?:\[|\()|\.?ogm\[|\.?sseq")
_RUN_ON = re.compile(r"(^|/)(\d{2,3})([xy])")
_NO_COMMA = re.compile(r"(,[xy]{1,3})([+-]|del|add|der|dic|dup|inv|ins|idic|i\(|t\(|mar)")
_NUMBER = re.compile(r"^(?:mos)?(\d{2,3})(?:[~-](\d{2,3}))?(?:<(\d)n[+-]?>)?$")
_SEX = re.compile(r"^([xy]+)(c?)$")
_INHERITS = re.compile(r"^(idem|sl|sdl\d*)(?:x\d)?$")
_CELLS = re.compile(r"\[(?:cp)?(\d+)\]$")
_CHROMOSOME = re.compile(r"^\??(\d{1,2}|x|y)\??([pq].*)?$")
_WHOLE = re.compile(r"^([+-])(\d{1,2}|x|y)$")
_MARKER = re.compile(r"^([+-])?(?:(\d+)(?:[~-](\d+))?)?(mar|dmin|min|r|ace|fra)\d*$")
_SHORT_DELETION = re.compile(r"^(?:del)?(\d{1,2}|x|y)([pq])-?$")
_KINDS = "idic|dic|del|dup|add|der|inv|ins|iso|trp|rob|rcp|rec|hsr|tas|tr|qdp|i|t|r"
_PIECE = re.compile(rf"({_KINDS})\(([^()]*)\)(?:\(([^()]*)\))?")
_STRUCTURE = re.compile(rf"^([+-])?(?:psu)?(?:{_KINDS})\(")
_BAND = re.compile(r"[pq][\d.?]*")
_ARM = {"p": "q", "q": "p"}


class Abnormality(NamedTuple):
    """One abnormality of a clone.

    `kind`: "gain" or "loss" of a whole chromosome, or ISCN's word for the structure (del, t, inv, i, der,
    mar). `bands` pairs each chromosome with the bands written for it ("" where none are). `lost` are the arms
    of which some material is surely gone, as "5q". `certain` is False after a question mark, or where the
    clone is one cell. `constitutional` ones are inborn and do not count.
    """

    text: str
    kind: str
    bands: tuple[tuple[str, str], ...] = ()
    lost: frozenset[str] = frozenset()
    certain: bool = True
    constitutional: bool = False
    gained: bool = False


class Clone(NamedTuple):
    """A clone: its chromosome number where one was written, its metaphases, all its abnormalities."""

    number: int | None
    sex: str
    cells: int | None
    composite: bool
    abnormalities: tuple[Abnormality, ...]


class Written(NamedTuple):
    """What stands in the string. `open_ended`: there may be more abnormalities than are written."""

    clones: tuple[Clone, ...]
    issues: tuple[str, ...]
    open_ended: bool


def read_iscn(text: str) -> Written:
    """Read an ISCN string, or a bare list of abnormalities ("del(5q), +8"), which leaves the rest open."""
    line, issues = _conventional(plain(text))
    clones: list[Clone] = []
    open_ended = False
    for part in split(line, "/"):
        tokens = [token for token in split(part, ",") if token]
        if tokens:
            clone, open_part = _clone(tokens, clones, issues)
            clones.append(clone)
            open_ended = open_ended or open_part
    normal_sex = next((clone.sex for clone in clones if clone.sex in ("xx", "xy")), None)
    whole = tuple(clone._replace(abnormalities=_with_sex(clone, normal_sex)) for clone in clones)
    return Written(whole, tuple(issues), open_ended)


def plain(text: str) -> str:
    """Without white space, in lower case, with one kind of dash."""
    return re.sub(r"\s+", "", text).translate(_DASHES).lower().strip(".;,")


def split(text: str, at: str) -> list[str]:
    """Split at `at` outside of all brackets."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([<") - (sign in ")]>")
        if sign == at and depth <= 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _conventional(line: str) -> tuple[str, list[str]]:
    """The banded karyotype of the patient's own cells, without FISH, arrays and the donor's cells."""
    issues = []
    own = line.split("//")[0] or line
    if own != line:
        issues.append("cells of a donor are left out")
    besides = _BESIDES.search(own)
    if besides:
        own = own[: besides.start()]
        issues.append("in-situ hybridisation and arrays are not read: the groups need banded chromosomes")
    own = _RUN_ON.sub(r"\1\2,\3", own)
    return _NO_COMMA.sub(r"\1,\2", own), issues


def _clone(tokens: list[str], before: list[Clone], issues: list[str]) -> tuple[Clone, bool]:
    cells, composite, tokens = _cells(tokens)
    number = _NUMBER.match(tokens[0]) if tokens else None
    rest = tokens[1:] if number else tokens
    sex, inherited, rest = _sex_or_stem(rest, before, issues)
    doubled = _is_not_diploid(number)
    open_ended = "inc" in rest or doubled or not (number or before or inherited)
    found: list[Abnormality] = list(inherited)
    for token in rest:
        if token != "inc":
            _take(found, list(_abnormalities(token, issues)))
    if not number and not found:
        issues.append(f"the clone {','.join(tokens)!r} cannot be read")
    if cells == 1 and not composite:
        found = [one._replace(certain=False) for one in found]
    exact = int(number[1]) if number and not (number[2] or doubled) else None
    return Clone(exact, sex, cells, composite, tuple(found)), open_ended


def _cells(tokens: list[str]) -> tuple[int | None, bool, list[str]]:
    """The metaphases after the last token; a number after any other token is of that abnormality alone."""
    last = _CELLS.search(tokens[-1])
    composite = "[cp" in tokens[-1]
    bare = [re.sub(r"(\[(?:cp)?\d*\])+$", "", token) for token in tokens]
    return (int(last[1]) if last else None), composite, [token for token in bare if token]


def _sex_or_stem(
    tokens: list[str], before: list[Clone], issues: list[str]
) -> tuple[str, list[Abnormality], list[str]]:
    if not tokens:
        return "", [], []
    if _SEX.match(tokens[0]):
        return tokens[0], [], tokens[1:]
    stem = _INHERITS.match(tokens[0])
    if not stem:
        return "", [], tokens
    if not before:
        issues.append(f"{tokens[0]!r} refers to a clone that is not written")
        return "", [_unread(tokens[0])], tokens[1:]
    parent = _parent(stem[1], before)
    return parent.sex, list(parent.abnormalities), tokens[1:]


def _parent(word: str, before: list[Clone]) -> Clone:
    """`idem` and `sl` are the first clone, `sdl` the sideline before this one, `sdl1` the first sideline."""
    if word in ("idem", "sl"):
        return before[0]
    nth = word.removeprefix("sdl")
    return before[min(int(nth), len(before) - 1)] if nth else before[-1]


def _is_not_diploid(number: re.Match[str] | None) -> bool:
    """A doubled or halved set of chromosomes: no table says how many abnormalities that makes."""
    if number is None:
        return False
    return number[3] != "2" if number[3] else not 35 <= int(number[1]) <= 69


def _take(found: list[Abnormality], new: list[Abnormality]) -> None:
    """Add what is new; a loss of what the stem line had gained takes it away, and the other way round."""
    for one in new:
        opposite = _opposite(one)
        undone = next((old for old in found if old.text == opposite), None)
        if undone is not None:
            found.remove(undone)
        else:
            found.append(one)


def _opposite(one: Abnormality) -> str | None:
    if one.text[:1] == "+":
        return "-" + one.text[1:]
    if one.text[:1] == "-":
        return "+" + one.text[1:] if _WHOLE.match(one.text) else one.text[1:]
    return None


def _with_sex(clone: Clone, normal_sex: str | None) -> tuple[Abnormality, ...]:
    """A sex chromosome missing or too many, and not accounted for by a written abnormality, is one as well.

    A single X is the loss of what the other clones have; where none is normal it may be X or Y.
    """
    marked = _SEX.match(clone.sex)
    found = clone.abnormalities
    if not marked or marked[1] in ("xx", "xy") or clone.number is None:
        return found
    if any(chromosome in "xy" for one in found for chromosome, _ in one.bands):
        return found
    lost = {"xx": "-x", "xy": "-y"}.get(normal_sex or "") if marked[1] == "x" else None
    one = _one(lost) if lost else Abnormality(f"sex chromosomes {marked[1]}", UNREAD, certain=False)
    return (*found, one._replace(constitutional=bool(marked[2]))) if one else found


def _unread(token: str) -> Abnormality:
    return Abnormality(token, UNREAD, certain=False)


def _abnormalities(token: str, issues: list[str]) -> Iterator[Abnormality]:
    """One token is one abnormality, but for markers counted in a range and for both homologues (x2)."""
    doubtful = token.startswith("?") or token.endswith("?") or token[:2] in ("+?", "-?")
    body = token.strip("?")
    body = body.replace("+?", "+", 1).replace("-?", "-", 1) if body[:2] in ("+?", "-?") else body
    inborn = len(body) > 1 and body.endswith("c") and body[-2] in "0123456789)xy"
    body = body[:-1] if inborn else body
    twice = re.search(r"x(\d)$", body)
    body = body[: twice.start()] if twice else body
    one = _one(body)
    if one is None:
        issues.append(f"{token!r} cannot be read; it may be any abnormality")
        one = _unread(token)
    one = one._replace(certain=one.certain and not doubtful, constitutional=inborn)
    yield one
    more = _more(body) + (int(twice[1]) - 1 if twice else 0)
    for _ in range(min(more, 5)):
        yield one._replace(certain=False)


def _more(body: str) -> int:
    """How many markers beyond the first the token may stand for."""
    marker = _MARKER.match(body)
    return max(int(marker[3] or marker[2] or 1) - 1, 0) if marker else 0


def _one(body: str) -> Abnormality | None:
    whole = _WHOLE.match(body)
    if whole:
        return _whole_chromosome(body, whole[1], whole[2])
    marker = _MARKER.match(body)
    if marker:
        return Abnormality(body, marker[4])
    short = _SHORT_DELETION.match(body)
    if short:
        return Abnormality(body, "del", ((short[1], short[2]),), frozenset([short[1] + short[2]]))
    return _structure(body) if _STRUCTURE.match(body) else None


def _whole_chromosome(body: str, sign: str, chromosome: str) -> Abnormality | None:
    if chromosome not in "xy" and not 1 <= int(chromosome) <= 22:
        return None
    if sign == "+":
        return Abnormality(body, "gain", ((chromosome, ""),), gained=True)
    return Abnormality(body, "loss", ((chromosome, ""),), frozenset([f"{chromosome}p", f"{chromosome}q"]))


class _Piece(NamedTuple):
    kind: str
    bands: tuple[tuple[str, str], ...]


def _structure(body: str) -> Abnormality | None:
    pieces = [_piece(match) for match in _PIECE.finditer(body)]
    if not pieces or not pieces[0].bands:
        return None
    gained = body.startswith("+")
    kind = {"iso": "i", "rcp": "t"}.get(pieces[0].kind, pieces[0].kind)
    bands = tuple(dict.fromkeys(pair for piece in pieces for pair in piece.bands))
    lost: frozenset[str] = frozenset() if gained else frozenset(_lost(pieces))
    return Abnormality(body, kind, bands, lost, gained=gained)


def _piece(match: re.Match[str]) -> _Piece:
    """`t(5;17)(q13;p11)` pairs 5 with q13 and 17 with p11; `del(5q)` pairs 5 with q."""
    kind, chromosomes, bands = match[1], match[2].split(";"), (match[3] or "").split(";")
    pairs = []
    for place, written in enumerate(chromosomes):
        named = _CHROMOSOME.match(written)
        if named:
            band = bands[place] if place < len(bands) else ""
            pairs.append((named[1], named[2] or band))
    return _Piece(kind, tuple(pairs))


def arms(bands: str) -> list[str]:
    """The arms that a band text names, each once: "q13q33" is q."""
    return list(dict.fromkeys(band[0] for band in _BAND.findall(bands)))


def _lost(pieces: list[_Piece]) -> Iterator[str]:
    head = pieces[0]
    if head.kind == "der" and len(head.bands) > 1:
        yield from _lost_by_joined_arms(head)
    owned = {chromosome for chromosome, _ in head.bands}
    for piece in pieces:
        for chromosome, bands in piece.bands:
            if chromosome in owned:
                yield from _lost_by(piece.kind, chromosome, bands, derived=head.kind == "der")


def _lost_by_joined_arms(head: _Piece) -> Iterator[str]:
    """`der(1;7)(q10;p10)` keeps 1q and 7p: the arms not named are gone."""
    for chromosome, band in head.bands:
        if re.match(r"^[pq]10$", band):
            yield chromosome + _ARM[band[0]]


def _lost_by(kind: str, chromosome: str, bands: str, *, derived: bool) -> Iterator[str]:
    named = arms(bands)
    if kind in ("del", "add", "dic", "idic") or (kind == "t" and derived):
        yield from (chromosome + arm for arm in named)
    elif kind in ("i", "iso") and len(named) == 1:
        yield chromosome + _ARM[named[0]]
