"""The first page: what is here, and of when."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from matcher.export.messages import Messages
from matcher.store.meta import SnapshotMeta
from matcher.web.templating import render
from matcher.web.visit import Visiting

router = APIRouter()


@dataclass(frozen=True, slots=True)
class StartPage:
    """Counts in words."""

    patients: str
    trials: str
    built_at: str


def start_page(say: Messages, meta: SnapshotMeta, patients: int) -> StartPage:
    """What the first page says."""
    return StartPage(
        patients=say.count("start.count.patients", patients),
        trials=say.count("start.count.trials", meta.trials),
        built_at=meta.built_at[:16].replace("T", " "),
    )


@router.get("/")
def start(visit: Visiting) -> HTMLResponse:
    """The first page."""
    usable = sum(file.patient is not None for file in visit.desk.patients())
    return render(visit, "start.html.j2", start_page(visit.say, visit.snapshot.meta, usable))
