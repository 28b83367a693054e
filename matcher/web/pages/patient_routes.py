"""The routes of one patient: the page, and the calendar of openings."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from matcher.chart import Chart
from matcher.export.calendar_file import calendar
from matcher.state.derive import derive_state
from matcher.web.pages.patient import patient_page
from matcher.web.templating import render
from matcher.web.visit import Visiting

router = APIRouter()


@router.get("/patients/{handle}")
def patient(visit: Visiting, handle: str, closed: bool = False) -> HTMLResponse:
    """The patient; with `closed` also the trials that take nobody now."""
    known = visit.patient(handle)
    desk, snapshot = visit.desk, visit.snapshot
    page = patient_page(
        visit.say,
        handle,
        desk.shortlist(snapshot, known, steps=True),
        derive_state(Chart.of(known)),
        closed=desk.shortlist(snapshot, known, all_statuses=True) if closed else None,
        answers=len(desk.answers.of(visit.user, handle)),
    )
    return render(visit, "patient.html.j2", page)


@router.get("/patients/{handle}/opens.ics")
def opens(visit: Visiting, handle: str) -> Response:
    """The days on which trials open, for a calendar."""
    known = visit.patient(handle)
    steps = visit.desk.shortlist(visit.snapshot, known, steps=True).next_step
    visit.note("exported", handle)
    content = calendar(visit.say, known.id, known.as_of, steps.opens_on if steps else ())
    return Response(content, media_type="text/calendar; charset=utf-8", headers=_attached("opens.ics"))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
