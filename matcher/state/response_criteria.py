"""The criteria of IWG 2006 and IWG 2023 on the values of one assessment, and what missing ones leave open.

Knows no chart. A value that may be several things is a tuple of them; every category that some of them give
stays possible, so that a further fact can only rule categories out. Limits: `data/response.toml`.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from matcher.state.tables import table

_TABLE = table("response")
_2006: Mapping[str, Any] = _TABLE["iwg_2006"]
_2023: Mapping[str, Any] = _TABLE["iwg_2023"]
_PROGRESSION: Sequence[Mapping[str, Any]] = table("failure")["hma"]["progression"]

Several = tuple[float, ...]


class Blasts(NamedTuple):
    """What the marrow blasts before and at the assessment say to the criteria."""

    few_before: bool
    up_to_limit: bool
    below_limit: bool
    halved: bool
    progressed: bool


class Assessed(NamedTuple):
    """One assessment: blasts, hemoglobin in g/dL, platelets and neutrophils in 10^9/L, blood blasts in %.

    `cleared`: complete cytogenetic response.
    """

    blasts: Blasts
    blood_blasts: float
    hemoglobin: float
    platelets: float
    anc: float
    cleared: float = False


_STEPS: Mapping[str, tuple[float, ...]] = {
    "blood_blasts": (0.0, 1.0),
    "hemoglobin": (0.0, 10.0, 11.0),
    "platelets": (0.0, 50.0, 100.0),
    "anc": (0.0, 0.5, 1.0),
    "cleared": (False, True),
}
"""One value on each side of every limit of the criteria: what an unknown count may be."""

_BEFORE = (0.0, 4.0, 7.0, 15.0, 25.0, 100.0)
"""The same for marrow blasts before treatment."""


def blasts(before: float, marrow: float) -> Blasts:
    """The blasts before and now, in %, as the criteria ask for them."""
    return Blasts(
        few_before=before < _2023["marrow_below"],
        up_to_limit=marrow <= _2006["marrow_up_to"],
        below_limit=marrow < _2023["marrow_below"],
        halved=before > _2006["marrow_up_to"] and marrow <= before / 2,
        progressed=progressed(before, marrow),
    )


def progressed(before: float, after: float) -> bool:
    """IWG 2006: blasts up by half or more, and above the limit that goes with what was before."""
    for rule in _PROGRESSION:
        if before <= rule["from_up_to"]:
            return after >= 1.5 * before and after > float(rule["to_above"])
    return False


def iwg_2006(found: Assessed) -> str:
    """CR, PR, mCR or PD by marrow and counts, else SD (which also has to last); IWG 2006."""
    counts = _counts(found, _2006)
    if found.blasts.up_to_limit:
        if counts:
            return "CR"
        return "mCR" if found.blasts.halved else "SD"
    if found.blasts.halved and counts:
        return "PR"
    return "PD" if found.blasts.progressed else "SD"


def iwg_2023(found: Assessed) -> str:
    """CR, CR equivalent, CRbi, CRuni, CRh or PR; needs 5% blasts before, CR equivalent fewer (IWG 2023)."""
    clear = found.blasts.below_limit and found.blood_blasts == 0
    counts = _counts(found, _2023)
    if found.blasts.few_before:
        return "CR equivalent" if clear and counts and found.cleared else "no CR equivalent"
    if clear:
        return "CR" if counts else _less_than_complete(found)
    partial = found.blasts.halved and not found.blasts.below_limit
    return "PR" if partial and counts else "no response"


def _less_than_complete(found: Assessed) -> str:
    reached = sum((found.hemoglobin >= _2023["hemoglobin_from"],
                   found.platelets >= _2023["platelets_from"], found.anc >= _2023["anc_from"]))  # fmt: skip
    if reached:
        return "CRbi" if reached == 2 else "CRuni"
    partial = found.platelets >= _2023["partial_platelets_from"] and found.anc >= _2023["partial_anc_from"]
    return "CRh" if partial else "no response"


def _counts(found: Assessed, rule: Mapping[str, Any]) -> bool:
    """The counts of a complete remission."""
    return bool(
        found.blood_blasts == 0
        and found.hemoglobin >= rule["hemoglobin_from"]
        and found.platelets >= rule["platelets_from"]
        and found.anc >= rule["anc_from"]
    )


CRITERIA: Mapping[str, Callable[[Assessed], str]] = {"iwg_2006": iwg_2006, "iwg_2023": iwg_2023}


class Known(NamedTuple):
    """What is known of an assessment, as the criteria ask for it: each may be one of several."""

    marrows: tuple[Blasts, ...]
    counts: tuple[Several, ...]


def known(marrow: float, values: Mapping[str, Several | None]) -> Known:
    """The values, each on the steps of the criteria; None: the value is not known."""
    marrows = {blasts(before, marrow) for before in values.get("before") or _BEFORE}
    return Known(tuple(sorted(marrows)), tuple(_on_steps(name, values.get(name)) for name in _STEPS))


def _on_steps(name: str, several: Several | None) -> Several:
    """Each value as the highest step that it reaches: the criteria ask for no more."""
    steps = _STEPS[name]
    if several is None:
        return steps
    if name == "blood_blasts":
        return tuple(sorted({float(value > 0) for value in several}))
    return tuple(sorted({steps[bisect_right(steps, value) - 1] for value in several}))


@lru_cache(maxsize=10_000)
def possible(system: str, facts: Known) -> tuple[str, ...]:
    """The categories that the facts leave possible, from best to worst."""
    judge = CRITERIA[system]
    found = {judge(Assessed(one, *chosen)) for one in facts.marrows for chosen in product(*facts.counts)}
    return tuple(one for one in _TABLE[system]["ranks"] if one in found)
