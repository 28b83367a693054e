"""What can be answered on the spot: which needs in which way, and how an answer stands in the file."""

from datetime import date
from typing import Any

import pytest

from criteria import nodes
from criteria.nodes import Criterion
from criteria.quantity import Interval
from criteria.rendering.leaves import DONORS, STATES
from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.errors import BadInput
from matcher.match import match_trial
from matcher.patient import Patient, load_patient, read_patient
from matcher.sample.load import sample_patients
from matcher.steps.answer_writing import WRITERS, additions, with_answers
from matcher.steps.answering import Answer, Answerable, answerable
from matcher.steps.tables import table
from tests.lib.charts import AS_OF, course, diagnosis, file_of, lab
from tests.match.test_trials import trial

TODAY = AS_OF.isoformat()
RED = {"product": "RBC"}
WOMAN: dict[str, Any] = {
    "sex": "female",
    "diagnoses": [diagnosis("MDS with excess blasts 2")],
    "observations": [lab("AST", 90, "U/L")],
    "therapies": [course("azacitidine"), course("epoetin alfa", "2025-01-01", "2025-06-01")],
}


def patient(**parts: Any) -> Patient:
    return read_patient(file_of(**(WOMAN | parts)), "patient.json")


def answer(need: str, **given: str) -> Answer:
    return Answer(need, given, AS_OF)


def asked(need: str) -> Answerable:
    found = answerable(need)
    assert found is not None
    return found


# --- which needs, in which way -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "kind", "about"),
    [
        ("total bilirubin", "measurement", "total bilirubin"),
        ("ECOG", "measurement", "ECOG"),
        ("IPSS-R category", "risk", "IPSS-R category"),
        ("a platelets value not older than 3 days", "measurement", "platelets"),
        ("the upper limit of normal for AST", "limit_of_normal", "AST"),
        ("HIV infection", "illness", "HIV infection"),
        ("multiple myeloma", "illness", "multiple myeloma"),
        ("FLT3 mutation status", "mutation", "FLT3"),
        ("karyotype", "karyotype", ""),
        ("a karyotype that decides del(5q)", "karyotype", ""),
        ("whether there was prior treatment with prednisone within 14 days", "prior_therapy", "prednisone"),
        ("whether corticosteroid is taken", "medication", "corticosteroid"),
        ("whether there was radiotherapy", "procedure", "radiotherapy"),
        ("whether there was prior treatment with opioid or analgesic", "lists", "opioid or analgesic"),
        ("response to and outcome of azacitidine", "outcome", "azacitidine"),
        ("cycles of azacitidine", "cycles", "azacitidine"),
        ("end date of azacitidine", "end", "azacitidine"),
        ("stem cell donor", "any_donor", ""),
        ("matched sibling donor", "donor", "matched sibling donor"),
        ("candidacy for transplant", "donor", "candidacy for transplant"),
        ("pregnancy", "reproductive", "pregnancy"),
        ("whether it is therapy-related", "therapy_related", ""),
        ("RBC transfusion need as the trial counts it", "transfusions", "RBC"),
        ("all platelet transfusions of the last 8 weeks", "transfusions", "platelet"),
        ("eligibility for erythropoiesis-stimulating agent", "measurement", "serum erythropoietin"),
        ("age", "birth_date", ""),
        ("sex", "sex", ""),
        ("country of residence", "country", ""),
    ],
)
def test_a_need_is_asked_for_in_its_way(need: str, kind: str, about: str) -> None:
    assert (asked(need).kind, asked(need).about) == (kind, about)


@pytest.mark.parametrize(
    "need",
    [
        "how the trial draws the line at 20% blasts",
        "whether the detail 'first' applies",
        "whether hydroxyurea counts as chemotherapy",
        "whether higher-risk disease is asked of AML",
        "half-life of azacitidine",
        "zorbs mutation status",
        "zorbs",
    ],
)
def test_what_no_file_can_hold_is_not_asked_for(need: str) -> None:
    assert answerable(need) is None
    with pytest.raises(BadInput, match="ask the trial's team"):
        additions(answer(need), patient())


