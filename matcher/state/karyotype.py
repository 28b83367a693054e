"""What a karyotype says: findings, the count of abnormalities, the cytogenetic groups of the IPSS and IPSS-R.

Uncertain is unknown, never a guess: a question mark, a single cell, a word that cannot be read widen the
count to a range and the group to a set. A culture that failed or was not done says nothing; it is not normal.
Knows nothing of patients; the words and tables stand in `data/karyotype.toml` with their sources.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any, Literal

from criteria.quantity import Interval
from matcher.state.iscn import UNREAD, Abnormality, Clone, Written, arms, plain, read_iscn
from matcher.state.tables import table
from matcher.truth import NOT, Truth, any_of

IPSS_GROUPS = ("good", "intermediate", "poor")
IPSS_R_GROUPS = ("very good", "good", "intermediate", "poor", "very poor")

_TABLE = table("karyotype")
_FINDINGS: dict[str, dict[str, Any]] = _TABLE["findings"]
_POLYMORPHISMS = [re.compile(pattern) for pattern in _TABLE["polymorphism"]["patterns"]]
_STATUS_WORDS = {word: status for status, words in _TABLE["status"].items() for word in words}
_WORDS = re.compile("|".join(sorted(_TABLE["words"], key=len, reverse=True)))
_IGNORED = re.compile("|".join(_TABLE["ignored"]["words"]))
_ANYTHING = Abnormality("?", UNREAD, certain=False)
_STAND_INS = [one for term in _TABLE["stand_ins"]["terms"] for one in read_iscn(term).clones[0].abnormalities]
_MANY = 5
"""More possible abnormalities than these decide nothing: five more always reach the last group."""

Status = Literal["read", "normal", "failed", "not_done", "unreadable"]
Group = str


@dataclass(frozen=True)
class KaryotypeReading:
    """One karyotype, read.

    `abnormalities` are the acquired ones of all clones, each counted once; `count_low` to `count_high` how
    many there are (`count_high` None: no telling). `ipss_groups` and `ipss_r_groups` hold every group still
    possible: one when the karyotype decides it, all when it says nothing.
    """

    iscn: str
    status: Status
    clones: tuple[Clone, ...] = ()
    abnormalities: tuple[Abnormality, ...] = ()
    constitutional: tuple[Abnormality, ...] = ()
    count_low: int = 0
    count_high: int | None = None
    ipss_groups: frozenset[Group] = frozenset(IPSS_GROUPS)
    ipss_r_groups: frozenset[Group] = frozenset(IPSS_R_GROUPS)
    issues: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether the karyotype says anything at all."""
        return self.status in ("read", "normal")

    @property
    def ipss_group(self) -> Group | None:
        """The IPSS group, when only one is possible."""
        return _only(self.ipss_groups)

    @property
    def ipss_r_group(self) -> Group | None:
        """The IPSS-R group, when only one is possible."""
        return _only(self.ipss_r_groups)

    def finding(self, key: str) -> Truth:
        """Whether the karyotype shows `key`; unknown for a key that the tables do not hold."""
        if not self.told:
            return Truth.UNKNOWN
        return self._findings.get(key, Truth.UNKNOWN)

    def isolated(self, key: str, others: int = 0) -> Truth:
        """Whether `key` is there with at most `others` abnormalities beside it."""
        found = self.finding(key)
        if found is Truth.FALSE or self.count_low > others + 1:
            return Truth.FALSE
        few = self.count_high is not None and self.count_high <= others + 1
        return Truth.TRUE if found is Truth.TRUE and few else Truth.UNKNOWN

    def complex(self, at_least: int = 3) -> Truth:
        """Whether there are at least `at_least` independent abnormalities."""
        return self.counted(Interval(low=at_least))

    def counted(self, interval: Interval) -> Truth:
        """Whether the number of independent abnormalities lies in `interval`."""
        if not self.told:
            return Truth.UNKNOWN
        highest = self.count_low + _MANY if self.count_high is None else self.count_high
        held = {interval.holds(count) for count in range(self.count_low, highest + 1)}
        if len(held) == 2:
            return Truth.UNKNOWN
        return Truth.TRUE if held == {True} else Truth.FALSE

    @cached_property
    def _findings(self) -> dict[str, Truth]:
        simple = {key: _shown_by(self.abnormalities, key) for key in _FINDINGS}
        joined = {
            key: any_of(simple[part] for part in rule["any_of"])
            for key, rule in _FINDINGS.items()
            if "any_of" in rule
        }
        return simple | joined | self._summaries()

    def _summaries(self) -> dict[str, Truth]:
        normal = self.counted(Interval(high=0))
        named = {"normal": normal, "abnormal": NOT[normal]}
        named |= {"complex": self.complex(3), "monosomal": _monosomal(self)}
        return named | {group.replace(" ", "_"): self.in_group(group) for group in IPSS_R_GROUPS}

    def in_group(self, group: Group) -> Truth:
        """Whether the cytogenetic risk is `group`, no system named: where IPSS and IPSS-R differ, undecided.

        Only the IPSS-R has "very good" and "very poor"; they count as good and poor, not the other way round.
        """
        by_ipss_r = _within(self.ipss_r_groups, (group, f"very {group}"))
        if group not in IPSS_GROUPS:
            return by_ipss_r
        by_ipss = _within(self.ipss_groups, (group,))
        return by_ipss if by_ipss is by_ipss_r else Truth.UNKNOWN


