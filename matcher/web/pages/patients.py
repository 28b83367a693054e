"""The route of the worklist."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from matcher.changes.files import matched_nights
from matcher.changes.model import NightChanges
from matcher.changes.since import changes_since, last_changes_or_none
from matcher.errors import StoreError
from matcher.nights.reading import freshness, read_nights
from matcher.operations.night_lock import night_is_running
from matcher.settings import Home
from matcher.web.pages.night_words import warnings
from matcher.web.pages.worklist import worklist_page
from matcher.web.problems import Problem
from matcher.web.templating import render
from matcher.web.visit import Visit, Visiting

router = APIRouter()


@router.get("/patients")
def patients(visit: Visiting, since: str = "") -> HTMLResponse:
    """Who needs attention; `since` names the night to compare with, '' the last that matched each."""
    visit.note("saw")
    home = visit.desk.settings.home
    matched = matched_nights(home)
    if since and since not in matched[1:]:
        raise Problem(404, "night")
    found, fault = _changes(home, since)
    warned = (*fault, *_warnings(visit))
    page = worklist_page(visit.say, visit.desk.patients(), found, matched[1:], warned)
    return render(visit, "patients.html.j2", page)


def _changes(home: Home, since: str) -> tuple[NightChanges | None, tuple[str, ...]]:
    """What changed, and what is at fault if that cannot be read: the patients are shown all the same."""
    try:
        return changes_since(home, since) if since else last_changes_or_none(home), ()
    except StoreError as fault:
        return None, (str(fault),)


def _warnings(visit: Visit) -> tuple[str, ...]:
    settings = visit.desk.settings
    nights = read_nights(settings.home, running=night_is_running(settings.home))
    stamp = visit.provenance.registry_timestamp
    return warnings(visit.say, freshness(nights, stamp, settings.now()))
