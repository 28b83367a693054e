"""Criteria from the registry's structured fields: age, sex, healthy volunteers. No text, so no offsets."""

import re

from criteria.eligibility import EligibilitySource, Item
from criteria.nodes import Age, Criterion, Sex
from criteria.quantity import DAYS_PER, Interval

_AGE = re.compile(r"(?<!\d)(\d{1,5}(?:\.\d+)?)\s*(minute|hour|day|week|month|year)s?", re.IGNORECASE)


def structured_items(source: EligibilitySource) -> list[Item]:
    """One item for each structured field that asks something; a missing bound is no bound."""
    items = [_age(source), _sex(source)]
    return [item for item in items if item is not None]


def years(printed: str | None) -> float | None:
    """`18 Years`, `6 Months` in years; None where the field is missing or says N/A."""
    match = _AGE.search(printed or "")
    if match is None:
        return None
    unit = match.group(2).lower()
    days = 1 / 1440 if unit == "minute" else DAYS_PER[unit]
    return float(match.group(1)) if unit == "year" else float(match.group(1)) * days / DAYS_PER["year"]


def _age(source: EligibilitySource) -> Item | None:
    low, high = years(source.minimum_age), years(source.maximum_age)
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        return None
    printed = " to ".join(
        filter(None, [source.minimum_age or "no lower limit", source.maximum_age or "no upper limit"])
    )
    # The registry's maximum counts whole years: 75 Years includes the year after the 75th birthday.
    upper = None if high is None else high + 1
    return _item(
        source, "age", f"Age: {printed}", Age(interval=Interval(low=low, high=upper, high_closed=False))
    )


def _sex(source: EligibilitySource) -> Item | None:
    if (source.sex or "").upper() == "FEMALE":
        return _item(source, "sex", "Sex: female", Sex(sex="female"))
    if (source.sex or "").upper() == "MALE":
        return _item(source, "sex", "Sex: male", Sex(sex="male"))
    return None


def _item(source: EligibilitySource, name: str, text: str, criterion: Criterion) -> Item:
    return Item(
        id=f"{source.nct_id}#s-{name}",
        section="structured",
        text=text,
        start=None,
        end=None,
        criterion=criterion,
    )