def test_a_measured_value_is_asked_for_in_its_units_and_limits() -> None:
    value, unit, day = asked("hemoglobin").fields
    assert (value.kind, value.low, value.high) == ("number", 0.0, None)
    assert (unit.kind, unit.choices, unit.needed) == ("choice", ("g/dL", "g/L"), False)
    assert (day.kind, day.needed) == ("date", True)


def test_a_score_has_its_range_and_no_unit() -> None:
    value, day = asked("Karnofsky").fields
    assert (value.low, value.high, day.name) == (0.0, 100.0, "date")


def test_the_rules_name_kinds_that_are_asked_for_and_written() -> None:
    data = table("answers")
    named = {rule["kind"] for rule in data["rule"]} | {rule.get("unknown", "none") for rule in data["rule"]}
    assert named - {"none"} <= set(WRITERS)
    assert set(data["kind"]) - {"none"} == set(WRITERS)
    assert {one.get("about", "hemoglobin") for one in data["rule"]} <= {
        alias for concept in vocabulary().of("lab") for alias in (concept.name, *concept.aliases)
    }


@pytest.mark.parametrize("name", [name for name in DONORS.values() if name != DONORS["any"]])
def test_every_donor_can_be_answered(name: str) -> None:
    assert asked(name).kind == "donor"


@pytest.mark.parametrize("state", ["pregnant", "breastfeeding", "childbearing_potential", "contraception"])
def test_every_recorded_state_can_be_answered(state: str) -> None:
    (one,) = additions(answer(STATES[state], state="no"), patient())
    assert one == (("reproductive",), {state: False})


# --- how the file has it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "given", "expected"),
    [
        (
            "hemoglobin",
            {"value": "81", "unit": "g/L", "date": "2026-10-30"},
            [(("observations",), {"name": "hemoglobin", "value": 81.0, "unit": "g/L", "date": "2026-10-30"})],
        ),
        (
            "ECOG",
            {"value": "1", "date": TODAY},
            [(("observations",), {"name": "ECOG", "value": 1.0, "date": TODAY})],
        ),
        (
            "IPSS-R",
            {"category": "High", "date": TODAY},
            [(("observations",), {"name": "IPSS-R", "category": "High", "date": TODAY})],
        ),
        (
            "HIV infection",
            {"state": "absent", "date": TODAY},
            [(("conditions",), {"term": "HIV infection", "status": "absent", "date": TODAY})],
        ),
        (
            "FLT3 mutation status",
            {"state": "detected", "variant": "ITD", "date": TODAY},
            [(("mutations",), {"gene": "FLT3", "status": "detected", "date": TODAY, "variant": "ITD"})],
        ),
        (
            "karyotype",
            {"iscn": "46,XX[20]", "date": TODAY},
            [(("karyotypes",), {"iscn": "46,XX[20]", "date": TODAY})],
        ),
        (
            "whether there was prior treatment with prednisone",
            {"given": "yes", "end": "2026-09-01"},
            [(("therapies",), {"drug": "prednisone", "end": "2026-09-01"})],
        ),
        (
            "whether there was prior treatment with prednisone",
            {"given": "none_unlisted"},
            [(("complete",), "therapies"), (("complete",), "medications")],
        ),
        (
            "whether corticosteroid is taken",
            {"given": "yes"},
            [(("medications",), {"drug": "corticosteroid"})],
        ),
        (
            "whether there was radiotherapy",
            {"given": "yes", "date": "2020-01-01"},
            [(("procedures",), {"name": "radiotherapy", "date": "2020-01-01"})],
        ),
        (
            "response to and outcome of epoetin alfa",
            {"best_response": "HI", "outcome": "relapse"},
            [(("therapies", 1), {"best_response": "HI", "outcome": "relapse"})],
        ),
        ("cycles of azacitidine", {"cycles": "6"}, [(("therapies", 0), {"cycles": 6})]),
        ("the upper limit of normal for AST", {"value": "40"},
         [(("observations", 0), {"upper_limit_of_normal": 40.0})]),
        ("stem cell donor", {"state": "no"},
         [(("donor",), {"matched_sibling": False, "matched_unrelated": False, "haploidentical": False})]),
        ("whether it is therapy-related", {"state": "yes"}, [(("diagnoses", 0), {"therapy_related": True})]),
        (
            "RBC transfusion need as the trial counts it",
            {"units_8wk": "4", "units_before": "2", "all": "none_unlisted"},
            [
                (("transfusions",), RED | {"units": 4.0, "from": "2026-09-07", "to": "2026-11-01"}),
                (("transfusions",), RED | {"units": 2.0, "from": "2026-07-13", "to": "2026-09-06"}),
                (("complete",), "transfusions"),
            ],
        ),
    ],
)  # fmt: skip
def test_an_answer_is_written_as_a_file_has_it(need: str, given: dict[str, str], expected: list[Any]) -> None:
    assert list(additions(answer(need, **given), patient())) == expected
    with_answers(patient(), [answer(need, **given)])


