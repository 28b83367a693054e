"""What a new finding would do: which trials it opens and which it closes.

The finding is written into a copy of the patient file, dated on the day of judging, and both are matched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.match import TrialMatch

STEPS = {"ineligible": 0, "possible": 1, "eligible": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """A trial of which lines say something else with the finding; the verdict may stay what it was."""

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
    """The trials that differ, by their rank after: those that open, that close, that keep their verdict."""
    known = {match.nct_id: match for match in before}
    pairs = [(known[now.nct_id], now) for now in after]
    found = [Change(now.nct_id, was.verdict, now.verdict, _lines(was, now)) for was, now in pairs]
    changed = [one for one in found if one.lines]
    return tuple(sorted(changed, key=lambda one: (one.before == one.after, not one.opens)))


def _lines(was: TrialMatch, now: TrialMatch) -> tuple[ChangedLine, ...]:
    return tuple(
        ChangedLine(new.id, new.text, old.verdict, new.verdict, new.reason)
        for old, new in zip(was.criteria, now.criteria, strict=True)
        if old.verdict != new.verdict
    )
