"""What came, went and changed for one patient, and what it is put down to."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.changes.compare import View, compare
from matcher.changes.judged import Basis, Judged, JudgedTrial, KnownTrial, Obstacle, Snapshot
from matcher.changes.model import Cause, Change, ComparedWith, Washout

DAY = date(2026, 11, 1)
OLD = Snapshot(id="s1", registry_timestamp="2026-10-31", parser="1", vocabulary="a")


def known(status: str | None = "RECRUITING", *, asks: str = "text", reading: str = "read") -> KnownTrial:
    return KnownTrial(title="A trial", status=status, asks=asks, reading=reading)


def judged_as(verdict: str, *lines: tuple[str, date | None]) -> JudgedTrial:
    obstacles = [Obstacle(mark=reason, reason=reason, opens_on=day) for reason, day in lines]
    return JudgedTrial.model_validate({"verdict": verdict, "in_the_way": obstacles})


def view(
    matches: Mapping[str, JudgedTrial],
    trials: Mapping[str, KnownTrial] | None = None,
    *,
    night: str = "n1",
    day: date | None = DAY,
    as_of: date = DAY,
    content: str = "facts",
    all_statuses: bool = False,
    snapshot: Snapshot = OLD,
) -> View:
    """One patient's night; trials that are not told of recruit."""
    return View(
        Judged(patient_id="anna", file="a.json", as_of=as_of, content=content, trials=dict(matches)),
        Basis(
            night=night,
            day=day,
            snapshot=snapshot,
            all_statuses=all_statuses,
            trials={name: known() for name in matches} if trials is None else dict(trials),
        ),
    )


def the_change(now: View, before: View) -> Change:
    (change,) = compare(now, before).changes
    return change


POSSIBLE, ELIGIBLE = judged_as("possible"), judged_as("eligible")
RULED_OUT = judged_as("ineligible", ("ECOG 3", None))


def test_a_patient_without_an_earlier_list_has_no_changes() -> None:
    found = compare(view({"A": POSSIBLE, "B": RULED_OUT}), None)
    assert (found.compared_with, found.changes) == (None, ())
    assert found.verdicts == {"ineligible": 1, "possible": 1}


def test_it_is_said_what_was_compared() -> None:
    found = compare(view({}, night="n2"), view({}, night="n1", as_of=date(2026, 10, 1)))
    assert found.compared_with == ComparedWith(night="n1", as_of=date(2026, 10, 1), snapshot="s1")


@pytest.mark.parametrize(
    ("match", "effect"), [(ELIGIBLE, "gained"), (POSSIBLE, "gained"), (RULED_OUT, "beside")]
)
def test_a_trial_that_the_registry_did_not_name_before_is_new(match: JudgedTrial, effect: str) -> None:
    change = the_change(view({"A": match}), view({}, {}))
    assert (change.kind, change.effect, change.because) == ("new", effect, ("registry",))
    assert (change.verdict_before, change.verdict_now) == (None, match.verdict)
    assert (change.status_before, change.status_now) == (None, "RECRUITING")


@pytest.mark.parametrize(("match", "effect"), [(POSSIBLE, "lost"), (RULED_OUT, "beside")])
def test_a_trial_that_the_registry_names_no_longer_is_lost(match: JudgedTrial, effect: str) -> None:
    change = the_change(view({}, {}), view({"A": match}))
    assert (change.kind, change.effect, change.because) == ("lost", effect, ("registry",))
    assert (change.title, change.verdict_before, change.verdict_now) == ("A trial", match.verdict, None)
    assert (change.status_before, change.status_now) == ("RECRUITING", None)


@pytest.mark.parametrize("all_statuses", [False, True])
def test_a_trial_that_closes_is_told_from_one_that_is_lost(all_statuses: bool) -> None:
    """Without `--all-statuses` the closed trial is not judged any more, and still known."""
    now = view({"A": POSSIBLE} if all_statuses else {}, {"A": known("COMPLETED")}, all_statuses=all_statuses)
    change = the_change(now, view({"A": POSSIBLE}, all_statuses=all_statuses))
    assert (change.kind, change.effect, change.because) == ("closed", "lost", ("registry",))
    assert (change.status_before, change.status_now) == ("RECRUITING", "COMPLETED")


@pytest.mark.parametrize("all_statuses", [False, True])
def test_a_trial_that_opens_is_told_from_one_that_is_new(all_statuses: bool) -> None:
    before = view(
        {"A": POSSIBLE} if all_statuses else {}, {"A": known("SUSPENDED")}, all_statuses=all_statuses
    )
    change = the_change(view({"A": POSSIBLE}, all_statuses=all_statuses), before)
    assert (change.kind, change.effect, change.because) == ("opened", "gained", ("registry",))


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("NOT_YET_RECRUITING", "RECRUITING", "opened"),
        ("UNKNOWN", "RECRUITING", "opened"),
        ("RECRUITING", "UNKNOWN", "status"),
        ("RECRUITING", None, "status"),
        ("RECRUITING", "NOT_YET_RECRUITING", "status"),
    ],
)
def test_another_standing_changes_a_match_that_stays(before: str, now: str | None, kind: str) -> None:
    change = the_change(view({"A": POSSIBLE}, {"A": known(now)}), view({"A": POSSIBLE}, {"A": known(before)}))
    assert (change.kind, change.effect, change.because) == (kind, "changed", ("registry",))