def test_a_word_of_the_complete_lists_is_said_once() -> None:
    whole = answer("whether there was radiotherapy", given="none_unlisted")
    assert with_answers(patient(complete=["procedures"]), [whole, whole]).complete == ("procedures",)


@pytest.mark.parametrize(
    ("need", "given", "said"),
    [
        ("hemoglobin", {"date": TODAY}, "the value is missing"),
        ("hemoglobin", {"value": "low", "date": TODAY}, "is no number"),
        ("IPSS-R", {"date": TODAY}, "give one of the two"),
        ("IPSS-R", {"category": "Huge", "date": TODAY}, "choose one of Very Low, Low"),
        ("hemoglobin", {"value": "nan", "date": TODAY}, "is no number"),
        ("hemoglobin", {"value": "-1", "date": TODAY}, "write a number from 0"),
        ("ECOG", {"value": "7", "date": TODAY}, "from 0 to 5"),
        ("hemoglobin", {"value": "8", "unit": "parsec", "date": TODAY}, "choose one of g/dL, g/L"),
        ("hemoglobin", {"value": "8", "date": "2026-11-02"}, "lies after 2026-11-01"),
        ("hemoglobin", {"value": "8", "date": "yesterday"}, "no day of the calendar"),
        ("cycles of azacitidine", {"cycles": "1.5"}, "no whole number"),
        ("cycles of decitabine", {"cycles": "2"}, "holds no such course"),
        ("the upper limit of normal for ALT", {"value": "40"}, "record the value first"),
        ("karyotype", {"iscn": "4" * 301, "date": TODAY}, "too long"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(need: str, given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        with_answers(patient(), [answer(need, **given)])
    assert not any(value in str(refused.value) for value in given.values() if value not in (TODAY, "40", "2"))


# --- verdicts follow ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criterion", "given", "verdict"),
    [
        (nodes.Measurement(lab="bilirubin", interval=Interval(high=2), unit="mg/dL"),
         {"value": "1", "unit": "mg/dL", "date": TODAY}, "pass"),
        (nodes.Measurement(lab="bilirubin", interval=Interval(high=2), unit="mg/dL"),
         {"value": "3", "unit": "mg/dL", "date": TODAY}, "fail"),
        (nodes.Condition(concept="hiv", text="HIV"), {"state": "active", "date": TODAY}, "pass"),
        (nodes.Alteration(gene="FLT3"), {"state": "not_detected", "date": TODAY}, "fail"),
        (nodes.Donor(donor="haploidentical"), {"state": "yes"}, "pass"),
    ],
)  # fmt: skip
def test_the_verdict_follows_the_answer(criterion: Criterion, given: dict[str, str], verdict: str) -> None:
    one = trial(criterion)
    (before,) = match_trial(Chart.of(patient()), one).criteria
    (need,) = before.needs
    told = with_answers(patient(), [answer(need, **given)])
    (after,) = match_trial(Chart.of(told), one).criteria
    assert (before.verdict, after.verdict) == ("unknown", verdict)


@pytest.mark.parametrize("place", range(4))
def test_the_published_patients_can_be_answered_for(place: int) -> None:
    known = load_patient(sample_patients()[place])
    said = answer("HIV infection", state="absent", date="2026-10-01")
    told = with_answers(known, [Answer(said.need, said.given, known.as_of)])
    assert told.conditions[-1].status == "absent"
    assert told.as_of >= date(2026, 10, 1)
