"""HMA failure by the general definition, one line at a time."""

import pytest

from tests.state.patients import hma, lab, state

DONE = {"complete": ["therapies"]}
case = pytest.param
LOST = ("RELAPSE_AFTER_RESPONSE",)
STABLE, FEW, EARLY = ("P3_STABLE_NO_RESPONSE",), ("TOO_FEW_CYCLES",), "not_established"
SIX = {"end": "2026-06-20", "cycles": 6}


@pytest.mark.parametrize(
    ("course", "kind", "codes"),
    [
        case({**SIX, "best_response": "SD"}, "primary", STABLE, id="six cycles, stable"),
        case({**SIX, "outcome": "no response"}, "primary", STABLE, id="no response"),
        case({**SIX, "best_response": "PD"}, "primary", STABLE, id="progressed on it"),
        case({"end": "2026-04-20", "cycles": 3, "best_response": "SD"}, EARLY,
                     FEW, id="three cycles"),
        case({"end": "2026-02-20", "best_response": "none"}, EARLY, FEW,
                     id="no more than three fit between the dates"),
        case({"end": "2026-09-20", "best_response": "none"}, "unknown", (), id="cycles not recorded"),
        case({**SIX, "best_response": "SD", "dose": "50 mg/m2 d1-5 q28d"}, EARLY,
                     ("REDUCED_DOSE",), id="reduced dose"),
        case({"end": "2027-01-01", "cycles": 4, "best_response": "SD"}, "ongoing", (), id="ends after as_of"),
        case({"end": "2026-10-30", "cycles": 4, "best_response": "SD"}, EARLY,
                     ("DELAY_GT_5W",), id="four cycles in ten months"),
        case({"end": "2026-02-20", "cycles": 2, "best_response": "none", "stop_reason": "patient choice"},
                     EARLY, ("TOO_FEW_CYCLES", "INTERRUPTION"), id="interrupted"),
        case({**SIX, "outcome": "intolerance"}, "intolerant", (), id="intolerance"),
        case({**SIX, "stop_reason": "toxicity"}, "intolerant", (), id="toxicity"),
        case({**SIX, "best_response": "HI-E", "outcome": "relapse"}, "secondary",
                     LOST, id="relapse after improvement"),
        case({**SIX, "best_response": "mCR", "outcome": "progression"}, "secondary",
                     ("PROGRESSION_AFTER_RESPONSE",), id="progression after response"),
        case({**SIX, "outcome": "relapse"}, "secondary", LOST, id="relapse says response"),
        case({**SIX, "best_response": "CR", "outcome": "completed"}, EARLY, ("INTERRUPTION",),
                     id="stopped in remission"),
        case({"outcome": "ongoing"}, "ongoing", (), id="runs"),
        case({"cycles": 2, "outcome": "ongoing", "best_response": "PD"}, "primary", (), id="runs, but worse"),
        case({**SIX}, "unknown", (), id="nothing said of response"),
        case({**SIX, "outcome": "progression"}, "unknown", (), id="worse, response not recorded"),
        case({}, "unknown", (), id="nothing said at all"),
    ],
)  # fmt: skip
def test_one_line(course: dict, kind: str, codes: tuple) -> None:
    found = state(therapies=[hma(**course)], **DONE)
    (line,) = found.hma.lines
    assert (line.type, line.codes) == (kind, codes)
    assert (found.hma.status, found.hma.codes) == (kind, codes)
    assert [one.path for one in line.evidence] == ["therapies[0]"]


@pytest.mark.parametrize("cycles", [4, 5])
def test_four_and_five_cycles_are_provisional(cycles: int) -> None:
    (line,) = state(therapies=[hma(end="2026-06-01", cycles=cycles, best_response="SD")]).hma.lines
    assert line.type == "primary"
    assert line.provisional
    assert any("provisional" in note for note in line.notes)


def test_a_missing_dose_is_said() -> None:
    (line,) = state(therapies=[hma(**SIX, best_response="SD", dose=None)]).hma.lines
    assert line.type == "primary"
    assert any("dose is not recorded" in note for note in line.notes)


@pytest.mark.parametrize(
    ("drug", "dose"),
    [("decitabine", "20 mg/m2 d1-5 q28d"), ("oral azacitidine", "300 mg d1-14"),
     ("guadecitabine", "60 mg/m2 d1-5"), ("decitabine/cedazuridine", "35 mg d1-5"),
     ("venetoclax + azacitidine", "75 mg/m2 d1-7")],
)  # fmt: skip
def test_every_form_counts(drug: str, dose: str) -> None:
    found = state(therapies=[hma(drug=drug, dose=dose, best_response="SD", **SIX)])
    assert found.hma.status == "primary"


