"""Pregnancy, lactation, contraception; donors.

What concerns women only does not apply to a man, and what concerns those who may become pregnant not to those
who cannot. A man's promise of contraception is not for a record to decide.
"""

from criteria.nodes import Donor, Reproductive
from criteria.rendering.leaves import DONORS, STATES
from matcher.chart import Chart
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.say import decided, unknown
from matcher.verdict import Evidence, Verdict

LAST_FERTILE_AGE = 60
"""From this age on a woman is taken to be past childbearing where nothing is recorded (M-high)."""

FEMALE_ONLY = ("pregnant", "breastfeeding", "childbearing_potential")
DONOR_FIELDS = ("matched_sibling", "matched_unrelated", "haploidentical")


@evaluate.register
def _(criterion: Reproductive, chart: Chart) -> Verdict:
    state = criterion.state
    if state == "fathering":
        return _fathering(chart)
    if chart.sex == "male":
        return _of_man(state)
    if state == "contraception":
        return _contraception(chart)
    if state == "negative_pregnancy_test":
        return _pregnancy_test(chart)
    return _recorded(state, chart)


def _fathering(chart: Chart) -> Verdict:
    if chart.sex == "female":
        return _does_not_apply(False, "the patient is female")
    return unknown("the ability to father a child is not recorded", ["ability to father a child"])


def _of_man(state: str) -> Verdict:
    if state == "contraception":
        return unknown("a man's contraception is a promise: no record decides it", basis="administrative")
    return _does_not_apply(state == "negative_pregnancy_test", "the patient is male")


def _does_not_apply(holds: bool, reason: str) -> Verdict:
    verdict = decided(holds, reason, (), "presumed")
    return verdict._replace(evidence=(Evidence(path="sex", value=reason.split()[-1]),))


def _fertile(chart: Chart) -> bool | None:
    """Whether the patient may become pregnant."""
    recorded = chart.reproductive.childbearing_potential
    if recorded is None and chart.sex == "female" and chart.age and chart.age[0] >= LAST_FERTILE_AGE:
        return False
    return recorded


def _contraception(chart: Chart) -> Verdict:
    if _fertile(chart) is False:
        return _infertile(True, chart)
    return _recorded("contraception", chart)


def _pregnancy_test(chart: Chart) -> Verdict:
    if _fertile(chart) is False:
        return _infertile(True, chart)
    if chart.reproductive.pregnant:
        return decided(False, "the patient is pregnant")._replace(evidence=_evidence("pregnant", True))
    return unknown("no pregnancy test is recorded", ["a pregnancy test"])


def _infertile(holds: bool, chart: Chart) -> Verdict:
    if chart.reproductive.childbearing_potential is None and chart.age:
        return decided(holds, f"the patient is past childbearing at age {chart.age[0]}", (), "presumed")
    verdict = decided(holds, "the patient is not of childbearing potential")
    return verdict._replace(evidence=_evidence("childbearing_potential", False))


def _recorded(state: str, chart: Chart) -> Verdict:
    value = getattr(chart.reproductive, state)
    if value is None and state in FEMALE_ONLY and _fertile(chart) is False:
        return _infertile(False, chart)
    if value is None:
        return unknown(f"{STATES[state]} is not recorded", [STATES[state]])
    verdict = decided(value, f"{STATES[state]}: {'yes' if value else 'no'}")
    return verdict._replace(evidence=_evidence(state, value))


def _evidence(state: str, value: bool) -> tuple[Evidence, ...]:
    said = f"{STATES.get(state, state)}: {'yes' if value else 'no'}"
    return (Evidence(path=f"reproductive.{state}", value=said),)


@evaluate.register
def _(criterion: Donor, chart: Chart) -> Verdict:
    fields = DONOR_FIELDS if criterion.donor == "any" else (criterion.donor,)
    values = {field: getattr(chart.donor, field) for field in fields}
    said = DONORS[criterion.donor]
    found = [field for field, value in values.items() if value]
    if found:
        return _donor(True, f"{DONORS[found[0]]}: yes", found)
    if all(value is False for value in values.values()):
        return _donor(False, f"{said}: no", list(values))
    return unknown(f"{said} is not recorded", [said])


def _donor(holds: bool, reason: str, fields: list[str]) -> Verdict:
    evidence = tuple(
        Evidence(path=f"donor.{field}", value=f"{DONORS[field]}: {'yes' if holds else 'no'}")
        for field in fields
    )
    return decided(holds, reason)._replace(evidence=evidence)
