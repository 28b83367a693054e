"""Home to shortlists as rows of csv files and workbooks: a row a trial, for sorting and calling.

It knows which columns there are; what makes a cell harmless is the spreadsheet's.
"""

from collections.abc import Iterable, Iterator, Mapping

from matcher.export import wording
from matcher.export.messages import Messages
from matcher.export.model import Entry, Shortlist
from matcher.export.patient_page import PatientTrial, patient_page
from matcher.export.sites import Site, contacts, nearest_site
from matcher.export.spreadsheet import table
from matcher.match import TrialMatch

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for something else, and shows ≥ as three signs."""

COLUMNS = (
    "patient_id", "as_of", "rank", "nct_id", "title", "verdict", "score", "status", "takes_patients", "phase",
    "met", "in_the_way", "open", "administrative", "stands_in_the_way", "needs", "opens_on", "site",
    "distance_km", "contact", "registry_entry", "last_update", "paraphrase", "snapshot", "registry_timestamp",
    "parser", "vocabulary", "note",
)  # fmt: skip

PATIENT_COLUMNS = (
    "group", "nct_id", "title", "status", "phase", "treatments", "why", "check", "site", "distance",
    "contacts", "address", "source", "note", "provenance",
)  # fmt: skip


def coordinator_csv(say: Messages, shortlists: Iterable[Shortlist]) -> str:
    """The list of every patient's trials, one below the other."""
    return BYTE_ORDER_MARK + table(
        COLUMNS, (row for shortlist in shortlists for row in coordinator_rows(say, shortlist))
    )


def patient_csv(say: Messages, shortlist: Shortlist) -> str:
    """What the patient's page says of each trial, without any fact of the patient."""
    page = patient_page(say, shortlist, in_full=None)
    note = " ".join((say("common.not_advice"), *page.paraphrase_notes))
    rows = (
        _patient_row(trial) | {"group": group.title, "note": note, "provenance": page.provenance}
        for group in page.groups
        for trial in group.trials
    )
    return BYTE_ORDER_MARK + table(PATIENT_COLUMNS, rows)


def _patient_row(trial: PatientTrial) -> dict[str, object]:
    return {
        "nct_id": trial.nct_id,
        "title": trial.title,
        "status": trial.status,
        "phase": trial.phase,
        "treatments": trial.treatments,
        "why": "; ".join(trial.why),
        "check": "; ".join(_checks(trial)),
        "site": trial.site.name if trial.site else None,
        "distance": trial.site.distance if trial.site else None,
        "contacts": "; ".join(trial.contacts),
        "address": trial.address,
        "source": trial.source,
    }


def _checks(trial: PatientTrial) -> Iterator[str]:
    yield from (point for check in trial.check for point in check.points)
    yield from filter(None, [trial.check_unread])


def coordinator_rows(say: Messages, shortlist: Shortlist) -> Iterator[Mapping[str, object]]:
    """A row a trial, by the names of `COLUMNS`."""
    source = {
        "patient_id": shortlist.patient_id,
        "as_of": shortlist.as_of,
        "snapshot": shortlist.snapshot.id,
        "registry_timestamp": shortlist.snapshot.registry_timestamp,
        "parser": shortlist.snapshot.parser,
        "vocabulary": shortlist.snapshot.vocabulary,
        "note": say("common.not_advice"),
    }
    for entry in shortlist.entries:
        site = nearest_site(entry.record, shortlist.home)
        yield source | _trial(say, entry) | _match(entry.match) | _whom_to_call(entry, site)


def _trial(say: Messages, entry: Entry) -> dict[str, object]:
    record = entry.record
    return {
        "nct_id": record.nct_id,
        "title": wording.title(record),
        "status": record.overall_status or say("common.unknown"),
        "takes_patients": say(f"group.{entry.standing}.short"),
        "phase": wording.phase_short(say, record),
        "registry_entry": record.url,
        "last_update": record.last_update,
        "paraphrase": (record.paraphrase_note or say("common.paraphrase")) if record.paraphrase else None,
    }


def _match(match: TrialMatch) -> dict[str, object]:
    lines = [line for line in match.criteria if line.basis != "administrative"]
    failing = [line for line in lines if line.verdict == "fail"]
    needs = dict.fromkeys(need for line in lines for need in line.needs)
    return {
        "rank": match.rank,
        "score": match.score,
        "verdict": match.verdict,
        "met": sum(line.verdict == "pass" for line in lines),
        "in_the_way": len(failing),
        "open": sum(line.verdict == "unknown" for line in lines),
        "administrative": len(match.criteria) - len(lines),
        "stands_in_the_way": "; ".join(line.reason for line in failing),
        "needs": "; ".join(needs),
        "opens_on": max((str(line.opens_on) for line in failing if line.opens_on), default=None)
        if all(line.opens_on for line in failing)
        else None,
    }


def _whom_to_call(entry: Entry, site: Site | None) -> dict[str, object]:
    people = contacts(entry.record, site)
    return {
        "site": wording.place(site.location) if site else None,
        "distance_km": round(site.distance_km) if site and site.distance_km is not None else None,
        "contact": wording.reach(people[0]) if people else None,
    }
