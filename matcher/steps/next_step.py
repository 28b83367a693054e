"""The next steps of one patient, put together: what to ask, when to wait, what is nearly met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.chart import Chart
from matcher.match import TrialMatch
from matcher.steps.asking import Ask, ask_next
from matcher.steps.near_miss import NearMiss, near_misses
from matcher.steps.opening import Opening, opens_on
from matcher.trial import Trial


@dataclass(frozen=True, slots=True)
class NextStep:
    """What would move this patient's list, the most useful first."""

    ask_next: tuple[Ask, ...]
    opens_on: tuple[Opening, ...]
    near_misses: tuple[NearMiss, ...]


def next_step(chart: Chart, trials: Iterable[Trial], matches: Sequence[TrialMatch]) -> NextStep:
    """The next steps; trials for another disease are left out."""
    own = [match for match in matches if match.aim != "other"]
    return NextStep(ask_next(own), opens_on(own), near_misses(chart, trials, own))
