"""Home to the coordinator's list on paper: a row a trial, with what stands open and whom to call."""

from dataclasses import dataclass

from matcher.export import wording
from matcher.export.messages import Messages
from matcher.export.model import Entry, Shortlist
from matcher.export.physician_page import counts, missing
from matcher.export.plaintext import one_line
from matcher.export.sites import Home, contacts, nearest_site


@dataclass(frozen=True, slots=True)
class Call:
    """One trial; `way` says what stands in the way, or else what is missing."""

    rank: int
    nct_id: str
    title: str
    address: str
    verdict: str
    verdict_words: str
    counts: str
    status: str
    phase_words: str
    way: str
    site: str
    distance: str
    contact: str
    source: str


@dataclass(frozen=True, slots=True)
class CallList:
    """All that the list holds."""

    for_whom: str
    judged: str
    lead: str
    calls: tuple[Call, ...]
    paraphrase_notes: tuple[str, ...]
    source: str
    provenance: str


def call_list(say: Messages, shortlist: Shortlist) -> CallList:
    """Every trial of the shortlist in its order."""
    return CallList(
        for_whom=say("physician.for_whom", id=one_line(shortlist.patient_id)),
        judged=say("common.judged", as_of=shortlist.as_of),
        lead=say.count("coordinator.lead", len(shortlist.entries)),
        calls=tuple(_call(say, entry, shortlist.home) for entry in shortlist.entries),
        paraphrase_notes=wording.paraphrase_notes(say, shortlist.entries),
        source=wording.source(say, shortlist),
        provenance=wording.provenance(say, shortlist.snapshot, shortlist.as_of),
    )


def _call(say: Messages, entry: Entry, home: Home | None) -> Call:
    record, match = entry.record, entry.match
    site = nearest_site(record, home)
    words, people = wording.site_words(say, site), contacts(record, site)
    return Call(
        rank=match.rank,
        nct_id=record.nct_id,
        title=wording.title(record),
        address=record.url,
        verdict=match.verdict,
        verdict_words=say(f"verdict.{match.verdict}"),
        counts=counts(say, match.criteria),
        status=wording.status_word(say, record),
        phase_words=say("physician.phases", phase=wording.phase_short(say, record)),
        way=_way(say, entry),
        site=words.name if words else "",
        distance=words.distance if words else "",
        contact=wording.reach(people[0]) if people else "",
        source=wording.entry_source(say, record, "physician.facts_entry"),
    )


def _way(say: Messages, entry: Entry) -> str:
    failing = [one_line(line.reason) for line in entry.match.criteria if line.verdict == "fail"]
    return "; ".join(failing) or missing(say, entry)
