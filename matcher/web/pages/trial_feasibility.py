"""A trial in the cohort of the patients' folder: what each line costs. Counts only, no fact of a patient."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from matcher.chart import Chart
from matcher.export import wording
from matcher.export.messages import Messages
from matcher.export.plaintext import one_line
from matcher.feasibility.funnel import Feasibility, Step, feasibility
from matcher.registry.record import TrialRecord
from matcher.web.pages.trial import trial_of
from matcher.web.templating import render
from matcher.web.visit import Visiting

router = APIRouter()


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line: patients who meet it, fail it, are open on it; left after it in order; failing only it."""

    name: str
    section: str
    text: str
    administrative: bool
    passing: int
    failing: int
    unknown: int
    left: int
    only: int
    restrictive: tuple[str, ...]
    costliest: bool


@dataclass(frozen=True, slots=True)
class FeasibilityPage:
    """All that the page holds; `skipped` says how many files could not be used."""

    nct_id: str
    title: str
    trial_path: str
    heading: str
    costliest: str
    skipped: str
    steps: tuple[StepRow, ...]


def feasibility_page(say: Messages, record: TrialRecord, found: Feasibility, skipped: int) -> FeasibilityPage:
    """The funnel of a trial, in words."""
    return FeasibilityPage(
        nct_id=record.nct_id,
        title=wording.title(record),
        trial_path=f"/trials/{record.nct_id}",
        heading=say("feasibility.title", nct_id=record.nct_id, patients=found.patients,
                    possible=found.possible, eligible=found.eligible),
        costliest=_costliest(say, found),
        skipped=say.count("feasibility_page.skipped", skipped) if skipped else "",
        steps=tuple(_row(say, one, found.costliest) for one in found.steps),
    )  # fmt: skip


def _costliest(say: Messages, found: Feasibility) -> str:
    step = next((one for one in found.steps if one.id == found.costliest), None)
    if step is None:
        return say("feasibility.nobody")
    return say("feasibility.costliest", id=_name(step.id), failing=step.failing, patients=found.patients,
               only=step.only)  # fmt: skip


def _row(say: Messages, one: Step, costliest: str | None) -> StepRow:
    return StepRow(
        name=_name(one.id),
        section=say(f"physician.section_{one.section}"),
        text=one_line(one.text),
        administrative=one.administrative,
        passing=one.passing,
        failing=one.failing,
        unknown=one.unknown,
        left=one.left,
        only=one.only,
        restrictive=tuple(
            say("feasibility.said", id=_name(one.id), name=each.name, why=each.why, source=each.source,
                confidence=each.confidence)
            for each in one.restrictions
        ),
        costliest=one.id == costliest,
    )  # fmt: skip


def _name(item_id: str) -> str:
    return item_id.partition("#")[2]


@router.get("/trials/{nct_id}/feasibility")
def funnel(visit: Visiting, nct_id: str) -> HTMLResponse:
    """The funnel of the trial in the usable files of the folder."""
    trial = trial_of(visit, nct_id)
    files = visit.desk.patients()
    visit.note("saw")
    charts = [Chart.of(file.patient) for file in files if file.patient is not None]
    page = feasibility_page(visit.say, trial.record, feasibility(trial, charts), len(files) - len(charts))
    return render(visit, "trial_feasibility.html.j2", page)
