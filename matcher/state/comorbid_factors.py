"""The factors of a comorbidity index, one by one: what illnesses and laboratory values say to each.

A factor is there, is not, or cannot be told. Home to single factors; the score is made elsewhere.
Definitions, points and sources: `data/comorbidity.toml`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.facts import Fact, Illness, Observation
from matcher.state.score import Bounds
from matcher.state.tables import table
from matcher.truth import FALSE, OR, TRUE, UNKNOWN, Truth, any_of

_TABLE = table("comorbidity")
_PRESENT = ("active", "unknown")


class Judged(NamedTuple):
    """A factor of an index, by its place in the table: the points it may bring, whether it is there, by which
    facts, and what is missing."""

    of: str
    place: int
    points: Bounds
    truth: Truth
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]


Said = dict[int, list[tuple[Truth, Illness]]]
"""What illnesses say to the levels of a factor, by the places of the levels."""


def judged_factors(chart: Chart, index: str) -> list[Judged]:
    """All factors of the index (`mds_ci`, `hct_ci`) in the order of the table."""
    closed, observed = "conditions" in chart.complete, chart.observed
    said = _said_by_illnesses(chart, index)
    measured = [place for lab, places in _BY_LAB[index].items() if lab in observed for place in places]
    factors = list(without_facts(index, closed=closed))
    for place in {*said, *measured}:
        factors[place] = _judged(observed, index, place, said.get(place, {}), closed)
    return factors


@lru_cache(maxsize=100)
def without_facts(index: str, *, closed: bool) -> tuple[Judged, ...]:
    """The factors where no fact speaks: all that there is to say is whether the list was complete."""
    return tuple([_judged({}, index, place, {}, closed) for place in range(len(_TABLE[index]["factors"]))])


def _judged(
    observed: Mapping[str, Sequence[Observation]], index: str, place: int, said: Said, closed: bool
) -> Judged:
    rule = _TABLE[index]["factors"][place]
    low = high = 0.0
    truth, facts, missing = FALSE, dict[str, Fact](), list[str]()
    for number, level in enumerate(rule["levels"]):
        held, found, names = _level(observed, level, said.get(number, ()), closed)
        truth = OR[truth, held]
        low = max(low, level["points"] if held is TRUE else 0)
        high = max(high, 0 if held is FALSE else level["points"])
        facts.update({fact.path: fact for fact in found})
        missing += names
    lacking = () if low == high else tuple(missing) or (rule["name"],)
    return Judged(index, place, Bounds(low, high), truth, tuple(facts.values()), lacking)


def _level(
    observed: Mapping[str, Sequence[Observation]],
    level: Mapping[str, Any],
    said: Sequence[tuple[Truth, Illness]],
    closed: bool,
) -> tuple[Truth, list[Illness | Observation], list[str]]:
    """Whether a level is reached, by which facts, and what is missing."""
    silent = FALSE if closed else UNKNOWN
    truth = any_of([answer for answer, _ in said]) if said else silent
    facts: list[Illness | Observation] = [illness for answer, illness in said if answer is truth]
    missing = ["conditions"] if truth is UNKNOWN and not facts else []
    for lab in level.get("labs", ()):
        by_lab, found = _by_lab(observed.get(lab["lab"], ()), lab)
        truth = OR[truth, by_lab]
        facts += [found] if found else []
        missing += [] if found else [lab["lab"]]
    return truth, facts, missing


# --- illnesses ---------------------------------------------------------------------------------------------


def _said_by_illnesses(chart: Chart, index: str) -> dict[int, Said]:
    """What the illnesses say, by the places of the factors to which some illness says anything."""
    said: dict[int, Said] = {}
    for illness in chart.illnesses:
        if illness.condition:
            for factor, level, answer in _says(index, illness.condition, illness.status):
                said.setdefault(factor, {}).setdefault(level, []).append((answer, illness))
    return said


@lru_cache(maxsize=10_000)
def _says(index: str, condition: str, status: str) -> tuple[tuple[int, int, Truth], ...]:
    """The levels to which an illness says anything, and what: each by factor and level."""
    return tuple(
        (place, number, answer)
        for place, factor in enumerate(_TABLE[index]["factors"])
        for number, level in enumerate(factor["levels"])
        if (answer := _of_level(level, condition, status)) is not None
    )


def _of_level(level: Mapping[str, Any], condition: str, status: str) -> Truth | None:
    """True of a concept of the level, unknown of one that may be milder, false where all of it is denied.

    None where the illness says nothing to the level.
    """
    if _among(condition, level.get("excluded", ())):
        return None
    certain, possible = level.get("concepts", ()), level.get("possible", ())
    if status in _PRESENT or (level.get("past", True) and status != "absent"):
        if _among(condition, certain):
            return TRUE
        return UNKNOWN if _among(condition, possible) else None
    denied = status == "absent" and _covers_all(condition, certain or possible)
    return FALSE if denied else None


def _among(key: str, concepts: Iterable[str]) -> bool:
    return any(vocabulary().covers("condition", concept, key) for concept in concepts)


def _covers_all(key: str, concepts: Iterable[str]) -> bool:
    return all(vocabulary().covers("condition", key, concept) for concept in concepts)


# --- laboratory values -------------------------------------------------------------------------------------


def _labs_of(index: str) -> Iterator[tuple[str, int]]:
    for place, factor in enumerate(_TABLE[index]["factors"]):
        for level in factor["levels"]:
            yield from ((lab["lab"], place) for lab in level.get("labs", ()))


_BY_LAB = {
    index: {lab: {place for other, place in _labs_of(index) if other == lab} for lab, _ in _labs_of(index)}
    for index in _TABLE
}
"""The places of the factors of an index that look at a lab."""


def _by_lab(values: Iterable[Observation], rule: Mapping[str, Any]) -> tuple[Truth, Observation | None]:
    """Whether the last value is beyond the limit; a lasting one needs the value before it to be so too."""
    series = [one for one in values if one.value is not None]
    if not series:
        return UNKNOWN, None
    last = series[-1]
    if not _beyond(rule, last):
        return FALSE, last
    if rule.get("lasting") and not (len(series) > 1 and _beyond(rule, series[-2])):
        return UNKNOWN, last
    return TRUE, last


def _beyond(rule: Mapping[str, Any], fact: Observation) -> bool:
    value = fact.value or 0.0
    if "at_most" in rule:
        return value <= float(rule["at_most"])
    if "above" in rule:
        return value > float(rule["above"])
    return value > float(rule["above_uln"]) * (fact.upper_limit or _usual_limit(rule["lab"]))


@lru_cache(maxsize=100)
def _usual_limit(lab: str) -> float:
    return float(vocabulary().concept("lab", lab).attributes["uln_default"])