@lru_cache(maxsize=20_000)
def read_karyotype(iscn: str) -> KaryotypeReading:
    """Read what the laboratory wrote: ISCN, a list of abnormalities, or a word such as "no growth"."""
    letters = re.sub(r"[^a-z]", "", plain(iscn))
    if not any(sign.isdigit() for sign in iscn) and letters in _STATUS_WORDS:
        return _in_words(iscn, _STATUS_WORDS[letters])
    if letters.startswith("complex") and not any(sign.isdigit() for sign in iscn):
        return _reading(iscn, Written((), (), open_ended=True), [_ANYTHING._replace(certain=True)] * 3)
    written = read_iscn(_signs_for_words(iscn))
    if not _anything_read(written):
        return KaryotypeReading(iscn, "unreadable", issues=(*written.issues, "the karyotype cannot be read"))
    return _reading(iscn, written, _independent(written.clones))


def _in_words(iscn: str, status: str) -> KaryotypeReading:
    if status == "normal":
        return _reading(iscn, Written((), (), open_ended=False), [])
    said: Status = "failed" if status == "failed" else "not_done"
    return KaryotypeReading(
        iscn, said, issues=(f"the karyotype is {said.replace('_', ' ')}: nothing follows from it",)
    )


def _anything_read(written: Written) -> bool:
    read = (one.kind != UNREAD for clone in written.clones for one in clone.abnormalities)
    return any(clone.number for clone in written.clones) or any(read)


def _signs_for_words(text: str) -> str:
    """`trisomy 8` is written `+8`; words that say nothing more are left out."""
    said_twice = re.sub(r"\((?:mono|tri)somy [^)]*\)", "", text.lower())
    return _WORDS.sub(lambda word: _TABLE["words"][word[0]], _IGNORED.sub("", plain(said_twice)))


def _reading(iscn: str, written: Written, found: Sequence[Abnormality]) -> KaryotypeReading:
    acquired = [one for one in found if not one.constitutional]
    certain = [one for one in acquired if one.certain]
    doubtful = [one for one in acquired if not one.certain]
    possible = [*doubtful, *([_ANYTHING] * _MANY if written.open_ended else [])]
    ends_open = written.open_ended
    return KaryotypeReading(
        iscn=iscn,
        status="normal" if not acquired and not ends_open else "read",
        clones=written.clones,
        abnormalities=tuple(acquired) + ((_ANYTHING,) if ends_open else ()),
        constitutional=tuple(one for one in found if one.constitutional),
        count_low=len(certain),
        count_high=None if ends_open else len(acquired),
        ipss_groups=_groups(certain, possible, _ipss, IPSS_GROUPS),
        ipss_r_groups=_groups(certain, possible, _ipss_r_of(written.clones), IPSS_R_GROUPS),
        issues=(*written.issues, *_doubts(written.clones)),
    )


