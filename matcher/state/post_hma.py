"""The post-HMA model as a list of adverse factors: present, absent or unknown. No weights, hence no group.

Source: seeds/004:264-277. Cut-offs that the seed does not print are recalled and marked so in the output.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Any

from matcher.chart import Chart
from matcher.state.evidence import cite
from matcher.state.karyotypes import last_karyotype
from matcher.state.model import Factor, PostHma
from matcher.state.tables import table
from matcher.state.transfusion import TransfusionBurden
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth
from matcher.verdict import Evidence

_TABLE = table("post_hma")
_RULES: Mapping[str, Mapping[str, Any]] = _TABLE["factors"]

Found = tuple[Truth, str | None, tuple[Evidence, ...]]


def post_hma(chart: Chart, burden: TransfusionBurden, burden_evidence: tuple[Evidence, ...]) -> PostHma:
    """The six factors of the model at the day of the chart."""
    found: dict[str, Found] = {name: look(chart) for name, look in _LOOKS.items()}
    found["transfusion"] = (burden.dependent, None, burden_evidence)
    factors = tuple([_factor(name, *found[name]) for name in _RULES])
    return PostHma(
        adverse=_named(factors, True),
        absent=_named(factors, False),
        unknown=_named(factors, None),
        factors=factors,
        why=_TABLE["why"],
        source=_TABLE["source"],
    )


def _named(factors: Iterable[Factor], present: bool | None) -> tuple[str, ...]:
    return tuple([one.name for one in factors if one.present is present])


def _factor(name: str, truth: Truth, said: str | None, evidence: tuple[Evidence, ...]) -> Factor:
    rule = _RULES[name]
    known = None if truth is UNKNOWN else truth is TRUE
    return Factor(name=rule["name"], present=known, cut_off=_CUT_OFFS[name], confidence=rule["confidence"],
                  said=said, evidence=evidence)  # fmt: skip


def _cut_off(rule: Mapping[str, Any]) -> str:
    if "cut_off" in rule:
        return str(rule["cut_off"])
    ((word, limit),) = rule["adverse"].items()
    return f"{word} {limit} {rule['unit']}"


_CUT_OFFS = {name: _cut_off(rule) for name, rule in _RULES.items()}


@lru_cache(maxsize=10_000)
def _side(factor: str, value: float) -> Truth:
    rule = _RULES[factor]
    if _holds(rule["adverse"], value):
        return TRUE
    return FALSE if "absent" in rule and _holds(rule["absent"], value) else UNKNOWN


def _holds(limits: Mapping[str, float], value: float) -> bool:
    return all(_TESTS[word](value, limit) for word, limit in limits.items())


_TESTS: Mapping[str, Callable[[float, float], bool]] = {"above": gt, "below": lt, "up_to": le, "from": ge}


def _age(chart: Chart) -> Found:
    if chart.age is None:
        return UNKNOWN, None, ()
    sides = {_side("age", years) for years in chart.age}
    evidence = (Evidence(path="birth_date or age_years", value=f"{chart.age[0]} years"),)
    return (sides.pop() if len(sides) == 1 else UNKNOWN), f"{chart.age[0]} years", evidence


def _measured(factor: str, key: str) -> Callable[[Chart], Found]:
    def look(chart: Chart) -> Found:
        fact = chart.latest(key)
        if fact is None or fact.value is None:
            return UNKNOWN, None, ()
        return _side(factor, fact.value), f"{fact.value:g}", (cite(fact),)

    return look


_marrow_blasts = _measured("blasts", "marrow_blasts")
_blood_blasts = _measured("blasts", "blood_blasts")


def _blasts(chart: Chart) -> Found:
    """Blood blasts above the limit leave no doubt of the marrow; below it they say nothing."""
    marrow, blood = _marrow_blasts(chart), _blood_blasts(chart)
    return blood if blood[0] is TRUE and marrow[0] is not TRUE else marrow


def _complex(chart: Chart) -> Found:
    last = last_karyotype(chart)
    if last is None:
        return UNKNOWN, None, ()
    return last[1].complex(_RULES["complex"]["abnormalities_from"]), last[0].iscn, (cite(last[0]),)


_LOOKS: Mapping[str, Callable[[Chart], Found]] = {
    "age": _age,
    "performance": _measured("performance", "ecog"),
    "complex": _complex,
    "blasts": _blasts,
    "platelets": _measured("platelets", "platelets"),
}
