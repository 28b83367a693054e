"""The funnel of a trial in a cohort: how many patients are left after each criterion, in order and alone.

Works on verdicts only, so that any engine may give them; holds no fact of a patient.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.chart import Chart
from matcher.feasibility.restrictive import Restriction, restrictions
from matcher.match import CriterionVerdict, match_question
from matcher.trial import Trial

Verdicts = Sequence[CriterionVerdict]
"""Of one patient, a verdict a line, in the order of the lines."""


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion of the funnel; all numbers are patients.

    Alone: `passing`, `failing` and `unknown` of all. In order: `left` have failed no line up to here, and
    `sure` have passed every one. `only` fail this line and no other: what leaving it out would win back.
    """

    id: str
    section: str
    text: str
    administrative: bool
    passing: int
    failing: int
    unknown: int
    left: int
    sure: int
    only: int
    restrictions: tuple[Restriction, ...]


@dataclass(frozen=True, slots=True)
class Feasibility:
    """A trial in a cohort. `costliest` is the line that most patients fail, None if nobody fails any."""

    nct_id: str
    patients: int
    possible: int
    eligible: int
    steps: tuple[Step, ...]
    costliest: str | None


def feasibility(trial: Trial, charts: Iterable[Chart]) -> Feasibility:
    """The funnel of a trial by the reference evaluator, a patient at a time."""
    lines: list[Verdicts] = []
    administrative: set[str] = set()
    for chart in charts:
        found = [match_question(chart, question) for question in trial.questions]
        administrative |= {one.id for one in found if one.basis == "administrative"}
        lines.append([one.verdict for one in found])
    return of_verdicts(trial, lines, administrative)


def of_verdicts(trial: Trial, verdicts: Sequence[Verdicts], administrative: Iterable[str]) -> Feasibility:
    """The funnel of verdicts; lines named `administrative` are shown, and keep nobody out."""
    apart = frozenset(administrative)
    counted = [place for place, one in enumerate(trial.eligibility.items) if one.id not in apart]
    failed = [[place for place in counted if row[place] == "fail"] for row in verdicts]
    steps = tuple(_steps(trial, verdicts, counted, failed))
    most = max(steps, key=lambda one: (one.failing, one.only), default=None)
    eligible = sum(bool(counted) and all(row[place] == "pass" for place in counted) for row in verdicts)
    possible = sum(not places for places in failed)
    costliest = most.id if most and most.failing else None
    return Feasibility(trial.record.nct_id, len(verdicts), possible, eligible, steps, costliest)


def _steps(
    trial: Trial, verdicts: Sequence[Verdicts], counted: Sequence[int], failed: Sequence[Sequence[int]]
) -> Iterable[Step]:
    for place, item in enumerate(trial.eligibility.items):
        said = [row[place] for row in verdicts]
        asked = [one for one in counted if one <= place]
        yield Step(
            id=item.id,
            section=item.section,
            text=item.text,
            administrative=place not in counted,
            passing=said.count("pass"),
            failing=said.count("fail"),
            unknown=said.count("unknown"),
            left=sum(not places or places[0] > place for places in failed),
            sure=sum(all(row[one] == "pass" for one in asked) for row in verdicts),
            only=sum(list(places) == [place] for places in failed),
            restrictions=restrictions(item),
        )
