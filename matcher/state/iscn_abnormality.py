"""One abnormality of an ISCN string: its kind, its chromosomes and bands, what it surely loses.

Home to a single token. Clones are `matcher.state.iscn`'s. What cannot be read becomes an abnormality of kind
"unread" that may be anything, with an issue that names it; nothing here raises.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from matcher.state.iscn_spelling import KINDS
from matcher.state.tables import table

UNREAD = "unread"
PLOIDY = "ploidy"
IMBALANCE = "imbalance"
"""A whole chromosome more or less than the others of a clone that is not diploid: no trisomy, no monosomy."""

_CHROMOSOME = re.compile(r"^\??(\d{1,2}|x|y)\??([pq].*)?$")
_WHOLE = re.compile(r"^([+-])(\d{1,2}|x|y)$")
_MARKER = re.compile(r"^([+-])?(?:(\d+)(?:[~-](\d+))?)?(mar|dmin|min|r|ace|hsr)\d*$")
_SETS = re.compile(r"^<?[3-9]n[+-]?>?$")
_ARM_ALONE = re.compile(r"^(del|-)?(\d{1,2}|x|y)([pq])-?$")
_ARM_GAINED = re.compile(r"^\+?(\d{1,2}|x|y)([pq])\+?$")
_PIECE = re.compile(rf"({KINDS})\(([^()]*)\)(?:\(([^()]*)\))?")
_STRUCTURE = re.compile(rf"^([+-])?(?:psu)?(?:(?:{KINDS})\([^()]*\)(?:\([^()]*\))?)+$")
_RUN_ON = re.compile(rf"(?<=[\d)xyr])(?=[+-](?:\d|[xy]|mar|r|{KINDS}))|(?<=\))(?=(?:{KINDS})\()")
_BAND = re.compile(r"[pq][\d.?]*")
_OR = re.compile(r"(?<=[\d)])or(?=[+-]?(?:\d|[a-z]+\())")
_ARM = {"p": "q", "q": "p"}
_JOINED_KINDS = ("der", "ider", "dic", "idic", "trc", "r", "rec", "tas", "inv")
_USUAL_ARM: dict[str, dict[str, str]] = table("karyotype")["usual_arm"]
_MOST_MARKERS = 5


class Abnormality(NamedTuple):
    """One abnormality of a clone.

    `kind`: "gain" or "loss" of a whole chromosome, or ISCN's word for the structure (del, t, inv, i, der,
    mar). `bands` pairs each chromosome with the bands written for it ("" where none are). `lost` are the arms
    of which some material is surely gone, as "5q". `certain` is False after a question mark, and where too
    few cells have it to make a clone (`clonal`). `constitutional` ones are inborn and do not count.
    """

    text: str
    kind: str
    bands: tuple[tuple[str, str], ...] = ()
    lost: frozenset[str] = frozenset()
    certain: bool = True
    constitutional: bool = False
    gained: bool = False
    clonal: bool = True


def polyploidy() -> Abnormality:
    """More than two sets of chromosomes: one abnormality (Chun 2010)."""
    return Abnormality("polyploidy", PLOIDY)


def unread(token: str) -> Abnormality:
    """What may be any abnormality, or none."""
    return Abnormality(token, UNREAD, certain=False)


def abnormalities(token: str, issues: list[str]) -> tuple[Abnormality, ...]:
    """The abnormalities of one token: one, but for markers with a number, copies (x2) and a missing comma."""
    found, said = _remembered(token)
    issues += said
    return found


@lru_cache(maxsize=20_000)
def _remembered(token: str) -> tuple[tuple[Abnormality, ...], tuple[str, ...]]:
    """The same few tokens make most karyotypes."""
    issues: list[str] = []
    return tuple(_abnormalities(token, issues)), tuple(issues)


def _abnormalities(token: str, issues: list[str]) -> Iterator[Abnormality]:
    doubtful, inborn, body, copies = _marks(token)
    ones = _read(body, issues)
    if not ones:
        issues.append(f"{token!r} cannot be read; it may be any abnormality")
        ones = [unread(token)]
    for one in ones:
        yield one._replace(certain=one.certain and not doubtful, constitutional=inborn)
    if len(ones) == 1:
        yield from _copies(ones[0]._replace(constitutional=inborn), body, copies, doubtful=doubtful)


def _marks(token: str) -> tuple[bool, bool, str, int]:
    """Whether it is doubtful (?), inborn (c), what remains, and how often it is there (x2)."""
    doubtful = token.startswith("?") or token.endswith("?") or token[:2] in ("+?", "-?")
    body, *others = _OR.split(token.strip("?"))
    doubtful = doubtful or bool(others)
    body = body.replace("+?", "+", 1).replace("-?", "-", 1) if body[:2] in ("+?", "-?") else body
    inborn = len(body) > 1 and body.endswith("c") and body[-2] in "0123456789)xy"
    body = body[:-1] if inborn else body
    times = re.search(r"x(\d)$", body)
    return doubtful, inborn, body[: times.start()] if times else body, int(times[1]) if times else 1


def _copies(one: Abnormality, body: str, copies: int, *, doubtful: bool) -> Iterator[Abnormality]:
    """Each further marker counts (S: Chun 2010), and each further copy of a whole chromosome (M-med); copies
    of a structure may."""
    markers = _markers(body)
    sure = markers - 1 + (copies - 1 if one.kind in ("gain", "loss") else 0)
    more = markers - 1 + copies - 1
    for place in range(min(more, _MOST_MARKERS)):
        yield one._replace(certain=place < sure and not doubtful)


def _markers(body: str) -> int:
    """How many markers the token names: of a range the most, for some cell has so many (Chun 2010).

    Double minutes are one finding however many.
    """
    marker = _MARKER.match(body)
    if not marker or not marker[2] or marker[4] in ("dmin", "min"):
        return 1
    return max(int(marker[2]), int(marker[3] or 1), 1)


def _read(body: str, issues: list[str]) -> list[Abnormality]:
    """The abnormality, or several where a comma between them is missing; none where it cannot be read."""
    one = _one(body, issues)
    if one is not None and not _is_run_on(body):
        return [one]
    parts = [_one(part, issues) for part in _RUN_ON.split(body)]
    read = [part for part in parts if part is not None]
    if len(parts) < 2 or len(read) != len(parts):
        return [one] if one is not None else []
    issues.append(f"a comma is missing in {body!r}: it is read as {len(read)} abnormalities")
    return read


def _is_run_on(body: str) -> bool:
    """Two structures in a row that are no derivative: a comma was forgotten between them."""
    pieces = _PIECE.findall(body)
    return len(pieces) > 1 and pieces[0][0] not in _JOINED_KINDS and pieces[0][1] != pieces[1][1]


def _one(body: str, issues: list[str]) -> Abnormality | None:
    whole = _WHOLE.match(body)
    if whole:
        return _whole_chromosome(body, whole[1], whole[2])
    marker = _MARKER.match(body)
    if marker:
        return Abnormality(body, marker[4])
    alone = _ARM_ALONE.match(body)
    if alone and not (alone[1] is None and not body.endswith("-")):
        return _arm(f"del({alone[2]}{alone[3]})", "del", alone[2], alone[3])
    if _SETS.match(body):
        return polyploidy()
    gained = _ARM_GAINED.match(body)
    if gained and "+" in body:
        return Abnormality(body, "add", ((gained[1], gained[2]),), gained=True)
    return _structure(body, issues) if _STRUCTURE.match(body) else None


def _arm(text: str, kind: str, chromosome: str, arm: str) -> Abnormality | None:
    if not _exists(chromosome):
        return None
    return Abnormality(text, kind, ((chromosome, arm),), frozenset([chromosome + arm]))


def _exists(chromosome: str) -> bool:
    return chromosome in ("x", "y") or 1 <= int(chromosome) <= 22


def _whole_chromosome(body: str, sign: str, chromosome: str) -> Abnormality | None:
    if not _exists(chromosome):
        return None
    if sign == "+":
        return Abnormality(body, "gain", ((chromosome, ""),), gained=True)
    return Abnormality(body, "loss", ((chromosome, ""),), frozenset([f"{chromosome}p", f"{chromosome}q"]))


class _Piece(NamedTuple):
    kind: str
    bands: tuple[tuple[str, str], ...]


def _structure(body: str, issues: list[str]) -> Abnormality | None:
    pieces = [_piece(match) for match in _PIECE.finditer(body)]
    if not pieces or not (pieces[0].bands or "(?" in body):
        return None
    if not all(_exists(chromosome) for piece in pieces for chromosome, _ in piece.bands):
        return None
    pieces = [_with_usual_arm(pieces[0], body, issues), *pieces[1:]]
    gained = body.startswith("+")
    kind = {"iso": "i", "rcp": "t"}.get(pieces[0].kind, pieces[0].kind)
    bands = tuple(dict.fromkeys(pair for piece in pieces for pair in piece.bands))
    lost: frozenset[str] = frozenset() if gained else frozenset(_lost(pieces))
    return Abnormality(body, kind, bands, lost, gained=gained)


def _with_usual_arm(piece: _Piece, body: str, issues: list[str]) -> _Piece:
    """`del(5)` and `inv(3)` name no arm: they are read as is usual in these diseases, and that is said."""
    if piece.kind not in _USUAL_ARM or len(piece.bands) != 1:
        return piece
    ((chromosome, bands),) = piece.bands
    if arms(bands) or chromosome not in _USUAL_ARM[piece.kind]:
        return piece
    arm = _USUAL_ARM[piece.kind][chromosome]
    issues.append(f"{body!r} names no arm: it is read as {piece.kind}({chromosome}{arm})")
    return _Piece(piece.kind, ((chromosome, arm),))


def _piece(match: re.Match[str]) -> _Piece:
    """`t(5;17)(q13;p11)` pairs 5 with q13 and 17 with p11; `del(5q)` pairs 5 with q."""
    kind, chromosomes = match[1], match[2].split(";")
    bands = _bands(match[3] or "", len(chromosomes))
    pairs = []
    for place, written in enumerate(chromosomes):
        named = _CHROMOSOME.match(written)
        if named:
            band = bands[place] if place < len(bands) else ""
            pairs.append((named[1], named[2] or band))
    return _Piece(kind, tuple(pairs))


def _bands(written: str, chromosomes: int) -> list[str]:
    """The bands of each chromosome; where semicolons are missing or too many, as many as there are."""
    if chromosomes == 1:
        return [written]
    bands = written.split(";")
    each = _BAND.findall(written)
    return each if len(bands) == 1 and len(each) == chromosomes else bands


@lru_cache(maxsize=20_000)
def arms(bands: str) -> tuple[str, ...]:
    """The arms that a band text names, each once: "q13q33" is q."""
    return tuple(dict.fromkeys(band[0] for band in _BAND.findall(bands)))


def _lost(pieces: list[_Piece]) -> Iterator[str]:
    head = pieces[0]
    if head.kind in ("der", "rob") and len(head.bands) > 1:
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
    if kind in ("del", "add", "dic", "idic", "r") or (kind == "t" and derived):
        yield from (chromosome + arm for arm in named)
    elif kind in ("i", "iso", "ider") and len(named) == 1:
        yield chromosome + _ARM[named[0]]


def roughly(one: Abnormality) -> tuple[object, ...]:
    """An abnormality by its kind and arms, whatever the breakpoints; markers go by their names."""
    where = tuple((chromosome, arms(bands)) for chromosome, bands in one.bands)
    return one.kind, one.gained, one.constitutional, where or one.text


def opposite(one: Abnormality) -> str | None:
    """The text of what would take this one away again in a later clone: -8 for +8."""
    if one.text[:1] == "+":
        return "-" + one.text[1:]
    if one.text[:1] == "-":
        return "+" + one.text[1:] if _WHOLE.match(one.text) else one.text[1:]
    return None
