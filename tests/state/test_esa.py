"""ESA failure, course by course, and serum EPO."""

import pytest

from matcher.state.dose import weekly
from matcher.state.esa import enough
from matcher.truth import Truth
from tests.state.patients import chart, esa, lab, state

case = pytest.param
SHORT = ("PREMATURE_LT_8W",)
DONE = {"complete": ["therapies"]}


@pytest.mark.parametrize(
    ("course", "status", "codes"),
    [
        case({"end": "2026-04-20", "outcome": "no response"}, "refractory", (), id="fifteen weeks"),
        case({"end": "2026-03-02", "best_response": "none"}, "refractory", (), id="eight weeks"),
        case({"end": "2026-03-01", "best_response": "none"}, "premature", SHORT, id="a day less"),
        case({"end": "2026-04-20", "best_response": "none", "dose": "20000 IU weekly"}, "underdosed",
                     ("UNDERDOSED",), id="low dose"),
        case({"end": "2026-02-01", "best_response": "none", "dose": "20000 IU weekly"}, "premature",
                     ("PREMATURE_LT_8W", "UNDERDOSED"), id="short and low"),
        case({"end": "2026-04-20", "outcome": "relapse"}, "relapsed", (), id="lost"),
        case({"end": "2026-04-20", "outcome": "intolerance"}, "intolerant", (), id="intolerance"),
        case({"outcome": "ongoing", "best_response": "HI-E"}, "responding", (), id="responds"),
        case({"outcome": "ongoing"}, "ongoing", (), id="runs"),
        case({"end": "2026-04-20"}, "unknown", (), id="response not recorded"),
        case({"outcome": "no response"}, "unknown", (), id="end not recorded"),
    ],
)  # fmt: skip
def test_one_course(course: dict, status: str, codes: tuple) -> None:
    found = state(therapies=[esa(**course)], **DONE).esa
    assert (found.status, found.codes) == (status, codes)
    assert [one.path for one in found.evidence] == ["therapies[0]"]


@pytest.mark.parametrize(
    ("value", "status", "noted"),
    [(612, "ineligible", 1), (500, "naive", 1), (300, "naive", 1), (120, "naive", 0)],
)
def test_serum_epo(value: float, status: str, noted: int) -> None:
    found = state(observations=[lab("serum EPO", value, "2026-01-05", "mU/mL")], **DONE).esa
    assert found.status == status
    assert len(found.notes) == noted


def test_high_epo_outweighs_a_course_that_was_too_short() -> None:
    short = esa(end="2026-02-01", best_response="none")
    found = state(therapies=[short], observations=[lab("serum EPO", 900, "2026-01-05", "mU/mL")]).esa
    assert (found.status, found.codes) == ("ineligible", ("INELIGIBLE_HIGH_SEPO",))
    assert found.evidence[0].path == "observations[0]"


def test_an_earlier_failure_stands_unless_a_later_course_works() -> None:
    failed = esa(end="2026-04-20", outcome="no response")
    runs = esa(start="2026-09-01", drug="darbepoetin alfa", dose="300 mcg q2w", outcome="ongoing")
    works = {**runs, "best_response": "HI-E"}
    assert state(therapies=[failed, runs]).esa.status == "refractory"
    assert state(therapies=[failed, works]).esa.status == "responding"


def test_naive_only_when_the_list_is_complete() -> None:
    assert state(**DONE).esa.status == "naive"
    assert state().esa.status == "unknown"


def test_a_dose_without_unit_is_said() -> None:
    found = state(therapies=[esa(end="2026-04-20", outcome="no response", dose="40000 weekly")])
    assert [issue.path for issue in found.issues] == ["therapies[0].dose"]
    assert any("dose is not recorded" in note for note in found.esa.lines[0].notes)


@pytest.mark.parametrize(
    ("dose", "a_week", "reached"),
    [
        ("40000 IU weekly", 40000, Truth.TRUE),
        ("60,000 IU/week", 60000, Truth.TRUE),
        ("30000 IU twice weekly", 60000, Truth.TRUE),
        ("10000 U TIW", 30000, Truth.TRUE),
        ("8000 IU daily", 56000, Truth.TRUE),
        ("20000 U every 2 weeks", 10000, Truth.FALSE),
        ("150 µg weekly", 150, Truth.TRUE),
        ("300 mcg every 2 weeks", 150, Truth.TRUE),
        ("500 mcg q3w", 500 / 3, Truth.TRUE),
        ("100 ug weekly", 100, Truth.FALSE),
        ("2.25 mcg/kg weekly", None, Truth.UNKNOWN),
        ("40.000 IU weekly", None, Truth.UNKNOWN),
        ("40000 IU", None, Truth.UNKNOWN),
        ("as before", None, Truth.UNKNOWN),
        (None, None, Truth.UNKNOWN),
    ],
)
def test_weekly_dose(dose: str | None, a_week: float | None, reached: Truth) -> None:
    found = weekly(dose)
    assert (found.value if found else None) == (pytest.approx(a_week) if a_week else None)
    drug = "darbepoetin alfa" if found and found.unit == "micrograms" else "epoetin alfa"
    patient = chart(therapies=[esa(drug=drug, dose=dose)])
    assert enough(patient, patient.courses[0]) is reached


