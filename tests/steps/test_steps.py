"""What to ask next, when trials open, what is nearly met."""

from datetime import date
from typing import Any

import pytest

from criteria import nodes
from criteria.nodes import Criterion
from criteria.quantity import Interval, Window
from criteria.vocabulary.load import vocabulary
from matcher.match import match_all
from matcher.steps.asking import Ask, how_found_out
from matcher.steps.near_miss import NearMiss, distance
from matcher.steps.next_step import NextStep, next_step
from matcher.steps.tables import table
from matcher.trial import Trial
from tests.lib.charts import EVERYTHING, chart, course, diagnosis, illness, lab
from tests.match.test_trials import trial

WOMAN: dict[str, Any] = {
    "sex": "female",
    "birth_date": "1950-03-14",
    "diagnoses": [diagnosis("MDS with excess blasts 2")],
    "observations": [lab("hemoglobin", 7.6, "g/dL"), lab("ECOG", 2)],
    "therapies": [course("azacitidine", end="2026-10-20")],
    "conditions": [illness("infection")],
    "complete": EVERYTHING,
}
PASS = nodes.Sex(sex="female")
EPO = nodes.Measurement(lab="serum_epo", interval=Interval(low=500), unit="U/L")
BILIRUBIN = nodes.Measurement(lab="bilirubin", interval=Interval(high=2), unit="mg/dL")
WASHOUT = nodes.PriorTherapy(agents=("HMA",), window=Window(max_days=28))


def excluding(given: Trial, *places: int) -> Trial:
    """The trial with some of its lines as exclusions."""
    items = tuple(
        one.model_copy(update={"section": "exclusion"}) if place in places else one
        for place, one in enumerate(given.eligibility.items)
    )
    return Trial(given.record, given.eligibility.model_copy(update={"items": items}))


def steps(*trials: Trial, **facts: Any) -> NextStep:
    known = chart(**(WOMAN | facts))
    return next_step(known, trials, match_all(known, trials))


def asked(found: NextStep, fact: str) -> Ask:
    (one,) = [one for one in found.ask_next if one.fact == fact]
    return one


# --- ask next ----------------------------------------------------------------------------------------------


def test_what_settles_most_trials_is_asked_first() -> None:
    found = steps(trial(PASS, EPO, number=1), trial(EPO, BILIRUBIN, number=2), trial(BILIRUBIN, number=3),
                  trial(BILIRUBIN, number=4))  # fmt: skip
    assert [one.fact for one in found.ask_next] == ["total bilirubin", "serum erythropoietin"]
    first = found.ask_next[0]
    assert first.settles == ("NCT00000003", "NCT00000004")
    assert sorted(first.may_close) == ["NCT00000002", "NCT00000003", "NCT00000004"]
    assert (first.by, first.cost) == ("blood", "low")


def test_a_fact_of_a_ruled_out_trial_is_not_asked_for() -> None:
    assert steps(trial(nodes.Sex(sex="male"), EPO)).ask_next == ()


def test_a_fact_of_a_trial_for_another_disease_is_not_asked_for() -> None:
    assert steps(trial(EPO, conditions=("Multiple Myeloma",))).ask_next == ()


def test_an_answer_settles_no_trial_that_asks_for_more() -> None:
    found = steps(trial(EPO, nodes.Unparsed(text="zorbs")))
    assert asked(found, "serum erythropoietin").settles == ()
    assert len(asked(found, "serum erythropoietin").may_close) == 1


@pytest.mark.parametrize(
    ("fact", "by"),
    [
        ("total bilirubin", "blood"),
        ("HIV infection", "blood"),
        ("bone marrow blasts", "marrow"),
        ("karyotype", "marrow"),
        ("FLT3 mutation status", "sequencing"),
        ("ECOG", "examination"),
        ("left ventricular ejection fraction", "organ"),
        ("matched sibling donor", "donor"),
        ("how the trial draws the line at 20% blasts", "trial"),
        ("whether hydroxyurea counts as chemotherapy", "trial"),
        ("response to and outcome of azacitidine", "question"),
        ("heart failure", "question"),
    ],
)
def test_how_a_fact_is_found_out(fact: str, by: str) -> None:
    assert how_found_out(fact) == by


def test_the_classes_and_rules_name_what_there_is() -> None:
    data = table("asking")
    assert {rule["class"] for rule in data["rule"]} <= set(data["class"])
    assert sorted(one["rank"] for one in data["class"].values()) == list(range(len(data["class"])))
    for rule in data["rule"]:
        for key in rule.get("labs", ()):
            vocabulary().concept("lab", key)


# --- opens on ----------------------------------------------------------------------------------------------