def test_another_status_of_the_same_standing_is_no_change() -> None:
    now = view({"A": POSSIBLE}, {"A": known("ENROLLING_BY_INVITATION")})
    assert compare(now, view({"A": POSSIBLE})).changes == ()


@pytest.mark.parametrize(("before", "now"), [(False, True), (True, False)])
def test_closed_trials_are_compared_only_if_both_nights_looked_at_them(before: bool, now: bool) -> None:
    trials = {"A": known(), "B": known("COMPLETED")}
    everything = {"A": POSSIBLE, "B": POSSIBLE}
    first = view(everything if before else {"A": POSSIBLE}, trials, all_statuses=before)
    second = view(everything if now else {"A": POSSIBLE}, trials, all_statuses=now)
    assert compare(second, first).changes == ()


def test_a_verdict_that_turns_says_which_lines_it_turns_on() -> None:
    before = view({"A": judged_as("ineligible", ("ECOG 3", None), ("HIV", None))})
    now = view({"A": judged_as("ineligible", ("HIV", None))}, content="new facts")
    assert compare(now, before).changes == ()
    change = the_change(view({"A": POSSIBLE}, content="new facts"), before)
    assert (change.kind, change.effect) == ("verdict", "gained")
    assert change.no_longer_in_the_way == ("ECOG 3", "HIV")
    back = the_change(before, view({"A": POSSIBLE}))
    assert (back.effect, back.now_in_the_way, back.no_longer_in_the_way) == ("lost", ("ECOG 3", "HIV"), ())


@pytest.mark.parametrize(
    ("before", "now", "effect"),
    [
        ("possible", "eligible", "changed"),
        ("eligible", "possible", "changed"),
        ("ineligible", "possible", "gained"),
        ("eligible", "ineligible", "lost"),
    ],
)
def test_the_effect_of_a_verdict_that_turns(before: str, now: str, effect: str) -> None:
    assert the_change(view({"A": judged_as(now)}), view({"A": judged_as(before)})).effect == effect


# --- what it comes from ------------------------------------------------------------------------------------


NEW_PARSER = OLD.model_copy(update={"parser": "2"})


@pytest.mark.parametrize(
    ("differs", "trial", "because"),
    [
        ({}, known(asks="new text", reading="read anew"), ("registry",)),
        ({}, known(reading="read anew"), ("reading",)),
        ({"snapshot": NEW_PARSER}, known(reading="read anew"), ("reading",)),
        ({"snapshot": NEW_PARSER}, known(), ("program",)),
        (
            {"snapshot": NEW_PARSER},
            known(asks="new text", reading="read anew"),
            ("registry", "reading"),
        ),
        ({"content": "new facts"}, known(), ("patient",)),
        ({"as_of": date(2026, 11, 2)}, known(), ("day",)),
        ({"as_of": date(2026, 11, 2), "content": "new facts"}, known(), ("patient",)),
        ({"content": "new facts"}, known(asks="new text", reading="read anew"), ("registry", "patient")),
        ({}, known(), ("program",)),
    ],
)
def test_a_verdict_is_put_down_to_what_differs(
    differs: dict[str, Any], trial: KnownTrial, because: tuple[Cause, ...]
) -> None:
    change = the_change(view({"A": ELIGIBLE}, {"A": trial}, **differs), view({"A": POSSIBLE}))
    assert change.because == because


def test_the_day_is_named_beside_others_where_a_window_ended_on_it() -> None:
    before = view({"A": judged_as("ineligible", ("washout", date(2026, 11, 5)))})
    now = view({"A": POSSIBLE}, as_of=date(2026, 11, 6), content="new facts")
    assert the_change(now, before).because == ("patient", "day")


def test_a_change_of_standing_names_the_registry_first_and_what_turned_the_verdict() -> None:
    now = view({"A": ELIGIBLE}, {"A": known()}, content="new facts")
    before = view({"A": POSSIBLE}, {"A": known("NOT_YET_RECRUITING")})
    change = the_change(now, before)
    assert (change.kind, change.because) == ("opened", ("registry", "patient"))
    assert (change.verdict_before, change.verdict_now) == ("possible", "eligible")


def test_what_matters_stands_first() -> None:
    before = view({"A": RULED_OUT, "B": POSSIBLE, "C": POSSIBLE, "D": RULED_OUT})
    trials = {"A": known(), "B": known(), "C": known("COMPLETED"), "D": known("COMPLETED"), "E": known()}
    now = view({"A": POSSIBLE, "B": ELIGIBLE, "E": RULED_OUT}, trials)
    found = [(change.nct_id, change.effect) for change in compare(now, before).changes]
    assert found == [("A", "gained"), ("C", "lost"), ("B", "changed"), ("D", "beside"), ("E", "beside")]


# --- washouts ----------------------------------------------------------------------------------------------


