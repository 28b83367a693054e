"""One patient against trials: the verdict of each criterion from the side of eligibility, and of the trial.

Home to the one place where an exclusion is turned round. Knows nothing of files, stores or pages.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from criteria.collection import collection_paused
from criteria.eligibility import Item, Section
from criteria.nodes import Criterion
from matcher.chart import Chart
from matcher.evaluate.answers import MOST, concerned, stand_in
from matcher.evaluate.evaluate import answer
from matcher.export.model import Standing, standing
from matcher.fit import ScorePart, score_of, score_parts
from matcher.plain import plain_value
from matcher.rank import Aim, aim_of, in_order
from matcher.trial import Question, Trial
from matcher.truth import FALSE, NOT, TRUE, UNKNOWN, Truth
from matcher.verdict import Basis, Evidence, Verdict

CriterionVerdict = Literal["pass", "fail", "unknown"]
TrialVerdict = Literal["eligible", "possible", "ineligible"]

WORDS: dict[Truth, CriterionVerdict] = {TRUE: "pass", FALSE: "fail", UNKNOWN: "unknown"}


SET_ASIDE = "; the rest of the line is for the site to judge"


@plain_value
class CriterionMatch:
    """One criterion: whether it stands in the way, and why; the contract, section 3, names the fields."""

    id: str
    section: Section
    text: str
    start: int | None
    end: int | None
    verdict: CriterionVerdict
    basis: Basis
    reason: str
    evidence: tuple[Evidence, ...]
    needs: tuple[str, ...]
    opens_on: date | None
    criterion: Criterion


class TrialMatch(BaseModel):
    """One trial: `rank` counts from 1 among those matched together (0: not ranked), `score` is 0 to 1.

    `aim` says whether the trial is for the patient's own disease, `standing` whether it takes patients now.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    patient_id: str
    nct_id: str
    verdict: TrialVerdict
    rank: int
    score: float
    score_parts: tuple[ScorePart, ...] = ()
    aim: Aim = "unclear"
    standing: Standing = "unclear"
    overall_status: str | None
    criteria: tuple[CriterionMatch, ...]


def match_all(chart: Chart, trials: Iterable[Trial]) -> list[TrialMatch]:
    """The patient against all the trials, best first, ranked from 1; the same input gives the same order."""
    with collection_paused():
        return in_order(match_trial(chart, trial) for trial in trials)


def match_trial(chart: Chart, trial: Trial) -> TrialMatch:
    """The patient against one trial, not ranked."""
    record = trial.record
    criteria = tuple([match_question(chart, question) for question in trial.questions])
    parts = score_parts(chart, trial, criteria)
    return TrialMatch(
        patient_id=chart.patient_id,
        nct_id=record.nct_id,
        verdict=_verdict(criteria),
        rank=0,
        score=score_of(parts),
        score_parts=parts,
        aim=aim_of(chart, record),
        standing=standing(record.overall_status),
        overall_status=record.overall_status,
        criteria=criteria,
    )


def match_item(chart: Chart, item: Item) -> CriterionMatch:
    """One item from the side of eligibility: an exclusion passes if the patient is not what it describes."""
    return match_question(chart, Question.of(item))


def match_question(chart: Chart, question: Question) -> CriterionMatch:
    """One item whose question is prepared, from the side of eligibility.

    Where no fact of the chart bears on it, the line is made once for all such patients.
    """
    if concerned(question.criterion, chart):
        return _line(question, chart)
    nobody = stand_in(chart)
    known = nobody.judged.lines.get(id(question))
    return _everybodys(question, nobody) if known is None or known[0] is not question else known[1]


def _everybodys(question: Question, nobody: Chart) -> CriterionMatch:
    """The line of all on whom no fact bears, kept for the next one."""
    lines = nobody.judged.lines
    if len(lines) >= MOST:
        lines.clear()
    line = _line(question, nobody)
    lines[id(question)] = question, line
    return line


def _line(question: Question, chart: Chart) -> CriterionMatch:
    found = answer(question.criterion, chart)
    verdict = WORDS[found.truth if question.wanted else NOT[found.truth]]
    if verdict == "fail" and question.firm is not None and not _firm(question, chart):
        found, verdict = _half_understood(found), "unknown"
    _, reason, basis, evidence, needs, opens_on, _ = found
    if question.set_aside:
        reason += SET_ASIDE
    day = opens_on if verdict == "fail" else None
    stated, criterion = question.stated, question.item.criterion
    return CriterionMatch(*stated, verdict, basis, reason, evidence, needs, day, criterion)


def _firm(question: Question, chart: Chart) -> bool:
    """Whether the firm part of a line decides it by itself, on what is recorded."""
    if question.firm is None:
        return True
    found = answer(question.firm, chart)
    return found.truth is (FALSE if question.wanted else TRUE) and found.basis != "presumed"


def _half_understood(found: Verdict) -> Verdict:
    """A line that was only understood in part keeps out by another disease only, and not on mere silence."""
    reason = f"{found.reason}; but part of the line was not understood: read it and decide"
    return found._replace(truth=UNKNOWN, reason=reason, basis="unparsed")


def _verdict(criteria: Iterable[CriterionMatch]) -> TrialVerdict:
    """Without a criterion that a record could decide nothing is known, so the trial stays possible."""
    verdicts = [one.verdict for one in criteria if one.basis != "administrative"]
    if "fail" in verdicts:
        return "ineligible"
    return "eligible" if verdicts and set(verdicts) == {"pass"} else "possible"
