"""The routes of a match: showing it, answering what is missing, dropping the answers, saving them."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from matcher.chart import Chart
from matcher.errors import BadInput
from matcher.export.model import home_of
from matcher.match import match_trial
from matcher.patient import Patient
from matcher.steps.answer_writing import with_answers
from matcher.steps.answering import Answer
from matcher.trial import Trial
from matcher.web.pages.answer_form import answers_of
from matcher.web.pages.match import Told, match_page
from matcher.web.pages.trial import trial_of
from matcher.web.templating import render
from matcher.web.visit import Visit, Visiting

router = APIRouter()

MATCH = "/patients/{handle}/trials/{nct_id}"
MOST_FIELDS = 300
LONGEST_FIELD = 2_000


async def _said(request: Request) -> Mapping[str, str]:
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return {key: value[:LONGEST_FIELD] for key, value in form.items() if isinstance(value, str)}


Form = Annotated[Mapping[str, str], Depends(_said)]


def applied(patient: Patient, answers: Sequence[Answer]) -> tuple[Patient, list[tuple[Answer, str]]]:
    """The patient with the answers, and of each answer why it cannot be used (empty: it can)."""
    told: list[tuple[Answer, str]] = []
    for one in answers:
        try:
            patient = with_answers(patient, [one])
            told.append((one, ""))
        except BadInput as fault:
            told.append((one, str(fault)))
    return patient, told


@router.get(MATCH)
def match(visit: Visiting, handle: str, nct_id: str, line: str = "", saved: bool = False) -> Response:
    """The match, with what this user answered; `line` is shown open."""
    patient, trial = visit.patient(handle), trial_of(visit, nct_id)
    return _page(visit, handle, patient, trial, line=line, saved=saved)


@router.post(f"{MATCH}/answers")
def answer(visit: Visiting, handle: str, nct_id: str, said: Form) -> Response:
    """Keep the answers to the needs of one line; else the form again, with the reason."""
    patient, trial = visit.patient(handle), trial_of(visit, nct_id)
    line, book = said.get("line", ""), visit.desk.answers
    given = answers_of(said, patient.as_of)
    known, _ = applied(patient, book.of(visit.user, handle))
    fault = "" if given else visit.say("match_page.nothing_said")
    try:
        with_answers(known, given)
    except BadInput as refused:
        fault = str(refused)
    if fault:
        return _page(visit, handle, patient, trial, line=line, said=said, fault=fault, status=400)
    for one in given:
        book.keep(visit.user, handle, one)
    return _back(handle, trial, line)


@router.post(f"{MATCH}/drop")
def drop(visit: Visiting, handle: str, nct_id: str, said: Form) -> Response:
    """Forget one answer, or all where none is named."""
    visit.patient(handle)
    visit.desk.answers.drop(visit.user, handle, said.get("need") or None)
    return _back(handle, trial_of(visit, nct_id))


@router.post(f"{MATCH}/save")
def save(visit: Visiting, handle: str, nct_id: str) -> Response:
    """Write the answers to the patient's file; one that cannot be used stays an answer."""
    patient, trial = visit.patient(handle), trial_of(visit, nct_id)
    known, told = applied(patient, visit.desk.answers.of(visit.user, handle))
    visit.desk.folder.save(known)
    visit.note("saved", handle)
    for one, fault in told:
        if not fault:
            visit.desk.answers.drop(visit.user, handle, one.need)
    return _back(handle, trial, saved=True)


def _page(
    visit: Visit,
    handle: str,
    patient: Patient,
    trial: Trial,
    *,
    line: str = "",
    said: Mapping[str, str] | None = None,
    fault: str = "",
    saved: bool = False,
    status: int = 200,
) -> Response:
    known, told = applied(patient, visit.desk.answers.of(visit.user, handle))
    before = match_trial(Chart.of(patient), trial)
    found = match_trial(Chart.of(known), trial) if told else before
    page = Told(patient.id, handle, patient.as_of, home_of(patient), before, told, line, said, fault, saved)
    return render(visit, "match.html.j2", match_page(visit.say, trial, found, page), status)


def _back(handle: str, trial: Trial, line: str = "", *, saved: bool = False) -> RedirectResponse:
    """Back to the match; the address names a line of the trial, and nothing of the patient."""
    place = MATCH.format(handle=handle, nct_id=trial.record.nct_id)
    known = {item.id.partition("#")[2] for item in trial.eligibility.items}
    tail = f"?line={line}#{line}" if line in known else "?saved=true#answers" if saved else "#answers"
    return RedirectResponse(place + tail, status_code=303)
