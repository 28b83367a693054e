"""One item: seen from the side of eligibility, with what is the site's set aside."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from criteria import nodes
from criteria.eligibility import Item, Section
from criteria.nodes import Criterion
from criteria.quantity import Interval, Window
from matcher.evaluate.clinical import Clinical, clinical_part
from matcher.match import CriterionMatch, match_item
from matcher.truth import Truth
from tests.lib.charts import chart, course, diagnosis, lab

CONSENT = nodes.Administrative(topic="consent")
JUDGEMENT = nodes.Administrative(topic="judgement")
ALLOWED = nodes.Permission(text="hydroxyurea is allowed")
ODD = nodes.Unparsed(text="zorbs")
FEMALE, MALE = nodes.Sex(sex="female"), nodes.Sex(sex="male")
OPEN = nodes.LifeExpectancy(interval=Interval(low=90))
HMA = nodes.PriorTherapy(agents=("HMA",))
ESA = nodes.PriorTherapy(agents=("ESA",))
AZA = course("azacitidine", "2026-02-10", "2026-10-20")
WOMAN: dict[str, Any] = {"sex": "female", "therapies": [AZA], "complete": ["therapies", "conditions"]}


def every(*children: Criterion) -> nodes.AllOf:
    return nodes.AllOf(children=children)


def either(*children: Criterion) -> nodes.AnyOf:
    return nodes.AnyOf(children=children)


def judged(criterion: Criterion, section: Section = "inclusion", **parts: Any) -> CriterionMatch:
    item = Item(id="NCT00000001#i1", section=section, text="a line", start=4, end=10, criterion=criterion)
    return match_item(chart(**(parts or WOMAN)), item)


SIDES: list[tuple[Criterion, str, str]] = [
    (FEMALE, "pass", "fail"),
    (MALE, "fail", "pass"),
    (OPEN, "unknown", "unknown"),
    (HMA, "pass", "fail"),
    (nodes.Not(child=HMA), "fail", "pass"),
    (ESA, "fail", "pass"),
    (CONSENT, "unknown", "unknown"),
    (ODD, "unknown", "unknown"),
    (ALLOWED, "pass", "pass"),
    (every(FEMALE, CONSENT), "pass", "unknown"),
    (every(MALE, CONSENT), "fail", "pass"),
    (either(MALE, JUDGEMENT), "unknown", "pass"),
    (either(FEMALE, JUDGEMENT), "pass", "fail"),
    (every(FEMALE, ALLOWED), "pass", "fail"),
    (either(MALE, ALLOWED), "pass", "pass"),
    (every(CONSENT, JUDGEMENT), "unknown", "unknown"),
    (every(CONSENT, ALLOWED), "pass", "unknown"),
    (nodes.Not(child=either(MALE, JUDGEMENT)), "pass", "unknown"),
    (nodes.IfThen(condition=FEMALE, then=every(FEMALE, CONSENT)), "pass", "unknown"),
]


@pytest.mark.parametrize(("criterion", "included", "excluded"), SIDES)
def test_an_exclusion_is_turned_round_once(criterion: Criterion, included: str, excluded: str) -> None:
    assert judged(criterion, "inclusion").verdict == included
    assert judged(criterion, "structured").verdict == included
    assert judged(criterion, "exclusion").verdict == excluded


def test_what_is_set_aside_is_said() -> None:
    found = judged(every(FEMALE, CONSENT))
    assert found.reason == "the patient is female; the rest of the line is for the site to judge"
    assert found.basis == "recorded"
    assert found.criterion == every(FEMALE, CONSENT)


@pytest.mark.parametrize(
    ("criterion", "wanted", "left"),
    [
        (every(FEMALE, CONSENT, OPEN), True, Clinical(every(FEMALE, OPEN), True)),
        (every(FEMALE, CONSENT), True, Clinical(FEMALE, True)),
        (every(FEMALE, CONSENT), False, Clinical(every(FEMALE, CONSENT))),
        (either(FEMALE, CONSENT), True, Clinical(either(FEMALE, CONSENT))),
        (either(FEMALE, either(CONSENT, JUDGEMENT)), False, Clinical(FEMALE, True)),
        (either(FEMALE, ALLOWED), False, Clinical(FEMALE)),
        (every(CONSENT, JUDGEMENT), True, Clinical(every(CONSENT, JUDGEMENT))),
        (nodes.Condition(concept=None, text="zorbitis"), False,
         Clinical(nodes.Condition(concept=None, text="zorbitis"))),
    ],
)  # fmt: skip
def test_the_clinical_part(criterion: Criterion, wanted: bool, left: Clinical) -> None:
    assert clinical_part(criterion, wanted) == left


def test_an_illness_outside_the_vocabulary_is_not_demanded_by_silence() -> None:
    unknown_illness = nodes.Condition(concept=None, text="zorbitis")
    assert (judged(unknown_illness).verdict, judged(unknown_illness).basis) == ("unknown", "unparsed")
    assert judged(unknown_illness, "exclusion").verdict == "pass"


def test_any_other_illness_is_not_demanded() -> None:
    illness = nodes.Condition(concept="illness", text="medical disorder")
    assert (judged(illness).verdict, judged(illness).basis) == ("unknown", "unparsed")
    assert judged(illness, "exclusion").verdict == "pass"


def test_a_malignancy_that_is_demanded_may_be_the_own_one() -> None:
    malignancy = nodes.Condition(concept="malignancy", text="malignancy")
    mds = WOMAN | {"diagnoses": [diagnosis("MDS with excess blasts 2")]}
    assert judged(malignancy, **mds).verdict == "pass"
    assert judged(malignancy, "exclusion", **mds).verdict == "pass"


def test_a_half_understood_line_keeps_nobody_out_by_silence() -> None:
    found = judged(every(ESA, ODD))
    assert (found.verdict, found.basis) == ("unknown", "unparsed")
    assert found.reason == (
        "the therapies are complete and hold no erythropoiesis-stimulating agent; "
        "but part of the line was not understood: read it and decide"
    )


@pytest.mark.parametrize("section", ["inclusion", "exclusion"])
def test_a_half_understood_line_keeps_nobody_out_by_a_limit_or_a_treatment(section: str) -> None:
    limit = every(MALE, ODD) if section == "inclusion" else either(nodes.Not(child=MALE), ODD)
    assert (judged(limit, section).verdict, judged(limit, section).basis) == ("unknown", "unparsed")


def test_a_half_understood_line_keeps_out_by_the_disease() -> None:
    mds = WOMAN | {"diagnoses": [diagnosis("MDS with excess blasts 2")]}
    aml, own = nodes.Diagnosis(diseases=("AML",)), nodes.Diagnosis(diseases=("MDS",))
    assert judged(every(aml, MALE, ODD), **mds).verdict == "fail"
    assert judged(either(own, ODD), "exclusion", **mds).verdict == "fail"
    assert judged(either(aml, MALE, ODD), **mds).verdict == "unknown"


# --- washouts ----------------------------------------------------------------------------------------------


def washout(agent: str, days: float) -> nodes.PriorTherapy:
    return nodes.PriorTherapy(agents=(agent,), window=Window(min_days=days))


@pytest.mark.parametrize(
    ("agent", "days", "verdict", "opens_on"),
    [
        ("ESA", 28, "pass", None),
        ("HMA", 12, "pass", None),
        ("HMA", 13, "fail", "2026-11-02"),
        ("HMA", 28, "fail", "2026-11-17"),
    ],
)
def test_a_minimum_of_time_passed_is_a_washout(
    agent: str, days: float, verdict: str, opens_on: str | None
) -> None:
    found = judged(washout(agent, days))
    assert found.verdict == verdict
    assert (str(found.opens_on) if found.opens_on else None) == opens_on


def test_as_an_exclusion_a_minimum_of_time_asks_for_the_therapy() -> None:
    assert judged(washout("ESA", 28), "exclusion").verdict == "pass"
    assert judged(washout("HMA", 12), "exclusion").verdict == "fail"


def test_a_window_opens_only_for_what_fails() -> None:
    within = nodes.PriorTherapy(agents=("HMA",), window=Window(max_days=28))
    assert (judged(within).verdict, judged(within).opens_on) == ("pass", None)
    assert str(judged(within, "exclusion").opens_on) == "2026-11-18"


def test_waiting_does_not_end_a_running_therapy() -> None:
    running = course("azacitidine", "2026-02-10", None, outcome="ongoing")
    within = nodes.PriorTherapy(agents=("HMA",), window=Window(max_days=28))
    found = judged(within, "exclusion", therapies=[running])
    assert (found.verdict, found.opens_on) == ("fail", None)


# --- the shape ---------------------------------------------------------------------------------------------


def test_an_item_keeps_its_words_and_place() -> None:
    ecog = nodes.Performance(scale="ecog", interval=Interval(low=0, high=2))
    found = judged(ecog, observations=[lab("ECOG", 1)])
    assert TypeAdapter(CriterionMatch).dump_python(found, mode="json") == {
        "id": "NCT00000001#i1", "section": "inclusion", "text": "a line", "start": 4, "end": 10,
        "verdict": "pass", "basis": "recorded", "reason": "ECOG 1 on 2026-10-28 is within 0-2",
        "evidence": [{"path": "observations[0]", "value": "ECOG 1", "date": "2026-10-28"}],
        "needs": [], "opens_on": None,
        "criterion": {
            "kind": "performance", "scale": "ecog",
            "interval": {"low": 0.0, "high": 2.0, "low_closed": True, "high_closed": True},
        },
    }  # fmt: skip


def test_the_boundary_is_named() -> None:
    mds = [diagnosis("MDS with excess blasts 2")]
    found = judged(
        nodes.Diagnosis(diseases=("MDS",)), diagnoses=mds, observations=[lab("marrow blasts", 20, "%")]
    )
    assert found.verdict == "unknown"
    assert "20% is the limit between MDS and AML" in found.reason


@pytest.mark.parametrize("truth", Truth)
def test_a_truth_has_no_truth_value(truth: Truth) -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(truth)
