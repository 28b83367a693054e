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
