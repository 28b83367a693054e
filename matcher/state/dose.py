"""Doses as charts write them: how much of an HMA a cycle, of an ESA a week, and whether it is enough.

A dose that cannot be read, or has no unit, is unknown; nothing here raises. Sources: `data/failure.toml`.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from matcher.state.drugs import members
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth

_RULE = table("failure")
_NUMBER = r"(\d+(?:[.,]\d+)*)"
_AMOUNT = re.compile(
    _NUMBER + r"\s*(mg/m2|mg/m²|mg/sqm|mg/qm|mg|µg|μg|ug|mcg|micrograms?|iu|ie|units?|u)(?![a-z/]*kg)"
)
_DAYS = (
    re.compile(r"\bd(?:ays?)?\s*(\d+)\s*(?:-|–|to)\s*(\d+)"),
    re.compile(r"(?:x|×|for|per)\s*(\d+)\s*d(?:ays?)?\b"),
    re.compile(r"\b(\d+)\s+days\b"),
)
_SPLIT_WEEK = re.compile(r"\b5-2-2\b")
_EVERY = re.compile(r"(?:\bq|\bevery\s+|/)\s*(\d+)?\s*(d|w|day|week|month|m)(?:s|ly|k|wk|eeks?)?\b")
_TIMES = re.compile(
    r"\b(\d+|once|twice|thrice|one|two|three)\s*(?:x|×|times)?\s*(?:/|a|per|each|every)?\s*(?:w\b|wk|week)"
)
_WORD_NUMBERS = {"once": 1, "one": 1, "twice": 2, "two": 2, "thrice": 3, "three": 3}
_MICROGRAMS = frozenset({"µg", "μg", "ug", "mcg", "microgram", "micrograms"})


class Amount(NamedTuple):
    """An amount in its unit: "mg/m2", "mg", "IU" or "micrograms"."""

    value: float
    unit: str


_PER_KILOGRAM = re.compile(_NUMBER + r"\s*(µg|μg|ug|mcg|micrograms?|iu|ie|units?|u)\s*/\s*kg")
_JOINTS = re.compile(r"\s*(?:[+;]|,(?!\d)|\bthen\b|\bplus\b|\band\b|\bwith\b|->|→)\s*")
_MARKS = 4
"""So many first letters of a drug's name tell which part of a combined dose is its own."""

_DENIED = re.compile(r"\b(?:no|not|without|never)\s+(?:[\w-]+\s+){0,2}$")


@lru_cache(maxsize=10_000)
def says(text: str | None, words: str) -> bool:
    """Whether `text` has one of the stems listed under `words` and does not deny it ("no progression")."""
    if text is None:
        return False
    lower = text.lower()
    stems = "|".join(re.escape(stem) for stem in _RULE["words"][words])
    return any(not _DENIED.search(lower[: found.start()]) for found in re.finditer(stems, lower))


@lru_cache(maxsize=10_000)
def amount(dose: str) -> Amount | None:
    """The first amount with a unit that `dose` names; `40.000` may be forty or forty thousand: none."""
    found = _AMOUNT.search(dose.lower())
    if found is None:
        return None
    if re.fullmatch(r"\d{1,3}\.\d{3}", found[1]):
        return None
    value, unit = float(_plain_number(found[1])), found[2]
    if unit.startswith("mg"):
        return Amount(value, "mg" if unit == "mg" else "mg/m2")
    return Amount(value, "micrograms" if unit in _MICROGRAMS else "IU")


def _plain_number(written: str) -> str:
    """`40,000` is forty thousand, `2,5` two and a half."""
    grouped = re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", written)
    return written.replace(",", "") if grouped else written.replace(",", ".", 1)


def days_a_cycle(dose: str) -> int | None:
    """On how many days of a cycle the dose is given."""
    lower = dose.lower()
    if _SPLIT_WEEK.search(lower):
        return 7
    span = _DAYS[0].findall(lower)
    if span:
        return sum(int(last) - int(first) + 1 for first, last in span)
    counted = _DAYS[1].search(lower) or _DAYS[2].search(lower)
    return int(counted[1]) if counted else None


