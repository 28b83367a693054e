"""Trials that only windows (washouts, minimum intervals) keep closed to a patient: which end now or soon."""

from collections.abc import Iterator
from datetime import date, timedelta

from matcher.changes.judged import Basis, Judged, JudgedTrial
from matcher.changes.model import Washout, WashoutState

SOON = timedelta(days=14)
"""So long before its end a window is shown: time to book what screening needs."""


def washouts(now: Judged, basis: Basis, before: Judged | None) -> tuple[Washout, ...]:
    """The windows that ended since `before`, are over by the calendar, or end soon; the earliest first.

    Soon is counted from the day of the night, or from the day on which the patient is judged if it is later.
    Trials that take no patients are left out.
    """
    return tuple(sorted(_washouts(now, basis, before), key=lambda each: (each.on, each.nct_id)))


def _washouts(now: Judged, basis: Basis, before: Judged | None) -> Iterator[Washout]:
    today = max(now.as_of, basis.day or now.as_of)
    for nct_id, match in now.trials.items():
        trial = basis.trials[nct_id]
        if trial.standing == "closed":
            continue
        was = before.trials.get(nct_id) if before else None
        if found := _standing(match, today) or _ended(match, was, now.as_of):
            state, day = found
            yield Washout(state=state, nct_id=nct_id, title=trial.title, on=day)


def _standing(match: JudgedTrial, today: date) -> tuple[WashoutState, date] | None:
    day = match.opens_on
    if day is None or day > today + SOON:
        return None
    return "due" if day <= today else "ending", day


def _ended(match: JudgedTrial, was: JudgedTrial | None, as_of: date) -> tuple[WashoutState, date] | None:
    day = was.opens_on if was else None
    if day is None or day > as_of or match.verdict == "ineligible":
        return None
    return "ended", day
