"""The post-HMA model as a list of adverse factors: present, absent or unknown. No weights, hence no group.

Source: seeds/004:264-277. Cut-offs that the seed does not print are recalled and marked so in the output.
"""

from collections.abc import Callable, Mapping
from typing import Any

from matcher.chart import Chart
from matcher.state.evidence import cite
from matcher.state.karyotypes import last_karyotype
from matcher.state.model import Factor, PostHma
from matcher.state.tables import table
from matcher.state.transfusion import TransfusionBurden
from matcher.truth import Truth
from matcher.verdict import Evidence

_TABLE = table("post_hma")
_RULES: Mapping[str, Mapping[str, Any]] = _TABLE["factors"]

Found = tuple[Truth, str | None, tuple[Evidence, ...]]


def post_hma(chart: Chart, burden: TransfusionBurden, burden_evidence: tuple[Evidence, ...]) -> PostHma:
    """The six factors of the model at the day of the chart."""
    found: dict[str, Found] = {name: look(chart) for name, look in _LOOKS.items()}
    found["transfusion"] = (burden.dependent, None, burden_evidence)
    factors = tuple(_factor(_RULES[name], *found[name]) for name in _RULES)
    return PostHma(
        adverse=tuple(one.name for one in factors if one.present is True),
        absent=tuple(one.name for one in factors if one.present is False),
        unknown=tuple(one.name for one in factors if one.present is None),
        factors=factors,
        why=_TABLE["why"],
        source=_TABLE["source"],
    )


def _factor(
    rule: Mapping[str, Any], truth: Truth, said: str | None, evidence: tuple[Evidence, ...]
) -> Factor:
    known = None if truth is Truth.UNKNOWN else truth is Truth.TRUE
    return Factor(name=rule["name"], present=known, cut_off=_cut_off(rule), confidence=rule["confidence"],
                  said=said, evidence=evidence)  # fmt: skip


def _cut_off(rule: Mapping[str, Any]) -> str:
    if "cut_off" in rule:
        return str(rule["cut_off"])
    ((word, limit),) = rule["adverse"].items()
    return f"{word} {limit} {rule['unit']}"


def _side(rule: Mapping[str, Any], value: float) -> Truth:
    if _holds(rule["adverse"], value):
        return Truth.TRUE
    return Truth.FALSE if "absent" in rule and _holds(rule["absent"], value) else Truth.UNKNOWN


def _holds(limits: Mapping[str, float], value: float) -> bool:
    tests: Mapping[str, Callable[[float], bool]] = {
        "above": lambda limit: value > limit,
        "below": lambda limit: value < limit,
        "up_to": lambda limit: value <= limit,
        "from": lambda limit: value >= limit,
    }
    return all(tests[word](limit) for word, limit in limits.items())


def _age(chart: Chart) -> Found:
    if chart.age is None:
        return Truth.UNKNOWN, None, ()
    sides = {_side(_RULES["age"], years) for years in chart.age}
    evidence = (Evidence(path="birth_date or age_years", value=f"{chart.age[0]} years"),)
    return (sides.pop() if len(sides) == 1 else Truth.UNKNOWN), f"{chart.age[0]} years", evidence


def _measured(factor: str, key: str) -> Callable[[Chart], Found]:
    def look(chart: Chart) -> Found:
        fact = chart.latest(key)
        if fact is None or fact.value is None:
            return Truth.UNKNOWN, None, ()
        return _side(_RULES[factor], fact.value), f"{fact.value:g}", (cite(fact),)

    return look


def _blasts(chart: Chart) -> Found:
    """Blood blasts above the limit leave no doubt of the marrow; below it they say nothing."""
    marrow = _measured("blasts", "marrow_blasts")(chart)
    blood = _measured("blasts", "blood_blasts")(chart)
    return blood if blood[0] is Truth.TRUE and marrow[0] is not Truth.TRUE else marrow


def _complex(chart: Chart) -> Found:
    last = last_karyotype(chart)
    if last is None:
        return Truth.UNKNOWN, None, ()
    return last[1].complex(_RULES["complex"]["abnormalities_from"]), last[0].iscn, (cite(last[0]),)


_LOOKS: Mapping[str, Callable[[Chart], Found]] = {
    "age": _age,
    "performance": _measured("performance", "ecog"),
    "complex": _complex,
    "blasts": _blasts,
    "platelets": _measured("platelets", "platelets"),
}