def parts_of(dose: str, drugs: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a dose that may be that of `drugs`: those that name one of them, else those by body
    surface, else all. "Venetoclax 400 mg d1-14, azacitidine 75 mg/m2 d1-7" has one for azacitidine."""
    parts: list[str] = []
    for part in _JOINTS.split(dose.lower()):
        if parts and (_AMOUNT.search(part) is None or _AMOUNT.search(parts[-1]) is None):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    named = [part for part in parts if any(drug[:_MARKS] in part for drug in drugs)]
    by_surface = [part for part in parts if "mg/m" in part or "mg/sqm" in part]
    return tuple(named or by_surface or parts)


@lru_cache(maxsize=10_000)
def hma_dose_is_standard(dose: str | None, drugs: tuple[str, ...]) -> Truth:
    """Whether the dose reaches the standard a cycle (seeds/004:124-148); unknown where not recorded, or where
    some of the doses named reach it and others do not."""
    if dose is None:
        return UNKNOWN
    if says(dose, "reduced_dose"):
        return FALSE
    if says(dose, "standard_dose"):
        return TRUE
    found = {_part_is_standard(part, drugs) for part in parts_of(dose, drugs)}
    return found.pop() if len(found) == 1 else UNKNOWN


def _part_is_standard(dose: str, drugs: tuple[str, ...]) -> Truth:
    every = _days_between(dose)
    if every is not None and every > _RULE["hma"]["longest_rhythm_days"]:
        return FALSE
    standard = next((found for drug in drugs if (found := _standard(drug)) is not None), None)
    given, days = amount(dose), days_a_cycle(dose)
    if standard is None or given is None:
        return UNKNOWN
    if "mg_a_cycle" in standard:
        return _reaches(given, days, standard["mg_a_cycle"])
    return _against_surface(dose, given, days, standard)


def _standard(drug: str) -> dict[str, Any] | None:
    """The standard of the drug itself, else of the drug that it is a form or a combination of; the dose by
    mouth is not that of the vein."""
    doses: dict[str, dict[str, Any]] = _RULE["hma"]["doses"]
    if drug in doses:
        return doses[drug]
    if drug in members(_RULE["hma"]["oral_class"]):
        return None
    return next((dose for key, dose in doses.items() if drug in members(key)), None)


def _reaches(given: Amount, days: int | None, least: float) -> Truth:
    if days is None or given.unit != "mg":
        return UNKNOWN
    return TRUE if given.value * days >= least else FALSE


def _against_surface(dose: str, given: Amount, days: int | None, standard: dict[str, Any]) -> Truth:
    """A flat dose is below standard if it is so for the smallest adult, and enough if so for the largest."""
    flat = given.unit == "mg" or says(dose, "flat_dose")
    surface = _RULE["hma"]["body_surface"]
    low, high = (surface["smallest_m2"], surface["largest_m2"]) if flat else (1.0, 1.0)
    if given.value < standard["mg_m2_a_day"] * low and days is None:
        return FALSE
    if days is None:
        return TRUE if given.value >= standard["mg_m2_a_day"] * high else UNKNOWN
    course = given.value * days
    if course < standard["mg_m2_a_cycle"] * low:
        return FALSE
    return TRUE if course >= standard["mg_m2_a_cycle"] * high else UNKNOWN


@lru_cache(maxsize=10_000)
def weekly(dose: str | None, kilograms: float | None = None) -> Amount | None:
    """The dose a week in IU or micrograms; None where amount, unit or rhythm is not recorded.

    `kilograms`: the body weight, without which a dose by weight says nothing.
    """
    if dose is None:
        return None
    given, times = amount(dose) or _by_weight(dose, kilograms), _times_a_week(dose.lower())
    if given is None or times is None or given.unit not in _RULE["esa"]["least_weekly"]:
        return None
    return Amount(given.value * times, given.unit)


def by_weight(dose: str) -> bool:
    """Whether the dose is written by body weight."""
    return _PER_KILOGRAM.search(dose.lower()) is not None


def _by_weight(dose: str, kilograms: float | None) -> Amount | None:
    found = _PER_KILOGRAM.search(dose.lower())
    if found is None or kilograms is None:
        return None
    unit = "micrograms" if found[2] in _MICROGRAMS else "IU"
    return Amount(float(_plain_number(found[1])) * kilograms, unit)


def _days_between(dose: str) -> float | None:
    """The days from one dose or cycle to the next, where a number is written."""
    every = _EVERY.search(dose.lower())
    if every is None or not every[1]:
        return None
    return int(every[1]) * {"d": 1, "w": 7, "m": 30.4375}[every[2][0]]


def _times_a_week(dose: str) -> float | None:
    if "tiw" in dose or "biw" in dose:
        return 3.0 if "tiw" in dose else 2.0
    days = _days_between(dose)
    if days:
        return 7 / days
    often = _TIMES.search(dose)
    if often:
        return float(_WORD_NUMBERS.get(often[1]) or int(often[1]))
    if re.search(r"weekly|/\s*w|a week|per week|each week|every week|\bqw\b|qwk", dose):
        return 1.0
    return 7.0 if re.search(r"daily|/\s*d(?:ay)?\b|\bqd\b|every day", dose) else None


def epoetin_equivalent(given: Amount) -> float:
    """The weekly dose in IU of epoetin; a microgram of darbepoetin counts as 200 IU (30,000 IU as 150)."""
    return given.value * (1 if given.unit == "IU" else float(_RULE["esa"]["iu_a_microgram"]))
