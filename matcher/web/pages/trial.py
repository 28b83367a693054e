"""A trial: its facts, its sites, and its eligibility text with what was read of each line beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from criteria.eligibility import Item
from criteria.pipeline.remarks import leaves, remarks, standing
from criteria.render import render as plain_english
from matcher.export import wording
from matcher.export.messages import Messages
from matcher.export.model import home_of
from matcher.export.model import standing as standing_of
from matcher.export.plaintext import one_line, paragraphs
from matcher.export.sites import Home, distance_km
from matcher.registry.record import Location, TrialRecord
from matcher.registry.study import is_nct_id
from matcher.trial import Trial
from matcher.web.pages.eligibility import Piece, pieces, structured_items
from matcher.web.problems import Problem
from matcher.web.templating import render
from matcher.web.visit import Visit, Visiting

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a line, in plain English; how it was understood: a colour, a sign and a word."""

    item_id: str
    section: str
    text: str
    style: str
    mark: str
    words: str
    structured: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One place; `distance` is empty where it is not known."""

    name: str
    status: str
    distance: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialPage:
    """All that the page holds."""

    nct_id: str
    title: str
    official_title: str
    address: str
    status: str
    standing: str
    facts: tuple[tuple[str, str], ...]
    paraphrase_note: str
    summary: tuple[str, ...]
    sites: tuple[SiteRow, ...]
    sites_lead: str
    pieces: tuple[Piece, ...]
    readings: dict[str, Reading]
    fields: tuple[Reading, ...]
    coverage: str
    trial_path: str
    patients: tuple[tuple[str, str], ...] = ()
    near: str = ""


def trial_page(
    say: Messages,
    trial: Trial,
    home: Home | None = None,
    near: str = "",
    patients: tuple[tuple[str, str], ...] = (),
) -> TrialPage:
    """What there is to say of a trial; with `home` its sites by distance. `patients`: handles and ids."""
    record, eligibility = trial.record, trial.eligibility
    official = one_line(record.official_title or "")
    readings = {item.id: reading(say, item) for item in eligibility.items}
    fields = tuple(readings[item.id] for item in structured_items(eligibility))
    return TrialPage(
        nct_id=record.nct_id,
        title=wording.title(record),
        official_title=official if official != wording.title(record) else "",
        address=record.url,
        status=wording.status(say, record),
        standing=standing_of(record.overall_status),
        facts=tuple(_facts(say, record)),
        paraphrase_note=wording.paraphrase_note(say, record) if record.paraphrase else "",
        summary=paragraphs(record.brief_summary or ""),
        sites=tuple(_site(say, record, one, home) for one in _in_order(record, home)),
        sites_lead=_sites_lead(say, record, home),
        pieces=pieces(eligibility, record.eligibility_criteria),
        readings=readings,
        fields=fields,
        coverage=_coverage(say, trial),
        trial_path=f"/trials/{record.nct_id}",
        patients=patients,
        near=near,
    )


def _facts(say: Messages, record: TrialRecord) -> Iterator[tuple[str, str]]:
    """Name and value of each fact that the record gives."""
    given = {
        "phase": wording.phase(say, record),
        "treatments": wording.treatments(record),
        "conditions": ", ".join(map(one_line, record.conditions)),
        "design": " ".join(wording.design(say, record)),
        "enrollment": str(record.enrollment or ""),
        "sponsor": one_line(record.lead_sponsor or ""),
        "start": one_line(record.start_date or ""),
        "completion": one_line(record.primary_completion_date or ""),
        "update": one_line(record.last_update or ""),
        "stopped": one_line(record.why_stopped or ""),
        "contact": "; ".join(filter(None, map(wording.reach, record.central_contacts))),
    }
    yield from ((say(f"trial_page.{name}"), value) for name, value in given.items() if value)


# --- sites -------------------------------------------------------------------------------------------------


def _in_order(record: TrialRecord, home: Home | None) -> list[Location]:
    """The nearest first; those without a distance, and all where no home is given, by country and city."""

    def place(one: Location) -> tuple[float, str, str, str]:
        away = distance_km(home, one) if home else None
        names = (one.country or "~", one.city or "~", one.facility or "")
        return (float("inf") if away is None else away, *names)

    return sorted(record.locations, key=place)


def _site(say: Messages, record: TrialRecord, one: Location, home: Home | None) -> SiteRow:
    away = distance_km(home, one) if home else None
    return SiteRow(
        name=wording.place(one),
        status=one_line(say.word("status", one.status)) if one.status else "",
        distance=say("trial_page.distance", distance=f"{away:,.0f}") if away is not None else "",
        contacts=tuple(filter(None, map(wording.reach, one.contacts))),
    )


def _sites_lead(say: Messages, record: TrialRecord, home: Home | None) -> str:
    if not record.locations:
        return say("trial_page.no_sites")
    by_distance = home is not None and home.lat is not None
    return say(f"trial_page.sites_{'near' if by_distance else 'by_country'}")


# --- what was read -----------------------------------------------------------------------------------------


def reading(say: Messages, item: Item) -> Reading:
    """What was read of a line, and how surely."""
    style = _style(item)
    return Reading(
        item_id=item.id.partition("#")[2],
        section=say(f"physician.section_{item.section}"),
        text=one_line(item.text),
        style=style,
        mark=say(f"trial_page.mark.{style}"),
        words=say(f"trial_page.read.{style}"),
        structured=one_line(plain_english(item.criterion)),
        remarks=tuple(map(one_line, dict.fromkeys((*remarks(item.criterion, item.scope), *item.issues)))),
    )


def _style(item: Item) -> str:
    """`unparsed` if anything was not understood, then `administrative`, `detail`, else `structured`."""
    found = standing(item.criterion)
    kinds = {leaf.kind for leaf in leaves(item.criterion)}
    return "detail" if found == "structured" and kinds & {"detail", "ambiguity"} else found


def _coverage(say: Messages, trial: Trial) -> str:
    found = trial.eligibility.coverage
    return say(
        "trial_page.coverage",
        sentences=found.sentences,
        structured=found.structured,
        administrative=found.administrative,
        unparsed=found.unparsed,
    )


# --- routes ------------------------------------------------------------------------------------------------


def trial_of(visit: Visit, nct_id: str) -> Trial:
    """The trial of the visit's snapshot. Raises Problem 404."""
    found = visit.desk.trials(visit.snapshot).get(nct_id.upper()) if is_nct_id(nct_id.upper()) else None
    if found is None:
        raise Problem(404)
    return found


def patients_of(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Handle and id of each patient, for a list to choose from; that the user saw it is logged."""
    files = visit.desk.patients()
    visit.note("saw")
    return tuple((one.handle, one_line(one.patient.id)) for one in files if one.patient is not None)


@router.get("/trials/{nct_id}")
def trial(visit: Visiting, nct_id: str, near: str = "") -> HTMLResponse:
    """The trial; `near` is the handle of a patient by whose home the sites are ordered."""
    home = home_of(visit.patient(near)) if near else None
    found = trial_page(visit.say, trial_of(visit, nct_id), home, near, patients_of(visit))
    return render(visit, "trial.html.j2", found)
