"""What a new finding would do: which trials it opens and which it closes.

The finding is written into a copy of the patient file, dated on the day of judging, and both are matched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.match import TrialMatch

STEPS = {"ineligible": 0, "possible": 1, "eligible": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """A trial that stands otherwise with the finding; `lines` are the criteria that say something else."""

    nct_id: str
    before: str
    after: str
    lines: tuple["ChangedLine", ...]

    @property
    def opens(self) -> bool:
        """Whether it stands better than before."""
        return STEPS[self.after] > STEPS[self.before]


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A criterion whose verdict the finding turned."""

    id: str
    text: str
    before: str
    after: str
    reason: str


def changes(before: Sequence[TrialMatch], after: Iterable[TrialMatch]) -> tuple[Change, ...]:
    """The trials whose verdict differs: those that open first, then those that close, by their rank after."""
    known = {match.nct_id: match for match in before}
    changed = [(known[now.nct_id], now) for now in after if known[now.nct_id].verdict != now.verdict]
    found = [Change(now.nct_id, was.verdict, now.verdict, _lines(was, now)) for was, now in changed]
    return tuple(sorted(found, key=lambda one: not one.opens))


def _lines(was: TrialMatch, now: TrialMatch) -> tuple[ChangedLine, ...]:
    return tuple(
        ChangedLine(new.id, new.text, old.verdict, new.verdict, new.reason)
        for old, new in zip(was.criteria, now.criteria, strict=True)
        if old.verdict != new.verdict
    )
