"""The criteria of IWG 2006 and IWG 2023 on the values of one assessment, and what missing ones leave open.

Knows no chart. A value that may be several things is a tuple of them; every category that some of them give
stays possible, so that a further fact can only rule categories out. Limits: `data/response.toml`.
"""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, NamedTuple

from matcher.state.tables import table

_TABLE = table("response")
_2006: Mapping[str, Any] = _TABLE["iwg_2006"]
_2023: Mapping[str, Any] = _TABLE["iwg_2023"]

Several = tuple[float, ...]


class Assessed(NamedTuple):
    """One assessment: blasts in %, hemoglobin in g/dL, platelets and neutrophils in 10^9/L.

    `before` are the marrow blasts before treatment. `cleared`: complete cytogenetic response.
    """

    before: float
    marrow: float
    blood_blasts: float
    hemoglobin: float
    platelets: float
    anc: float
    cleared: bool = False


UNKNOWN: Mapping[str, tuple[float, ...]] = {
    "before": (0.0, 4.0, 7.0, 15.0, 25.0, 100.0),
    "blood_blasts": (0.0, 1.0),
    "hemoglobin": (0.0, 10.0, 11.0),
    "platelets": (0.0, 50.0, 100.0),
    "anc": (0.0, 0.5, 1.0),
    "cleared": (False, True),
}
"""For a value that is not known: one on each side of every limit of the criteria."""


def iwg_2006(found: Assessed) -> str:
    """CR, PR, mCR or PD by marrow and counts, else SD (which also has to last); IWG 2006."""
    halved = found.before > _2006["marrow_up_to"] and found.marrow <= found.before / 2
    counts = _counts(found, _2006)
    if found.marrow <= _2006["marrow_up_to"]:
        if counts:
            return "CR"
        return "mCR" if halved else "SD"
    if halved and counts:
        return "PR"
    return "PD" if progressed(found.before, found.marrow) else "SD"


def progressed(before: float, after: float) -> bool:
    """IWG 2006: blasts up by half or more, and above the limit that goes with what was before."""
    for rule in table("failure")["hma"]["progression"]:
        if before <= rule["from_up_to"]:
            return after >= 1.5 * before and after > float(rule["to_above"])
    return False


def iwg_2023(found: Assessed) -> str:
    """CR, CR equivalent, CRbi, CRuni, CRh or PR; needs 5% blasts before, CR equivalent fewer (IWG 2023)."""
    clear = found.marrow < _2023["marrow_below"] and found.blood_blasts == 0
    counts = _counts(found, _2023)
    if found.before < _2023["marrow_below"]:
        return "CR equivalent" if clear and counts and found.cleared else "no response"
    if clear:
        return "CR" if counts else _less_than_complete(found)
    halved = found.marrow <= found.before / 2 and found.marrow >= _2023["marrow_below"]
    return "PR" if halved and counts else "no response"


def _less_than_complete(found: Assessed) -> str:
    reached = sum((found.hemoglobin >= _2023["hemoglobin_from"],
                   found.platelets >= _2023["platelets_from"], found.anc >= _2023["anc_from"]))  # fmt: skip
    if reached:
        return "CRbi" if reached == 2 else "CRuni"
    partial = found.platelets >= _2023["partial_platelets_from"] and found.anc >= _2023["partial_anc_from"]
    return "CRh" if partial else "no response"


def _counts(found: Assessed, rule: Mapping[str, Any]) -> bool:
    """The counts of a complete remission."""
    return (
        found.blood_blasts == 0
        and found.hemoglobin >= rule["hemoglobin_from"]
        and found.platelets >= rule["platelets_from"]
        and found.anc >= rule["anc_from"]
    )


CRITERIA: Mapping[str, Callable[[Assessed], str]] = {"iwg_2006": iwg_2006, "iwg_2023": iwg_2023}


def possible(system: str, marrow: float, values: Mapping[str, Several | None]) -> tuple[str, ...]:
    """The categories that the values leave possible, from best to worst; None: the value is not known."""
    names = ("before", "blood_blasts", "hemoglobin", "platelets", "anc", "cleared")
    choices = [values.get(name) or UNKNOWN[name] for name in names]
    found = {CRITERIA[system](_assessed(marrow, names, chosen)) for chosen in product(*choices)}
    return tuple(one for one in _TABLE[system]["ranks"] if one in found)


def _assessed(marrow: float, names: tuple[str, ...], chosen: tuple[float, ...]) -> Assessed:
    return Assessed(marrow=marrow, **dict(zip(names, chosen, strict=True)))  # type: ignore[arg-type]
