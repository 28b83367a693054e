"""Compares two nights' matches of one patient: what came, went and changed, and what it comes from.

Pure: the same two nights give the same answer. Knows no files and no words for people.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from matcher.changes.judged import Basis, Judged, JudgedTrial, KnownTrial
from matcher.changes.model import EFFECTS, Cause, Change, ComparedWith, Effect, Kind, PatientChanges
from matcher.changes.washouts import washouts


class View(NamedTuple):
    """One patient's matches of one night, with what they rest on."""

    judged: Judged
    basis: Basis


class Side(NamedTuple):
    """One trial on one night: whether it is on the list that is compared, how it stood and was judged."""

    listed: bool
    known: KnownTrial | None
    match: JudgedTrial | None

    @property
    def candidate(self) -> bool:
        """Whether the patient might take part: on the list, not ruled out, and not closed."""
        judged = self.listed and self.match is not None and self.match.verdict != "ineligible"
        return judged and self.known is not None and self.known.standing != "closed"


def compare(now: View, before: View | None) -> PatientChanges:
    """What changed for the patient from `before` (None: there is nothing to compare with) to `now`."""
    listed = Counter(match.verdict for match in now.judged.trials.values())
    return PatientChanges(
        patient_id=now.judged.patient_id,
        file=now.judged.file,
        as_of=now.judged.as_of,
        compared_with=_compared_with(before) if before else None,
        verdicts=dict(sorted(listed.items())),
        changes=tuple(sorted(_changes(now, before), key=_order)) if before else (),
        washouts=washouts(now.judged, now.basis, before.judged if before else None),
    )


def _compared_with(before: View) -> ComparedWith:
    return ComparedWith(
        night=before.basis.night, as_of=before.judged.as_of, snapshot=before.basis.snapshot.id
    )


def _order(change: Change) -> tuple[int, str]:
    return EFFECTS.index(change.effect), change.nct_id


def _changes(now: View, before: View) -> Iterator[Change]:
    for nct_id in sorted(now.judged.trials.keys() | before.judged.trials.keys()):
        closed_too = now.basis.all_statuses and before.basis.all_statuses
        was, is_ = _side(before, nct_id, closed_too), _side(now, nct_id, closed_too)
        if kind := _kind(was, is_):
            yield _change(kind, nct_id, was, is_, _because(nct_id, now, before))


def _side(view: View, nct_id: str, closed_too: bool) -> Side:
    return Side(
        _listed(view, nct_id, closed_too), view.basis.trials.get(nct_id), view.judged.trials.get(nct_id)
    )


def _listed(view: View, nct_id: str, closed_too: bool) -> bool:
    """Whether the trial was judged and counts; closed ones count only if they are to."""
    return nct_id in view.judged.trials and (closed_too or view.basis.trials[nct_id].standing != "closed")


def _kind(was: Side, is_: Side) -> Kind | None:
    """What happened to the trial; None: nothing, or nothing on a list that both nights looked at."""
    if not was.listed and not is_.listed:
        return None
    if not is_.listed:
        return "closed" if is_.known else "lost"
    if not was.listed:
        return "opened" if was.known else "new"
    return _moved(was, is_)


def _moved(was: Side, is_: Side) -> Kind | None:
    before, now = (side.known.standing if side.known else "unclear" for side in (was, is_))
    if before != now and now in ("open", "closed"):
        return "opened" if now == "open" else "closed"
    if was.match and is_.match and was.match.verdict != is_.match.verdict:
        return "verdict"
    return "status" if before != now else None


def _change(kind: Kind, nct_id: str, was: Side, is_: Side, because: tuple[Cause, ...]) -> Change:
    known = is_.known or was.known
    before, now = _obstacles(was.match), _obstacles(is_.match)
    both = was.match is not None and is_.match is not None
    return Change(
        kind=kind,
        effect=_effect(was, is_),
        nct_id=nct_id,
        title=known.title if known else nct_id,
        verdict_before=was.match.verdict if was.match else None,
        verdict_now=is_.match.verdict if is_.match else None,
        status_before=was.known.status if was.known else None,
        status_now=is_.known.status if is_.known else None,
        because=because if kind == "verdict" else tuple(dict.fromkeys(("registry", *because))),
        now_in_the_way=tuple(reason for mark, reason in now.items() if mark not in before),
        no_longer_in_the_way=tuple(reason for mark, reason in before.items() if mark not in now)
        if both
        else (),
    )


def _obstacles(match: JudgedTrial | None) -> dict[str, str]:
    return {each.mark: each.reason for each in match.in_the_way} if match else {}


def _effect(was: Side, is_: Side) -> Effect:
    match was.candidate, is_.candidate:
        case False, True:
            return "gained"
        case True, False:
            return "lost"
        case True, True:
            return "changed"
    return "beside"


def _because(nct_id: str, now: View, before: View) -> tuple[Cause, ...]:
    """Where another verdict comes from; empty where the trial was not judged on both nights, or alike.

    Of a file that is judged on a new day every night the day is a cause only where a window ended, or where
    nothing else differs.
    """
    was, is_ = before.judged.trials.get(nct_id), now.judged.trials.get(nct_id)
    if was is None or is_ is None or was.verdict == is_.verdict:
        return ()
    found = list(_of_trial(before.basis, now.basis, nct_id))
    if now.judged.content != before.judged.content:
        found.append("patient")
    if now.judged.as_of != before.judged.as_of and (not found or _window_ended(was, now)):
        found.append("day")
    return tuple(found) or ("program",)


def _of_trial(before: Basis, now: Basis, nct_id: str) -> Iterator[Cause]:
    """Whether the entry says otherwise, and whether another reader made another reading of it."""
    was, is_ = before.trials[nct_id], now.trials[nct_id]
    if was.asks != is_.asks:
        yield "registry"
    if was.reading != is_.reading and (was.asks == is_.asks or _reader(before) != _reader(now)):
        yield "reading"


def _reader(basis: Basis) -> tuple[str, str]:
    return basis.snapshot.parser, basis.snapshot.vocabulary


def _window_ended(was: JudgedTrial, now: View) -> bool:
    return any(each.opens_on and each.opens_on <= now.judged.as_of for each in was.in_the_way)