def test_a_trial_opens_when_its_last_window_ends() -> None:
    longer = nodes.PriorTherapy(agents=("azacitidine",), window=Window(max_days=56))
    one = excluding(trial(WASHOUT, longer, number=1), 0, 1)
    other = excluding(trial(WASHOUT, number=2), 0)
    found = steps(one, other).opens_on
    assert [(day.nct_id, day.opens_on) for day in found] == [
        ("NCT00000002", date(2026, 11, 18)),
        ("NCT00000001", date(2026, 12, 16)),
    ]
    assert found[1].line_ids == ("NCT00000001#i0", "NCT00000001#i1")


def test_a_trial_that_fails_otherwise_too_does_not_open() -> None:
    assert steps(excluding(trial(WASHOUT, nodes.Sex(sex="male")), 0)).opens_on == ()


# --- near misses -------------------------------------------------------------------------------------------


def near(criterion: Criterion, *, exclusion: bool = False, **facts: Any) -> NearMiss:
    made = trial(PASS, criterion)
    (found,) = steps(excluding(made, 1) if exclusion else made, **facts).near_misses
    return found


@pytest.mark.parametrize(
    ("criterion", "exclusion", "gap", "unit", "recovers"),
    [
        (
            nodes.Measurement(lab="hemoglobin", interval=Interval(low=8), unit="g/dL"),
            False,
            0.4,
            "g/dL",
            "yes",
        ),
        (
            nodes.Measurement(lab="hemoglobin", interval=Interval(high=8), unit="g/dL"),
            True,
            0.4,
            "g/dL",
            "yes",
        ),
        (nodes.Age(interval=Interval(high=70)), False, 6, "years", "no"),
        (nodes.Age(interval=Interval(low=80)), False, 4, "years", "yes"),
        (nodes.Performance(scale="ecog", interval=Interval(high=1)), False, 1, "ECOG grade", "unclear"),
        (WASHOUT, True, 17, "days", "yes"),
        (nodes.PriorTherapy(agents=("HMA",)), True, None, "", "no"),
        (nodes.Condition(concept="infection", text="infection"), True, None, "", "yes"),
        (nodes.Sex(sex="male"), False, None, "", "no"),
    ],
)
def test_a_near_miss_says_how_far_and_whether_it_recovers(
    criterion: Criterion, exclusion: bool, gap: float | None, unit: str, recovers: str
) -> None:
    found = near(criterion, exclusion=exclusion)
    assert (found.gap, found.unit, found.can_recover) == (gap, unit, recovers)


OLD, ANEMIC = nodes.Age(interval=Interval(high=70)), nodes.Measurement(
    lab="hemoglobin", interval=Interval(low=8), unit="g/dL"
)  # fmt: skip


@pytest.mark.parametrize(
    ("criterion", "recovers"),
    [
        (nodes.AllOf(children=(OLD, ANEMIC)), "no"),
        (nodes.AnyOf(children=(OLD, ANEMIC)), "yes"),
        (nodes.Not(child=nodes.Condition(concept="infection", text="infection")), "yes"),
        (nodes.IfThen(condition=PASS, then=OLD), "no"),
    ],
)
def test_all_parts_must_recover_or_any(criterion: Criterion, recovers: str) -> None:
    assert near(criterion).can_recover == recovers


def test_two_failing_lines_are_no_near_miss() -> None:
    assert steps(trial(OLD, ANEMIC)).near_misses == ()


def test_what_can_recover_comes_first() -> None:
    found = steps(trial(OLD, number=1), trial(ANEMIC, number=2)).near_misses
    assert [one.nct_id for one in found] == ["NCT00000002", "NCT00000001"]


@pytest.mark.parametrize(
    ("interval", "value", "gap"),
    [
        (Interval(low=8), 7.5, 0.5),
        (Interval(high=2), 3.5, 1.5),
        (Interval(low=8), 9.0, 1.0),
        (Interval(low=2, high=10), 9.0, 1.0),
    ],
)
def test_the_distance_to_the_nearest_limit(interval: Interval, value: float, gap: float) -> None:
    assert distance(interval, value) == gap


def test_the_table_of_recovery_names_what_there_is() -> None:
    data = table("recovery")
    kinds = {one.model_fields["kind"].default for one in nodes.Leaf.__args__}
    assert set(data["kind"]) <= kinds
    assert set(data["kind"].values()) <= {"yes", "no", "unclear"}
    for key in data["labs"]["yes"]:
        vocabulary().concept("lab", key)
    for key in data["conditions"]["yes"]:
        vocabulary().concept("condition", key)


def test_nothing_known_is_no_next_step_without_trials() -> None:
    assert steps() == NextStep((), (), ())
