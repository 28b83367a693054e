"""Enter a patient, or correct a file: what was typed is kept until it is a file that every command reads."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from matcher.patient import Patient, all_faults, read_patient
from matcher.web.patient_form.entry import Entry, entered, entry_of
from matcher.web.patient_form.page import Purpose, enter_page
from matcher.web.problems import Problem
from matcher.web.templating import render
from matcher.web.visit import Visit, Visiting

router = APIRouter()

NEW = Purpose("new", "/enter")
ID = "$.id"


@router.get("/enter")
def enter(visit: Visiting) -> HTMLResponse:
    """An empty form, as of today."""
    today = visit.desk.settings.now().date().isoformat()
    return _show(visit, Entry(single={"as_of": today}), NEW)


@router.post("/enter")
async def enter_new(visit: Visiting, request: Request) -> Response:
    """A row more or less, or the file."""
    form = await _form(request)
    return await run_in_threadpool(_answer, visit, form, NEW, None)


@router.get("/patients/{handle}/edit")
def edit(visit: Visiting, handle: str) -> HTMLResponse:
    """The form of a file that is there."""
    patient = visit.patient(handle)
    return _show(visit, entry_of(_content(patient)), _correcting(handle, _stamp(patient)))


@router.post("/patients/{handle}/edit")
async def edit_known(visit: Visiting, request: Request, handle: str) -> Response:
    """A row more or less, or the corrected file."""
    form = await _form(request)
    return await run_in_threadpool(_correct, visit, form, handle)


def _correct(visit: Visit, form: "_Form", handle: str) -> Response:
    patient = visit.desk.patient(handle)
    if patient is None:
        raise Problem(404)
    return _answer(visit, form, _correcting(handle, form.get("stamp")), patient)


def _answer(visit: Visit, form: "_Form", purpose: Purpose, known: Patient | None) -> Response:
    entry, action = entered(form.items), form.get("action")
    if known is not None:
        entry.single["id"] = known.id
    match action.split(":"):
        case ["add", name]:
            entry.add_row(name)
            return _show(visit, entry, purpose, fresh=f"{name}.{len(entry.lists.get(name, ())) - 1}")
        case ["drop", place] if "." in place:
            name, _, number = place.partition(".")
            entry.drop_row(name, int(number) if number.isdecimal() and len(number) < 5 else 10_000)
            return _show(visit, entry, purpose)
    return _save(visit, entry.without_empty_rows(), purpose, known)


def _save(visit: Visit, entry: Entry, purpose: Purpose, known: Patient | None) -> Response:
    content = entry.content()
    faults = all_faults(content) or _taken(visit, content, purpose, known)
    if faults:
        return _show(visit, entry, _read_now(purpose, known), faults, status=422)
    handle = visit.desk.folder.save(read_patient(content, purpose.action))
    visit.note("saved", handle)
    return RedirectResponse(f"/patients/{handle}", 303)


def _taken(
    visit: Visit, content: Mapping[str, Any], purpose: Purpose, known: Patient | None
) -> dict[str, str]:
    """What another file, or another hand on this one, makes impossible."""
    if known is None and visit.desk.patient(visit.desk.folder.handle(content["id"])) is not None:
        return {ID: visit.say("enter.taken")}
    if known is not None and purpose.stamp != _stamp(known):
        return {"": visit.say("enter.changed")}
    return {}


def _read_now(purpose: Purpose, known: Patient | None) -> Purpose:
    """Whoever saves again after having been told of the change means it."""
    return purpose if known is None else Purpose(purpose.key, purpose.action, True, _stamp(known))


def _show(
    visit: Visit,
    entry: Entry,
    purpose: Purpose,
    faults: Mapping[str, str] | None = None,
    *,
    fresh: str = "",
    status: int = 200,
) -> HTMLResponse:
    page = enter_page(visit.say, entry, purpose, faults or {}, fresh)
    return render(visit, "enter.html.j2", page, status)


def _correcting(handle: str, stamp: str) -> Purpose:
    return Purpose("edit", f"/patients/{handle}/edit", True, stamp)


def _content(patient: Patient) -> dict[str, Any]:
    return patient.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _stamp(patient: Patient) -> str:
    return sha256(patient.model_dump_json().encode()).hexdigest()[:16]


class _Form:
    """The texts of a form that was sent."""

    def __init__(self, items: list[tuple[str, str]]) -> None:
        self.items = items

    def get(self, name: str) -> str:
        return next((value for key, value in self.items if key == name), "")


async def _form(request: Request) -> _Form:
    sent = await request.form()
    return _Form([(name, value) for name, value in sent.multi_items() if isinstance(value, str)])
