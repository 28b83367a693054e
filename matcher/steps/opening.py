"""The days on which trials open that fail only by a window: a washout or a minimum interval that ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matcher.match import TrialMatch


@dataclass(frozen=True, slots=True)
class Opening:
    """A trial, the day on which the last of its windows ends, and the lines that wait for it.

    `open_lines` counts lines that are not decided: the trial may still be ruled out by them.
    """

    nct_id: str
    opens_on: date
    line_ids: tuple[str, ...]
    reasons: tuple[str, ...]
    open_lines: int


def opens_on(matches: Iterable[TrialMatch]) -> tuple[Opening, ...]:
    """The trials that waiting alone would open, the soonest first."""
    found = filter(None, map(_opening, matches))
    return tuple(sorted(found, key=lambda one: (one.opens_on, one.nct_id)))


def _opening(match: TrialMatch) -> Opening | None:
    failing = [line for line in match.criteria if line.verdict == "fail"]
    days = [line.opens_on for line in failing if line.opens_on is not None]
    if not failing or len(days) < len(failing):
        return None
    return Opening(
        nct_id=match.nct_id,
        opens_on=max(days),
        line_ids=tuple(line.id for line in failing),
        reasons=tuple(line.reason for line in failing),
        open_lines=sum(one.verdict == "unknown" and one.basis != "administrative" for one in match.criteria),
    )