def test_a_combination_names_the_partner() -> None:
    (line,) = state(therapies=[hma(drug="venetoclax + azacitidine", best_response="SD", **SIX)]).hma.lines
    assert line.drugs == ("azacitidine",)
    assert line.combined_with == ("venetoclax",)


def test_naive_only_when_the_list_is_complete_and_read() -> None:
    assert state(**DONE).hma.status == "naive"
    assert state().hma.status == "unknown"
    assert state(therapies=[{"drug": "qwrtzplk"}], **DONE).hma.status == "unknown"


def test_what_is_denied_is_not_said() -> None:
    course = hma(
        **SIX, best_response="HI", outcome="completed", stop_reason="no progression, without toxicity"
    )
    assert state(therapies=[course]).hma.status == "not_established"


def test_blasts_already_above_twenty_are_no_progression_to_aml() -> None:
    marrows = [lab("bone marrow blasts", 25, "2026-01-02"), lab("bone marrow blasts", 28, "2026-03-18")]
    found = state(therapies=[hma(end="2026-03-20", cycles=2, best_response="none")], observations=marrows)
    assert found.hma.codes == FEW


def test_a_failure_stands_while_the_next_line_runs() -> None:
    first = hma(**SIX, best_response="SD", outcome="no response")
    found = state(therapies=[first, hma(drug="decitabine", start="2026-09-01", outcome="ongoing")])
    assert [line.type for line in found.hma.lines] == ["primary", "ongoing"]
    assert found.hma.status == "primary"


def test_a_long_pause_makes_a_new_line_and_a_short_one_does_not() -> None:
    first = hma(end="2026-03-01", cycles=2, best_response="none")
    soon = hma(start="2026-03-20", end="2026-07-20", cycles=4, best_response="SD")
    late = {**soon, "start": "2026-07-01", "end": "2026-10-20"}
    assert [line.cycles for line in state(therapies=[first, soon]).hma.lines] == [6]
    assert [line.cycles for line in state(therapies=[first, late]).hma.lines] == [2, 4]


def test_aml_counts_within_sixty_days_of_the_line() -> None:
    course = hma(end="2026-08-01", cycles=7, best_response="SD")
    aml = {"term": "acute myeloid leukemia", "status": "active"}
    soon = state(therapies=[course], diagnoses=[{**aml, "date": "2026-09-25"}])
    late = state(therapies=[course], diagnoses=[{**aml, "date": "2026-10-25"}])
    before = state(therapies=[course], diagnoses=[{**aml, "date": "2026-01-01"}])
    assert soon.hma.codes == ("P1_AML", *STABLE)
    assert late.hma.codes == before.hma.codes == STABLE


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [(3, 8, ("P2_HIGHER_RISK",)), (3, 4.9, ()), (7, 9.5, ()), (7, 12, ("P2_HIGHER_RISK",)), (15, 19, ()),
     (15, 25, ("P1_AML",)), (15, 20, ())],
)  # fmt: skip
def test_blasts_that_rise(before: float, after: float, codes: tuple) -> None:
    course = hma(end="2026-03-20", cycles=2, best_response="none")
    marrows = [
        lab("bone marrow blasts", before, "2026-01-02"),
        lab("bone marrow blasts", after, "2026-03-18"),
    ]
    found = state(therapies=[course], observations=marrows)
    assert found.hma.status == ("primary" if codes else EARLY)
    assert found.hma.codes == (codes or FEW)


def test_cycles_that_contradict_the_dates_are_said() -> None:
    found = state(therapies=[hma(end="2026-03-01", cycles=9, best_response="SD")])
    assert [issue.path for issue in found.issues] == ["therapies[0].cycles"]


def test_a_relapse_without_response_is_said() -> None:
    found = state(therapies=[hma(**SIX, best_response="SD", outcome="relapse")])
    assert [issue.path for issue in found.issues] == ["therapies[0].outcome"]


