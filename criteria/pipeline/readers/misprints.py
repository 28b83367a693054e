"""Limits that cannot be meant as they are printed: `neutrophils 1,000 g/dL`, `platelets 50/mm3`."""

from typing import Final

from criteria.errors import CriteriaError
from criteria.pipeline.lexeme import Quantity
from criteria.quantity import Interval
from criteria.units import bare_unit, canonical_unit, read_unit

_LEAST: Final = {"platelets": 1.0, "anc": 0.02}
"""In 10^9/L: below these no trial draws a limit; `platelets < 50/mm3` leaves thousands away."""

_MISTAKEN: Final = frozenset({"mass", "volume", "activity"})
"""Dimensions that are mistaken for each other; an amount or a mass in a day is another measurement."""


def is_too_low(lab: str, interval: Interval) -> bool:
    """Whether a limit in the canonical unit lies where no patient could be."""
    bounds = [bound for bound in (interval.low, interval.high) if bound]
    return bool(bounds) and max(bounds) < _LEAST.get(lab, 0.0)


def without_unit(lab: str, quantity: Quantity) -> Quantity | None:
    """The number of a limit whose unit is a slip of the pen; None where the unit may be meant."""
    bounds = [bound for bound in (quantity.interval.low, quantity.interval.high) if bound]
    if not _may_slip(lab, quantity.unit) or not bounds:
        return None
    if any(bare_unit(bound, lab) is None for bound in bounds):
        return None
    return Quantity(interval=quantity.interval, bare=quantity.bare)


def _may_slip(lab: str, unit: str) -> bool:
    try:
        given, own = (read_unit(spelling).dimension for spelling in (unit, canonical_unit(lab)))
    except CriteriaError:
        return False
    names = [{name for name, _ in dimension} for dimension in (given, own)]
    return "volume" in names[1] and all(side <= _MISTAKEN for side in names)
