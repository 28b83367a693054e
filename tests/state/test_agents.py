"""Luspatercept, imetelstat, lenalidomide: exposure and what became of it."""

from typing import Any

import pytest

from tests.state.patients import state

case = pytest.param
START = "2026-01-05"


def _course(drug: str, **fields: Any) -> dict[str, Any]:
    return {"drug": drug, "start": START, **fields}


@pytest.mark.parametrize(
    ("drug", "course", "status", "codes"),
    [
        case("luspatercept", {"outcome": "ongoing", "best_response": "HI-E"}, "responding", (), id="works"),
        case("luspatercept", {"outcome": "ongoing"}, "ongoing", (), id="runs"),
        case("luspatercept", {"end": "2026-02-20", "best_response": "none"}, "premature", ("TOO_SHORT",),
             id="too short"),
        case("luspatercept", {"end": "2026-08-01", "best_response": "none", "dose": "1.0 mg/kg q3w"},
             "underdosed", ("UNDERDOSED",), id="never raised"),
        case("luspatercept", {"end": "2026-08-01", "best_response": "none", "dose": "1.0 to 1.75 mg/kg q3w"},
             "refractory", (), id="raised"),
        case("luspatercept", {"end": "2026-08-01", "outcome": "relapse"}, "relapsed", (), id="lost"),
        case("imetelstat", {"end": "2026-06-01", "best_response": "none"}, "premature", ("TOO_SHORT",),
             id="imetelstat needs 24 weeks"),
        case("imetelstat", {"end": "2026-07-01", "best_response": "none"}, "refractory", (), id="24 weeks"),
        case("imetelstat", {"end": "2026-03-01", "stop_reason": "toxicity"}, "intolerant", (), id="toxic"),
        case("lenalidomide", {"end": "2026-06-01", "outcome": "no response"}, "refractory", (), id="4 mo"),
        case("lenalidomide", {"end": "2026-03-01", "outcome": "no response"}, "premature", ("TOO_SHORT",),
             id="2 months"),
        case("lenalidomide", {"end": "2026-06-01"}, "unknown", (), id="response not recorded"),
    ],
)  # fmt: skip
def test_one_course(drug: str, course: dict, status: str, codes: tuple) -> None:
    found = getattr(state(therapies=[_course(drug, **course)]), drug)
    assert (found.status, found.codes) == (status, codes)
    assert [one.path for one in found.evidence] == ["therapies[0]"]
    assert found.source


def test_naive_only_when_the_list_is_complete() -> None:
    known, silent = state(complete=["therapies"]), state()
    assert [known.luspatercept.status, known.imetelstat.status, known.lenalidomide.status] == ["naive"] * 3
    assert [silent.luspatercept.status, silent.imetelstat.status] == ["unknown"] * 2
    assert known.luspatercept.evidence[0].path == "complete"


def test_what_is_recalled_says_so() -> None:
    found = state(therapies=[_course("luspatercept", end="2026-02-20", best_response="none")]).luspatercept
    assert found.confidence == "M-high"
    assert any("M-high" in note for note in found.lines[0].notes)