@pytest.mark.parametrize(
    ("drug", "dose", "codes"),
    [
        case("decitabine/cedazuridine", "35 mg d1-3", ("REDUCED_DOSE",), id="C-DEC, three days"),
        case("CC-486", "300 mg d1-14", STABLE, id="CC-486"),
        case("CC-486", "200 mg d1-14", ("REDUCED_DOSE",), id="CC-486, reduced"),
        case("ASTX030", "60 mg d1-5", STABLE, id="no standard by mouth is known: taken as given"),
        case("azacitidine", "75 mg/m2 5-2-2", STABLE, id="5-2-2"),
        case("azacitidine", "75 mg/m2 d1-5, d8-9 q28d", STABLE, id="5-2-2 by its days"),
        case("azacitidine", "75 mg/m2 d1-5", ("REDUCED_DOSE",), id="five days"),
        case("azacitidine", "75 mg/m2 d1-7 q6w", ("REDUCED_DOSE",), id="every six weeks"),
        case("azacitidine", "75 mg/m2 d1-7, then 50 mg/m2 d1-7", STABLE, id="reduced, but not since when"),
        case("venetoclax + azacitidine", "venetoclax 400 mg d1-14, azacitidine 50 mg/m2 d1-5",
             ("REDUCED_DOSE",), id="the part of the combination that is the HMA's"),
        case("azacitidine + venetoclax", "75 mg/m2 d1-7 + 400 mg d1-14", STABLE, id="the part by surface"),
    ],
)  # fmt: skip
def test_dose_of_each_form(drug: str, dose: str, codes: tuple) -> None:
    (line,) = state(therapies=[hma(drug=drug, dose=dose, best_response="SD", **SIX)]).hma.lines
    assert line.codes == codes
    assert line.type == ("primary" if codes == STABLE else EARLY)


def test_a_pause_of_more_than_five_weeks_is_told_and_a_shorter_one_is_not() -> None:
    first = hma(end="2026-03-01", cycles=2, best_response="none")
    late = hma(start="2026-04-06", end="2026-07-20", cycles=4, best_response="SD")
    soon = {**late, "start": "2026-04-05"}
    assert state(therapies=[first, late]).hma.codes == ("DELAY_GT_5W",)
    assert state(therapies=[first, soon]).hma.codes == STABLE


def test_loss_of_response_says_that_there_was_one() -> None:
    found = state(therapies=[hma(**SIX, stop_reason="loss of response")])
    assert (found.hma.status, found.hma.codes) == ("secondary", LOST)


def test_a_response_lost_after_an_interruption_is_no_resistance() -> None:
    course = hma(**SIX, best_response="CR", outcome="relapse", stop_reason="patient choice")
    worse = [lab("bone marrow blasts", 8, "2026-01-02"), lab("bone marrow blasts", 15, "2026-07-20")]
    found = state(therapies=[course])
    assert (found.hma.status, found.hma.codes) == ("not_established", ("INTERRUPTION", *LOST))
    assert state(therapies=[course], observations=worse).hma.status == "secondary"


def test_six_cycles_without_response_that_run_on_are_said() -> None:
    found = state(therapies=[hma(cycles=6, best_response="none", outcome="ongoing")])
    assert found.hma.status == "ongoing"
    assert any("primary resistance" in note for note in found.hma.lines[0].notes)
    assert {one.id: one.meets for one in found.hma.by_trial_definition}["NCT02936752"] is True


def test_a_switch_for_intolerance_is_its_own_line() -> None:
    first = hma(end="2026-03-01", cycles=2, outcome="intolerance")
    found = state(therapies=[first, hma(drug="decitabine/cedazuridine", start="2026-03-20", end="2026-09-20",
                                        cycles=6, dose="35 mg d1-5", best_response="SD")])  # fmt: skip
    assert [line.type for line in found.hma.lines] == ["intolerant", "primary"]
    assert found.hma.status == "primary"


PROGRESSED = {"end": "2026-03-20", "cycles": 2, "best_response": "none", "outcome": "progression"}
TRANSFUSED = [{"product": "RBC", "units": 2, "date": day} for day in ("2026-10-01", "2026-10-20")]


@pytest.mark.parametrize(
    ("course", "lists", "expected"),
    [
        case({"end": "2026-05-01", "cycles": 4, "best_response": "SD", "outcome": "no response"}, {},
             (False, True, True, False, False), id="four cycles are enough for some"),
        case(PROGRESSED, {}, (True, True, False, False, True), id="two cycles with progression"),
        case({**SIX, "best_response": "SD", "outcome": "no response"}, {"transfusions": TRANSFUSED},
             (True, True, True, None, True), id="six cycles and still dependent"),
        case({**SIX, "best_response": "HI-E", "outcome": "relapse"}, {"complete": ["transfusions"]},
             (False, True, True, None, True), id="relapsed, not transfused"),
        case({}, {}, (None, None, None, None, None), id="nothing recorded"),
    ],
)  # fmt: skip
def test_failure_by_trials_own_definitions(course: dict, lists: dict, expected: tuple) -> None:
    found = state(therapies=[hma(**course)], **lists).hma.by_trial_definition
    assert tuple(one.meets for one in found) == expected
    assert all(one.needs if one.meets is None else not one.needs for one in found)
    assert all(one.evidence and one.source for one in found)
