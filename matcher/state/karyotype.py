"""What a karyotype says: findings, the count of abnormalities, the cytogenetic groups of the IPSS and IPSS-R.

Uncertain is unknown, never a guess: a question mark, a single cell, a word that cannot be read widen the
count to a range and the group to a set. A culture that failed or was not done says nothing; it is not normal.
Knows nothing of patients; the words and tables stand in `data/karyotype.toml` with their sources.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from criteria.quantity import Interval
from matcher.state.cytogenetic_count import (
    doubts_about,
    in_the_same_words,
    independent,
    weighed,
    with_cells_counted,
)
from matcher.state.cytogenetic_findings import FINDINGS, acquired, monosomal, shown_by
from matcher.state.cytogenetic_groups import (
    CPSS_GROUPS,
    IPSS_GROUPS,
    IPSS_R_GROUPS,
    MANY,
    cpss,
    ipss,
    ipss_r_of,
    possible_groups,
)
from matcher.state.iscn import Clone, Written, read_iscn
from matcher.state.iscn_abnormality import UNREAD, Abnormality
from matcher.state.iscn_spelling import plain
from matcher.state.tables import table
from matcher.truth import FALSE, NOT, TRUE, UNKNOWN, Truth, any_of

_TABLE = table("karyotype")
_STATUS_WORDS = {word: status for status, words in _TABLE["status"].items() for word in words}
_WORDS = re.compile("|".join(sorted(_TABLE["words"], key=len, reverse=True)))
_COUNTED = re.compile(
    r"^(>=|≥|atleast|>|morethan)?(\d{1,2})"
    r"(?:clonal|chromosom(?:al|e)|cytogenetic)*(?:abnormalit(?:y|ies)|aberrations?|anomal(?:y|ies))$"
)
_IGNORED = re.compile("|".join(_TABLE["ignored"]["words"]))
_ANYTHING = Abnormality("?", UNREAD, certain=False)

_SINGLE_X = re.compile(r"(?i)[\d,.;\s]x[o0]?\s*(?:[\[({,/;]|$)")
_COMPLEX_FROM = 3
_NO_END = 100
"""Where no count can be told, as many abnormalities as no karyotype has."""

Status = Literal["read", "normal", "failed", "not_done", "unreadable"]
Group = str


@dataclass(frozen=True)
class KaryotypeReading:
    """One karyotype, read.

    `abnormalities` are the acquired ones of all clones, each counted once; `count_low` to `count_high` how
    many there are (`count_high` None: no telling). `ipss_groups` and `ipss_r_groups` hold every group still
    possible: one when the karyotype decides it, all when it says nothing. `as_written` is the IPSS-R
    group if every doubtful mark is taken as it stands, which nothing here does.
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
    as_written: Group | None = None
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
        if key not in self._known:
            self._known[key] = self._found(key) if self.told else UNKNOWN
        return self._known[key]

    @cached_property
    def _known(self) -> dict[str, Truth]:
        return {}

    def _found(self, key: str) -> Truth:
        rule = FINDINGS.get(key)
        if key == "complex":
            return self.complex(_COMPLEX_FROM)
        if key == "monosomal":
            return self._monosomal()
        if rule is None:
            return self._summaries.get(key, UNKNOWN)
        if "any_of" in rule:
            return any_of(self.finding(part) for part in rule["any_of"])
        return shown_by(self.abnormalities, key)

    @cached_property
    def cpss_groups(self) -> frozenset[Group]:
        """The CPSS groups still possible: the groups of CMML."""
        if not self.told:
            return frozenset(CPSS_GROUPS)
        certain = [one for one in self.abnormalities if one.certain]
        doubtful = [one for one in weighed(self.abnormalities, self.clones) if not one.certain]
        bare = _is_bare_list(Written(self.clones, (), open_ended=self.count_high is None))
        more = [_ANYTHING] * MANY if self.count_high is None and not bare else []
        return possible_groups(certain, [*doubtful, *more], cpss, CPSS_GROUPS)

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The findings worth a word that are there, by their names in the table `shown`."""
        return tuple(key for key in _TABLE["shown"]["findings"] if self.finding(key) is TRUE)

    @cached_property
    def undecided(self) -> tuple[str, ...]:
        """Those that may be there."""
        return tuple(key for key in _TABLE["shown"]["findings"] if self.finding(key) is UNKNOWN)

    def isolated(self, key: str, others: int = 0) -> Truth:
        """Whether `key` is there with at most `others` abnormalities beside it."""
        found = self.finding(key)
        if found is FALSE or self.count_low > others + 1:
            return FALSE
        few = self.count_high is not None and self.count_high <= others + 1
        return TRUE if found is TRUE and few else UNKNOWN

    def complex(self, at_least: int = 3) -> Truth:
        """Whether there are at least `at_least` independent abnormalities."""
        key = f"at least {at_least} abnormalities"
        if key not in self._known:
            self._known[key] = self.counted(Interval(low=at_least))
        return self._known[key]

    def counted(self, interval: Interval) -> Truth:
        """Whether the number of independent abnormalities lies in `interval`."""
        if not self.told:
            return UNKNOWN
        highest = _NO_END if self.count_high is None else self.count_high
        held = {interval.holds(count) for count in range(self.count_low, highest + 1)}
        if len(held) == 2:
            return UNKNOWN
        return TRUE if held == {True} else FALSE

    @cached_property
    def _summaries(self) -> dict[str, Truth]:
        normal = self.counted(Interval(high=0))
        named = {"normal": normal, "abnormal": NOT[normal]}
        named |= {f"ipss {group}": _within(self.ipss_groups, (group,)) for group in IPSS_GROUPS}
        named |= {f"ipss_r {group}": _within(self.ipss_r_groups, (group,)) for group in IPSS_R_GROUPS}
        return named | {group.replace(" ", "_"): self.in_group(group) for group in IPSS_R_GROUPS}

    def _monosomal(self) -> Truth:
        return monosomal(self.clones, open_ended=self.count_high is None)

    def in_group(self, group: Group) -> Truth:
        """Whether the cytogenetic risk is `group`, no system named: where IPSS and IPSS-R differ, undecided.

        Only the IPSS-R has "very good" and "very poor"; they count as good and poor, not the other way round.
        """
        by_ipss_r = _within(self.ipss_r_groups, (group, f"very {group}"))
        if group not in IPSS_GROUPS:
            return by_ipss_r
        by_ipss = _within(self.ipss_groups, (group,))
        return by_ipss if by_ipss is by_ipss_r else UNKNOWN


def read_karyotype(iscn: str, sex: str | None = None) -> KaryotypeReading:
    """Read what the laboratory wrote: ISCN, a list of abnormalities, or a word such as "no growth".

    `sex` is the patient's, where it is known; it matters where a single X stands alone.
    """
    return _read(iscn, sex if sex and _SINGLE_X.search(iscn) else None)


@lru_cache(maxsize=20_000)
def _read(iscn: str, sex: str | None) -> KaryotypeReading:
    letters = re.sub(r"[^a-z]", "", plain(iscn))
    if not any(sign.isdigit() for sign in iscn) and letters in _STATUS_WORDS:
        return _in_words(iscn, _STATUS_WORDS[letters])
    if letters.startswith("complex"):
        return _called_complex(iscn)
    if counted := _COUNTED.match(plain(iscn)):
        number = int(counted[2]) + (counted[1] in (">", "morethan"))
        if number >= _COMPLEX_FROM:
            return _only_counted(iscn, number, counted[1])
    written = _clones(_signs_for_words(iscn), sex)
    if not _anything_read(written) or _no_cells(written):
        said = _status_within(letters, written)
        if said is not None:
            return _in_words(iscn, said)
        return KaryotypeReading(iscn, "unreadable", issues=(*written.issues, "the karyotype cannot be read"))
    if any(word in letters for word in _TABLE["closing"]["words"]) and ",inc" not in plain(iscn):
        written = written._replace(open_ended=False)
    if _is_bare_list(written) and "inc" not in letters:
        return _reading(iscn, _said_to_be_bare(written), independent(written.clones), whole=True)
    return _reading(iscn, written, independent(written.clones))


def _is_bare_list(written: Written) -> bool:
    """`del(5q), +8`, without a number of chromosomes: nothing says that there is no more."""
    numbered = (clone.sex or clone.number is not None for clone in written.clones)
    return written.open_ended and not any(numbered)


def _said_to_be_bare(written: Written) -> Written:
    said = "no chromosome number is written: the risk group takes the list for the whole karyotype"
    return written._replace(issues=(*written.issues, said))


def _clones(text: str, sex: str | None = None) -> Written:
    return with_cells_counted(in_the_same_words(read_iscn(text, sex)))


def _called_complex(iscn: str) -> KaryotypeReading:
    """`complex: -5, -7, +mar`: at least three abnormalities, and those that are named."""
    named = re.sub(r"^[:;,.()]*(?:with)?[:;,.()]*", "", _signs_for_words(iscn))
    written = _clones(named) if named else Written((), (), open_ended=True)
    if any(clone.number for clone in written.clones):
        return _reading(iscn, written, independent(written.clones))
    read = [one for one in independent(written.clones) if one.kind != UNREAD]
    others = max(_COMPLEX_FROM - len(read), 0)
    return _reading(
        iscn, written._replace(open_ended=True), [*read, *[_ANYTHING._replace(certain=True)] * others]
    )


def _only_counted(iscn: str, number: int, at_least: str | None) -> KaryotypeReading:
    """`> 3 abnormalities`: so many, and nothing is said of what they are."""
    written = Written((), (), open_ended=at_least is not None)
    return _reading(iscn, written, [_ANYTHING._replace(certain=True)] * number)


def _status_within(letters: str, written: Written) -> str | None:
    """A report in a sentence: "no analyzable metaphases were obtained"."""
    if _no_cells(written):
        return "failed"
    for status, words in _TABLE["status_within"].items():
        if any(word in letters for word in words):
            return str(status)
    return None


def _no_cells(written: Written) -> bool:
    """`46,XX[0]`: no metaphase was seen."""
    return bool(written.clones) and all(clone.cells == 0 for clone in written.clones)


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


def _reading(
    iscn: str, written: Written, found: Sequence[Abnormality], *, whole: bool = False
) -> KaryotypeReading:
    """`whole`: the groups take what is written for all there is, though findings leave the rest open."""
    counted = [one for one in found if acquired(one)]
    certain = [one for one in counted if one.certain]
    doubtful = [one for one in counted if not one.certain]
    ends_open = written.open_ended
    more = [_ANYTHING] * MANY if ends_open and not whole else []
    possible = [*weighed(doubtful, written.clones), *more]
    return KaryotypeReading(
        iscn=iscn,
        status="normal" if not counted and not ends_open else "read",
        clones=written.clones,
        abnormalities=tuple(counted) + ((_ANYTHING,) if ends_open else ()),
        constitutional=tuple(one for one in found if one.constitutional),
        count_low=len(certain),
        count_high=None if ends_open else len(counted),
        ipss_groups=possible_groups(certain, possible, ipss, IPSS_GROUPS),
        ipss_r_groups=possible_groups(certain, possible, ipss_r_of(written.clones), IPSS_R_GROUPS),
        as_written=_as_written(counted, written, ends_open=ends_open and not whole),
        issues=(*written.issues, *doubts_about(written.clones)),
    )


def _as_written(counted: Sequence[Abnormality], written: Written, *, ends_open: bool) -> Group | None:
    """The IPSS-R group if every question mark and every single cell is taken as it stands."""
    if ends_open or any(one.kind == UNREAD for one in counted):
        return None
    return ipss_r_of(written.clones)([one._replace(certain=True) for one in counted])


def _within(groups: frozenset[str], wanted: Iterable[str]) -> Truth:
    inside = {group in wanted for group in groups}
    if len(inside) == 2:
        return UNKNOWN
    return TRUE if inside == {True} else FALSE


def _only(groups: frozenset[str]) -> str | None:
    return next(iter(groups)) if len(groups) == 1 else None
