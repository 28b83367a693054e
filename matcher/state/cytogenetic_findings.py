"""Which findings abnormalities show: by kind, chromosome and arm, as `data/karyotype.toml` has them.

Home to the question what one abnormality is. Counts and risk groups are elsewhere.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from matcher.state.iscn import Clone
from matcher.state.iscn_abnormality import IMBALANCE, PLOIDY, UNREAD, Abnormality, arms
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth, any_of

_TABLE = table("karyotype")
FINDINGS: dict[str, dict[str, Any]] = _TABLE["findings"]
_POLYMORPHISMS = [re.compile(pattern) for pattern in _TABLE["polymorphism"]["patterns"]]


def shown_by(abnormalities: Iterable[Abnormality], key: str) -> Truth:
    """Whether `key` is among the abnormalities; a cryptic one is never ruled out."""
    found = any_of(shows(one, key) for one in abnormalities)
    return UNKNOWN if found is FALSE and FINDINGS[key].get("cryptic") else found


@lru_cache(maxsize=50_000)
def shows(one: Abnormality, key: str) -> Truth:
    """Whether this abnormality is `key`. An uncertain one can at most leave it undecided."""
    rule = FINDINGS[key]
    if one.kind == UNREAD:
        return UNKNOWN
    matched = any(_fits(one, pattern) for pattern in rule.get("match", ())) or rule.get("loss") in one.lost
    if matched:
        return TRUE if one.certain else UNKNOWN
    if one.kind == IMBALANCE:
        return UNKNOWN if _may_be(one, rule) else FALSE
    suspect = one.kind != "loss" and any(arm in one.lost for arm in rule.get("suspect", ()))
    return UNKNOWN if suspect else FALSE


def _fits(one: Abnormality, pattern: dict[str, str]) -> bool:
    if pattern.get("kind") == "del":
        return _deleted(one, pattern["chromosome"], pattern["arm"])
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


def _deleted(one: Abnormality, chromosome: str, arm: str) -> bool:
    """A deletion, alone or within a derivative of its chromosome; a deleted chromosome too many is none."""
    if one.gained or one.kind not in ("del", "der"):
        return False
    if one.kind == "der":
        return f"del({chromosome})({arm}" in one.text
    return any(written == chromosome and arm in arms(bands) for written, bands in one.bands)


def _may_be(one: Abnormality, rule: dict[str, Any]) -> bool:
    """Whether a chromosome more or less in a clone that is not diploid may stand for the finding."""
    chromosome = one.bands[0][0]
    whole = any(pattern.get("chromosome") == chromosome for pattern in rule.get("match", ()))
    return whole or str(rule.get("loss", ""))[:-1] == chromosome


def monosomal(clones: Iterable[Clone], *, open_ended: bool) -> Truth:
    """Two autosomal monosomies in a clone, or one with a structural abnormality (M-high).

    A marker may or may not be counted as structural: with markers alone it stays undecided.
    """
    found = any_of(_monosomal_clone(clone) for clone in clones)
    return UNKNOWN if found is FALSE and open_ended else found


def _monosomal_clone(clone: Clone) -> Truth:
    ones = [one for one in clone.abnormalities if acquired(one)]
    lost = [one for one in ones if one.kind == "loss" and one.bands[0][0] not in "xy"]
    structural = [one for one in ones if one.kind not in ("gain", "loss", UNREAD, IMBALANCE, PLOIDY)]
    sure = sum(one.certain for one in lost)
    if sure >= 2 or (sure == 1 and any(one.certain and one.bands for one in structural)):
        return TRUE
    unread = any(one.kind == UNREAD for one in ones)
    possible = len(lost) >= 2 or (lost and structural) or unread
    return UNKNOWN if possible else FALSE


def acquired(one: Abnormality) -> bool:
    """Whether an abnormality counts: neither inborn nor a heteromorphism of healthy people."""
    return not one.constitutional and not _heteromorphism(one.text)


@lru_cache(maxsize=20_000)
def _heteromorphism(text: str) -> bool:
    return any(pattern.match(text) for pattern in _POLYMORPHISMS)
