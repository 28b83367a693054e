"""Who the patient is: age, sex, where she lives, how long she is expected to live."""

from functools import cache

from criteria.nodes import Age, LifeExpectancy, Residence, Sex
from criteria.rendering.wording import lasting
from criteria.words import phrase_key
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.say import against, decided, of_truth, on, unknown, value_of
from matcher.evaluate.tables import table
from matcher.truth import FALSE, TRUE
from matcher.verdict import Evidence, Verdict

LIFE_EXPECTANCY = "life_expectancy"


@evaluate.register
def _(criterion: Age, chart: Chart) -> Verdict:
    if chart.age is None:
        return unknown("the age is not recorded", ["age"])
    low, high = chart.age
    held = {criterion.interval.holds(years) for years in range(low, high + 1)}
    if len(held) == 2:
        return unknown(f"age {low} or {high}: the birth date is not recorded", ["birth date"])
    holds = held == {True}
    years = str(low) if low == high else f"{low} or {high}"
    verdict = decided(holds, f"age {years} {against(criterion.interval, holds)}")
    return verdict._replace(evidence=(Evidence(path=chart.age_path, value=f"age {years}"),))


@evaluate.register
def _(criterion: Sex, chart: Chart) -> Verdict:
    if chart.sex is None:
        return unknown("the sex is not recorded", ["sex"])
    verdict = decided(chart.sex == criterion.sex, f"the patient is {chart.sex}")
    return verdict._replace(evidence=(Evidence(path="sex", value=chart.sex),))


@evaluate.register
def _(criterion: Residence, chart: Chart) -> Verdict:
    if chart.country is None:
        return unknown("the country is not recorded", ["country of residence"])
    members = _members(criterion.place)
    if members is None:
        return unknown(
            f"{criterion.place} is no country or region known here", [f"whether in {criterion.place}"]
        )
    home = _codes().get(phrase_key(chart.country))
    if home is None:
        return unknown(f"{chart.country} is no country known here", [f"whether in {criterion.place}"])
    holds = home in members
    verdict = decided(holds, f"the patient lives in {chart.country}")
    return verdict._replace(evidence=(Evidence(path="location.country", value=chart.country),))


def _members(place: str) -> frozenset[str] | None:
    """The codes of the countries in a place; None for a place that the table does not hold."""
    regions = {phrase_key(name): frozenset(codes) for name, codes in table("places")["regions"].items()}
    key = phrase_key(place.replace("_", " "))
    key = key[1:] if key[:1] == ("the",) else key
    if key in regions:
        return regions[key]
    return frozenset({_codes()[key]}) if key in _codes() else None


@cache
def _codes() -> dict[tuple[str, ...], str]:
    countries = table("places")["countries"]
    return {phrase_key(name): code for code, names in countries.items() for name in (code, *names)}


@evaluate.register
def _(criterion: LifeExpectancy, chart: Chart) -> Verdict:
    found = chart.latest(LIFE_EXPECTANCY)
    if found is None or found.value is None:
        return unknown("the life expectancy is not recorded", ["life expectancy"])
    truth = TRUE if criterion.interval.holds(found.value) else FALSE
    return of_truth(
        truth, f"{value_of(found)} {on(found.date)}, asked {lasting(criterion.interval)}", (), [found]
    )
