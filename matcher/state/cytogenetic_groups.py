"""The cytogenetic risk groups of the IPSS and the IPSS-R, and which of them doubt leaves possible.

Tables and sources: `data/karyotype.toml`.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from matcher.state.cytogenetic_findings import acquired, shows
from matcher.state.iscn import Clone, read_iscn
from matcher.state.iscn_abnormality import UNREAD, Abnormality, roughly
from matcher.state.tables import table
from matcher.truth import TRUE

IPSS_GROUPS = ("good", "intermediate", "poor")
CPSS_GROUPS = ("low", "intermediate", "high")
IPSS_R_GROUPS = ("very good", "good", "intermediate", "poor", "very poor")
MANY = 5
"""More possible abnormalities than these decide nothing: five more always reach the last group."""

_TABLE = table("karyotype")
_STAND_INS = [one for term in _TABLE["stand_ins"]["terms"] for one in read_iscn(term).clones[0].abnormalities]

Grouping = Callable[[Sequence[Abnormality]], str]


def possible_groups(
    certain: list[Abnormality], possible: list[Abnormality], group: Grouping, scale: Sequence[str]
) -> frozenset[str]:
    """Every group that some choice among the possible abnormalities leads to.

    One that cannot be read may be any: it is tried as each of those that the tables name.
    """
    weighed = possible[: MANY + 3]
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


def ipss(ones: Sequence[Abnormality]) -> str:
    """The IPSS group of certain abnormalities."""
    rule = _TABLE["ipss"]
    if not ones:
        return "good"
    if len(ones) >= rule["complex_from"] or _any_is(ones, rule["poor_with"]):
        return "poor"
    return "good" if len(ones) == 1 and _any_is(ones, rule["good"]) else "intermediate"


def cpss(ones: Sequence[Abnormality]) -> str:
    """The CPSS group of certain abnormalities, for CMML."""
    rule = _TABLE["cpss"]
    if not ones:
        return "low"
    if len(ones) >= rule["complex_from"] or _any_is(ones, rule["high_with"]):
        return "high"
    return "low" if len(ones) == 1 and _any_is(ones, rule["low_single"]) else "intermediate"


def ipss_r_of(clones: Sequence[Clone]) -> Grouping:
    """How the IPSS-R groups abnormalities of these clones: independent clones are a group of their own."""
    single_or_double = _single_or_double_unrelated(clones)

    def group(ones: Sequence[Abnormality]) -> str:
        return "intermediate" if single_or_double and len(ones) > 1 else _ipss_r(ones)

    return group


def _ipss_r(ones: Sequence[Abnormality]) -> str:
    rule = _TABLE["ipss_r"]
    if len(ones) >= rule["complex_from"]:
        return "very poor"
    if len(ones) <= 1:
        return _ipss_r_single(ones, rule)
    if len(ones) == 3 or _any_is(ones, rule["poor_double_with"]):
        return "poor"
    return "good" if _any_is(ones, rule["good_double_with"]) else "intermediate"


def _ipss_r_single(ones: Sequence[Abnormality], rule: dict[str, list[str]]) -> str:
    if not ones:
        return "good"
    for group, keys in (("very good", "very_good_single"), ("good", "good_single"), ("poor", "poor_single")):
        if _any_is(ones, rule[keys]):
            return group
    return "intermediate"


def _any_is(ones: Iterable[Abnormality], keys: Iterable[str]) -> bool:
    return any(shows(one, key) is TRUE for one in ones for key in keys)


def _single_or_double_unrelated(clones: Sequence[Clone]) -> bool:
    """Clones with nothing in common and at most two abnormalities each: "any other single or double
    independent clones" of the IPSS-R table."""
    counted = [[one for one in clone.abnormalities if acquired(one) and one.clonal] for clone in clones]
    few = max(map(len, counted), default=0) <= 2
    return few and _families(clones, counted) > 1


def _families(clones: Sequence[Clone], counted: Sequence[Sequence[Abnormality]]) -> int:
    """How many groups of clones share nothing: a clone is related to those it shares with or came from."""
    families: list[set[object]] = []
    for clone, ones in zip(clones, counted, strict=True):
        own: set[object] = set(map(roughly, ones))
        related = [family for family in families if family & own] or families[:1] * clone.inherits
        apart = [family for family in families if family not in related]
        families = [*apart, own.union(*related)] if own else families
    return len(families)