def _independent(clones: Iterable[Clone]) -> list[Abnormality]:
    """Each abnormality once, however many clones have it; certain as soon as one clone makes it so."""
    most: Counter[str] = Counter()
    best: dict[str, list[Abnormality]] = {}
    for clone in clones:
        here = [one for one in clone.abnormalities if not _polymorphism(one.text)]
        for text, times in Counter(one.text for one in here).items():
            same = sorted((one for one in here if one.text == text), key=lambda one: not one.certain)
            if times > most[text]:
                most[text], best[text] = times, [*best.get(text, []), *same][:times]
            if same[0].certain:
                best[text][0] = same[0]
    return [one for ones in best.values() for one in ones]


def _polymorphism(text: str) -> bool:
    return any(pattern.match(text) for pattern in _POLYMORPHISMS)


def _doubts(clones: Iterable[Clone]) -> list[str]:
    """What a reader should look at again: single cells, and a number that the abnormalities do not make."""
    doubts = []
    for clone in clones:
        if clone.cells == 1 and clone.abnormalities and not clone.composite:
            doubts.append("one metaphase is no clone: its abnormalities are uncertain")
        if clone.number and not clone.composite and _miscounted(clone):
            doubts.append(f"the chromosome number {clone.number} does not fit the abnormalities written")
    return doubts


def _miscounted(clone: Clone) -> bool:
    if any(one.kind in (UNREAD, "dic", "der", "rob", "dmin") for one in clone.abnormalities):
        return False
    if not all(one.certain for one in clone.abnormalities):
        return False
    balance = sum((one.text[0] == "+") - (one.text[0] == "-") for one in clone.abnormalities)
    return clone.number != 46 + balance


# --- findings --------------------------------------------------------------------------------------------


def _shown_by(abnormalities: Iterable[Abnormality], key: str) -> Truth:
    found = any_of(_shows(one, key) for one in abnormalities)
    return Truth.UNKNOWN if found is Truth.FALSE and _FINDINGS[key].get("cryptic") else found


@lru_cache(maxsize=50_000)
def _shows(one: Abnormality, key: str) -> Truth:
    """Whether this abnormality is `key`. An uncertain one can at most leave it undecided."""
    rule = _FINDINGS[key]
    if one.kind == UNREAD:
        return Truth.UNKNOWN
    matched = any(_fits(one, pattern) for pattern in rule.get("match", ())) or rule.get("loss") in one.lost
    if matched:
        return Truth.TRUE if one.certain else Truth.UNKNOWN
    suspect = one.kind != "loss" and any(arm in one.lost for arm in rule.get("suspect", ()))
    return Truth.UNKNOWN if suspect else Truth.FALSE


def _fits(one: Abnormality, pattern: dict[str, str]) -> bool:
    if "kind" in pattern and one.kind != pattern["kind"]:
        return False
    if "text" in pattern:
        return re.match(pattern["text"], one.text) is not None
    for chromosome, bands in one.bands:
        if chromosome == pattern["chromosome"]:
            on_arm = "arm" not in pattern or pattern["arm"] in arms(bands)
            if on_arm and pattern.get("band", "") in bands:
                return True
    return False


def _monosomal(reading: KaryotypeReading) -> Truth:
    """Two autosomal monosomies in a clone, or one with a structural abnormality (M-high).

    A marker may or may not be counted as structural: with markers alone it stays undecided.
    """
    if not reading.clones:
        return Truth.FALSE if reading.status == "normal" else Truth.UNKNOWN
    return any_of(_monosomal_clone(clone, reading) for clone in reading.clones)