@pytest.mark.parametrize(
    ("drug", "dose", "equivalent"),
    [
        case("epoetin alfa", "40000 IU weekly", 40000, id="epoetin"),
        case("darbepoetin alfa", "300 mcg every 2 weeks", 30000, id="darbepoetin as epoetin"),
        case("darbepoetin alfa", "40000 IU weekly", None, id="darbepoetin is not dosed in IU"),
        case("epoetin alfa", "300 mcg weekly", None, id="epoetin is not dosed in micrograms"),
        case("Mircera", "200 mcg every 4 weeks", None, id="another ESA has no equivalent here"),
        case("epoetin alfa", "450 IU/kg weekly", 31500, id="by weight"),
    ],
)
def test_equivalent_dose(drug: str, dose: str, equivalent: int | None) -> None:
    weight = [lab("weight", 70, "2026-01-01", "kg")]
    (line,) = state(therapies=[esa(drug=drug, dose=dose)], observations=weight).esa.lines
    assert line.epoetin_equivalent_iu_a_week == equivalent


def test_a_dose_by_weight_without_a_weight_is_unknown() -> None:
    (line,) = state(
        therapies=[esa(dose="450 IU/kg weekly", end="2026-06-01", best_response="none")]
    ).esa.lines
    assert (line.type, line.weekly_dose) == ("refractory", None)
    assert any("taken as sufficient" in note for note in line.notes)


def test_a_higher_dose_or_another_esa_goes_on_with_the_course() -> None:
    first = esa(end="2026-02-20", dose="20000 IU weekly", best_response="none")
    higher = esa(start="2026-02-25", end="2026-04-30", dose="60000 IU weekly", best_response="none")
    other = esa(drug="darbepoetin alfa", start="2026-02-25", end="2026-03-20", dose="300 mcg weekly",
                best_response="none")  # fmt: skip
    (joined,), (short,) = (
        state(therapies=[first, higher]).esa.lines,
        state(therapies=[first, other]).esa.lines,
    )
    assert (joined.type, joined.weeks, joined.epoetin_equivalent_iu_a_week) == ("refractory", 16, 60000)
    assert (short.type, short.codes, short.drugs) == (
        "underdosed",
        ("UNDERDOSED",),
        ("epoetin alfa", "darbepoetin alfa"),
    )


def test_courses_far_apart_are_judged_apart() -> None:
    first = esa(end="2026-02-20", best_response="none")
    assert len(state(therapies=[first, esa(start="2026-06-01", outcome="ongoing")]).esa.lines) == 2


@pytest.mark.parametrize(
    ("course", "epo", "expected"),
    [
        case({"end": "2026-03-05", "outcome": "no response"}, None, (True, True, True, False, False),
             id="eight weeks of 40,000"),
        case({"end": "2026-03-05", "outcome": "no response", "dose": "30000 IU weekly"}, None,
             (True, False, None, False, False), id="eight weeks of 30,000"),
        case({"end": "2026-03-05", "outcome": "no response", "dose": "30000 IU weekly"}, 100,
             (True, False, False, False, False), id="eight weeks of 30,000 and a low serum EPO"),
        case({"end": "2026-05-05", "outcome": "no response", "dose": "60000 IU weekly"}, 100,
             (True, True, True, True, True), id="seventeen weeks of 60,000"),
        case({"end": "2026-05-05", "outcome": "relapse"}, 100, (True, True, True, False, False), id="lost"),
        case({"end": "2026-02-05", "outcome": "intolerance"}, 100, (True, True, False, False, False),
             id="intolerance"),
        case({"end": "2026-02-05", "outcome": "no response"}, 612, (False, False, True, False, False),
             id="high serum EPO"),
    ],
)  # fmt: skip
def test_failure_by_others_definitions(course: dict, epo: float | None, expected: tuple) -> None:
    labs = [] if epo is None else [lab("serum EPO", epo, "2026-01-01", "mU/mL")]
    found = state(therapies=[esa(**course)], observations=labs, **DONE).esa.by_trial_definition
    assert tuple(one.meets for one in found) == expected


def test_never_treated_with_high_serum_epo() -> None:
    labs = [lab("serum EPO", 300, "2026-01-01", "mU/mL")]
    found = {one.id: one.meets for one in state(observations=labs, **DONE).esa.by_trial_definition}
    assert (found["MEDALIST"], found["IMerge"], found["general-8-weeks"]) == (True, False, False)
    assert state(**DONE).esa.by_trial_definition == ()