def waiting(*days: int, month: int = 11) -> JudgedTrial:
    return judged_as("ineligible", *((f"window {day}", date(2026, month, day)) for day in days))


@pytest.mark.parametrize(
    ("match", "state", "on"),
    [
        (waiting(2), "ending", date(2026, 11, 2)),
        (waiting(15), "ending", date(2026, 11, 15)),
        (waiting(3, 9), "ending", date(2026, 11, 9)),
        (waiting(16), None, None),
        (waiting(3, 16), None, None),
        (judged_as("ineligible", ("washout", date(2026, 11, 2)), ("ECOG 3", None)), None, None),
        (POSSIBLE, None, None),
    ],
)
def test_a_washout_that_ends_within_two_weeks(match: JudgedTrial, state: str | None, on: date | None) -> None:
    found = [(washout.state, washout.on) for washout in compare(view({"A": match}), None).washouts]
    assert found == ([(state, on)] if state else [])


def test_a_file_of_an_earlier_day_than_the_night_has_its_washout_over_by_the_calendar() -> None:
    found = compare(view({"A": waiting(5), "B": waiting(20)}, day=date(2026, 11, 8)), None)
    assert [(each.state, each.nct_id) for each in found.washouts] == [("due", "A"), ("ending", "B")]


def test_without_a_day_of_the_night_the_patients_own_counts() -> None:
    assert compare(view({"A": waiting(16)}, day=None), None).washouts == ()
    (found,) = compare(view({"A": waiting(15)}, day=None), None).washouts
    assert found == Washout(state="ending", nct_id="A", title="A trial", on=date(2026, 11, 15))


def test_a_file_of_a_later_day_than_the_night_is_judged_on_its_own_day() -> None:
    assert compare(view({"A": waiting(20)}, as_of=date(2026, 11, 6)), None).washouts[0].state == "ending"


@pytest.mark.parametrize(("now", "states"), [(POSSIBLE, ["ended"]), (RULED_OUT, [])])
def test_a_washout_has_ended_if_the_trial_is_open_to_the_patient_now(
    now: JudgedTrial, states: list[str]
) -> None:
    later = date(2026, 11, 6)
    found = compare(view({"A": now}, as_of=later, day=later), view({"A": waiting(5)})).washouts
    assert [each.state for each in found] == states


def test_a_washout_that_new_facts_end_before_its_day_is_a_change_and_no_washout() -> None:
    found = compare(view({"A": POSSIBLE}, content="new facts"), view({"A": waiting(20)}))
    assert (found.washouts, found.changes[0].because) == ((), ("patient",))


def test_no_washout_is_shown_for_a_trial_that_is_closed() -> None:
    closed = view({"A": waiting(5)}, {"A": known("COMPLETED")}, all_statuses=True)
    assert compare(closed, None).washouts == ()


# --- laws --------------------------------------------------------------------------------------------------


@st.composite
def views(draw: st.DrawFn) -> View:
    """Any night of one patient over three trials."""
    statuses = st.sampled_from(("RECRUITING", "COMPLETED", "NOT_YET_RECRUITING", None))
    verdicts = st.sampled_from((POSSIBLE, ELIGIBLE, RULED_OUT, waiting(5)))
    trials = {
        name: known(draw(statuses), asks=draw(st.sampled_from("xy")), reading=draw(st.sampled_from("xy")))
        for name in "ABC"
        if draw(st.booleans())
    }
    all_statuses = draw(st.booleans())
    matches = {
        name: draw(verdicts) for name, each in trials.items() if all_statuses or each.standing != "closed"
    }
    return view(
        matches,
        trials,
        as_of=draw(st.sampled_from((DAY, date(2026, 11, 6)))),
        content=draw(st.sampled_from("xy")),
        all_statuses=all_statuses,
    )


def candidates(each: View) -> set[str]:
    return {
        name
        for name, match in each.judged.trials.items()
        if match.verdict != "ineligible" and each.basis.trials[name].standing != "closed"
    }


@given(views())
def test_a_night_compared_with_itself_has_no_changes(night: View) -> None:
    assert compare(night, night).changes == ()


@given(views(), views())
def test_what_is_gained_and_lost_adds_up(before: View, now: View) -> None:
    changes = compare(now, before).changes
    gained = {change.nct_id for change in changes if change.effect == "gained"}
    lost = {change.nct_id for change in changes if change.effect == "lost"}
    assert candidates(now) == (candidates(before) | gained) - lost
    assert gained.isdisjoint(candidates(before)) and lost <= candidates(before)


@given(views(), views())
def test_the_way_back_turns_gains_into_losses(before: View, now: View) -> None:
    def of(effect: str, one: View, other: View) -> set[str]:
        return {change.nct_id for change in compare(one, other).changes if change.effect == effect}

    for effect, back in (("gained", "lost"), ("lost", "gained"), ("changed", "changed")):
        assert of(effect, now, before) == of(back, before, now)


@given(views(), views())
def test_every_change_says_what_it_comes_from(before: View, now: View) -> None:
    assert all(change.because for change in compare(now, before).changes)