def _monosomal_clone(clone: Clone, reading: KaryotypeReading) -> Truth:
    ones = [one for one in clone.abnormalities if not one.constitutional and not _polymorphism(one.text)]
    lost = [one for one in ones if one.kind == "loss" and one.bands[0][0] not in "xy"]
    structural = [one for one in ones if one.kind not in ("gain", "loss", UNREAD)]
    marked = [one for one in structural if not one.bands]
    sure = sum(one.certain for one in lost)
    plain_structural = any(one.certain and one.bands for one in structural)
    if sure >= 2 or (sure == 1 and plain_structural):
        return Truth.TRUE
    unsure = any(one.kind == UNREAD for one in ones) or reading.count_high is None
    possible = len(lost) >= 2 or (lost and (structural or marked)) or unsure
    return Truth.UNKNOWN if possible else Truth.FALSE


# --- groups ----------------------------------------------------------------------------------------------

Grouping = Callable[[Sequence[Abnormality]], str]


def _groups(
    certain: list[Abnormality], possible: list[Abnormality], group: Grouping, scale: Sequence[str]
) -> frozenset[str]:
    """Every group that some choice among the possible abnormalities leads to.

    One that cannot be read may be any: it is tried as each of those that the tables name.
    """
    weighed = possible[: _MANY + 3]
    chosen: set[str] = set()
    for stand_in in _STAND_INS if any(one.kind == UNREAD for one in weighed) else _STAND_INS[:1]:
        read = [stand_in if one.kind == UNREAD else one for one in weighed]
        chosen |= {
            group([*certain, *(one._replace(certain=True) for one in extra)])
            for size in range(len(read) + 1)
            for extra in combinations(read, size)
        }
        if len(chosen) == len(scale):
            break
    return frozenset(chosen)


def _ipss(ones: Sequence[Abnormality]) -> str:
    rule = _TABLE["ipss"]
    if not ones:
        return "good"
    if len(ones) >= rule["complex_from"] or _any_is(ones, rule["poor_with"]):
        return "poor"
    return "good" if len(ones) == 1 and _any_is(ones, rule["good"]) else "intermediate"


def _ipss_r_of(clones: Sequence[Clone]) -> Grouping:
    unrelated = _unrelated(clones)

    def group(ones: Sequence[Abnormality]) -> str:
        return _ipss_r(ones, unrelated)

    return group


def _ipss_r(ones: Sequence[Abnormality], unrelated: bool) -> str:
    rule = _TABLE["ipss_r"]
    if len(ones) >= rule["complex_from"]:
        return "very poor"
    if len(ones) <= 1:
        return _ipss_r_single(ones, rule)
    if len(ones) == 3 or _any_is(ones, rule["poor_double_with"]):
        return "poor"
    return "good" if _any_is(ones, rule["good_double_with"]) and not unrelated else "intermediate"


def _ipss_r_single(ones: Sequence[Abnormality], rule: dict[str, list[str]]) -> str:
    if not ones:
        return "good"
    for group, keys in (("very good", "very_good_single"), ("good", "good_single"), ("poor", "poor_single")):
        if _any_is(ones, rule[keys]):
            return group
    return "intermediate"


def _any_is(ones: Iterable[Abnormality], keys: Iterable[str]) -> bool:
    return any(_shows(one, key) is Truth.TRUE for one in ones for key in keys)


def _unrelated(clones: Sequence[Clone]) -> bool:
    """Two abnormal clones with nothing in common: independent clones, which the IPSS-R table names apart."""
    sets = [{one.text for one in clone.abnormalities} for clone in clones if clone.abnormalities]
    return len(sets) > 1 and any(not first & second for first, second in combinations(sets, 2))


def _within(groups: frozenset[str], wanted: Iterable[str]) -> Truth:
    inside = {group in wanted for group in groups}
    if len(inside) == 2:
        return Truth.UNKNOWN
    return Truth.TRUE if inside == {True} else Truth.FALSE


def _only(groups: frozenset[str]) -> str | None:
    return next(iter(groups)) if len(groups) == 1 else None
