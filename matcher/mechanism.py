"""Whether the mechanism of what a trial studies meets the patient's alterations and kind of disease.

The rules are data (`mechanisms.toml`) with their sources. Home to that meeting; it weighs nothing.
"""

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from matcher.chart import Chart
from matcher.evaluate.exposure import drugs_of
from matcher.state.conditions import ask
from matcher.state.derive import derived
from matcher.state.genes import mutated
from matcher.state.memory import once_per_key
from matcher.terms import read_drugs
from matcher.truth import UNKNOWN, Truth, any_of

GENE = "gene:"


class Meeting(NamedTuple):
    """Whether it meets, and by which rule: unknown with an empty reason where no rule is about the drugs."""

    truth: Truth
    why: str = ""


def mechanism_meets(chart: Chart, studied: tuple[str, ...]) -> Meeting:
    """What the rules say of what is studied, by its names in the record: one rule that meets is enough."""
    found = [_meeting(number, chart) for number in _rules_about(studied)]
    truth = any_of([one.truth for one in found])
    return next((one for one in found if one.truth is truth), Meeting(UNKNOWN))


@cache
def _rules() -> tuple[dict[str, Any], ...]:
    text = Path(__file__).with_name("mechanisms.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["mechanism"])


@lru_cache(maxsize=20_000)
def _rules_about(names: tuple[str, ...]) -> tuple[int, ...]:
    """Which rules are about one of the drugs that these names mean."""
    keys = {term.key for name in names for term in read_drugs(name) if term.key}
    return tuple(
        number
        for number, rule in enumerate(_rules())
        if any(key == drug or key in drugs_of((drug,)) for key in keys for drug in rule["drugs"])
    )


@once_per_key
def _meeting(number: int, chart: Chart) -> Meeting:
    rule = _rules()[number]
    truth = any_of([_truth(chart, name) for name in rule["fits"]])
    return Meeting(truth, f"{rule['why']} ({rule['src']})")


def _truth(chart: Chart, name: str) -> Truth:
    if name.startswith(GENE):
        return mutated(chart, name.removeprefix(GENE))
    return ask(name, derived(chart)).truth
