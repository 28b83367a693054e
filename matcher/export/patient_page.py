"""Home to what the patient's page says: which trials, in which groups, and which few facts of each.

No fact of the patient but the number of the file; no verdict words. It knows no markup. What the registry's
people wrote stands in fields of its own (`title`, `treatments`, `summary`, `site.name`, `contacts`,
`paraphrase_notes`): pages mark it as quoted, and the measure of plain words leaves it out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matcher.export import topics, wording
from matcher.export.glossary import glossary
from matcher.export.messages import Messages
from matcher.export.model import GROUPS, Entry, Shortlist, Standing
from matcher.export.plaintext import one_line, opening
from matcher.export.sites import Home, contacts, nearest_site
from matcher.export.topics import Point
from matcher.match import TrialMatch

SUMMARY_LIMIT = 480
"""Characters of the trial's own summary: what is read at a glance."""

MOST_IN_FULL = 12
"""So many trials are told in full on paper, the best first: nobody takes a hundred pages to a talk."""


@dataclass(frozen=True, slots=True)
class Check:
    """Points of one kind that are still open: who can answer them, and what they are about."""

    lead: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatientTrial:
    """One trial as the patient sees it; empty where the record says nothing."""

    nct_id: str
    title: str
    address: str
    status: str
    phase: str
    treatments: str
    summary: str
    paraphrase: bool
    meaning: tuple[str, ...]
    why: tuple[str, ...]
    check: tuple[Check, ...]
    check_unread: str
    site: wording.SiteWords | None
    contacts: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class NamedTrial:
    """A trial for which the paper has no room: enough to find it in the registry."""

    nct_id: str
    title: str
    address: str
    status: str


@dataclass(frozen=True, slots=True)
class Group:
    """Trials of one standing, under one heading; `further` are those that are only named."""

    name: Standing
    title: str
    lead: str
    trials: tuple[PatientTrial, ...]
    further: tuple[NamedTrial, ...]


@dataclass(frozen=True, slots=True)
class PatientPage:
    """All that the page holds."""

    patient_id: str
    for_whom: str
    intro: str
    general: tuple[str, ...]
    groups: tuple[Group, ...]
    questions: tuple[str, ...]
    is_not: tuple[str, ...]
    glossary: tuple[tuple[str, str], ...]
    paraphrase_notes: tuple[str, ...]
    source: str
    provenance: str


def patient_page(say: Messages, shortlist: Shortlist, in_full: int | None = MOST_IN_FULL) -> PatientPage:
    """The page for the patient: what is not ruled out, by whether it takes patients.

    `in_full` trials are told in full and the others named; None tells all of them.
    """
    entries = tuple(entry for entry in shortlist.entries if entry.match.verdict != "ineligible")
    groups = tuple(_groups(say, entries, shortlist.home, len(entries) if in_full is None else in_full))
    number = one_line(shortlist.patient_id)
    return PatientPage(
        patient_id=number,
        for_whom=say("patient.for_whom", id=number),
        intro=say.count("patient.intro", len(shortlist.entries)),
        general=(say("design.visits"), say("design.freedom")),
        groups=groups,
        questions=say.listing("patient.questions_list"),
        is_not=say.listing("patient.is_not_list"),
        glossary=glossary(say, _texts(groups)),
        paraphrase_notes=wording.paraphrase_notes(say, entries),
        source=wording.source(say, shortlist),
        provenance=wording.provenance(say, shortlist.snapshot, shortlist.as_of),
    )


def _texts(groups: Iterable[Group]) -> Iterator[str]:
    for group in groups:
        for trial in group.trials:
            yield from (trial.title, trial.treatments, trial.summary, *trial.why)
            yield from (point for check in trial.check for point in check.points)


def _groups(say: Messages, entries: tuple[Entry, ...], home: Home | None, room: int) -> Iterator[Group]:
    for name in GROUPS:
        members = [entry for entry in entries if entry.standing == name]
        trials = tuple(_trial(say, entry, home) for entry in members[:room])
        further = tuple(_named(say, entry) for entry in members[room:])
        room -= len(trials)
        if members:
            yield Group(name, say(f"group.{name}.title"), say(f"group.{name}.lead"), trials, further)


def _named(say: Messages, entry: Entry) -> NamedTrial:
    record = entry.record
    return NamedTrial(record.nct_id, wording.title(record), record.url, wording.status(say, record))


def _trial(say: Messages, entry: Entry, home: Home | None) -> PatientTrial:
    record, match, site = entry.record, entry.match, nearest_site(entry.record, home)
    unread = topics.unread(match)
    return PatientTrial(
        nct_id=record.nct_id,
        title=wording.title(record),
        address=record.url,
        status=wording.status(say, record),
        phase=wording.phase(say, record),
        treatments=wording.treatments(record),
        summary=opening(record.brief_summary or "", SUMMARY_LIMIT),
        paraphrase=record.paraphrase,
        meaning=wording.meaning(say, record),
        why=tuple(_fitting(say, match)),
        check=tuple(_checks(say, match)),
        check_unread=say.count("patient.check_unread", unread) if unread else "",
        site=wording.site_words(say, site),
        contacts=tuple(wording.reach(person) for person in contacts(record, site)[:2]),
        source=wording.entry_source(say, record, "common.entry"),
    )


def _checks(say: Messages, match: TrialMatch) -> Iterator[Check]:
    """What is open, by who can answer it: `needs` and reasons would name facts of the file."""
    found = {point.topic: point for point in topics.open_points(say, match)}
    for who, asked in topics.asked().items():
        points = tuple(_words(say, found[topic]) for topic in asked if topic in found)
        if points:
            yield Check(say(f"patient.check_{who}"), points)


def _fitting(say: Messages, match: TrialMatch) -> Iterator[str]:
    """What fits; illnesses together, whose words stand by themselves only below their heading."""
    points, illnesses = topics.settled_points(say, match), set(topics.asked()["illness"])
    yield from (_words(say, point) for point in points if point.topic not in illnesses)
    named = [_words(say, point) for point in points if point.topic in illnesses]
    if named:
        yield say("common.with_names", topic=say("patient.why_illness"), names=", ".join(named))


def _words(say: Messages, point: Point) -> str:
    words = say(f"topic.{point.topic}")
    return say("common.with_names", topic=words, names=", ".join(point.names)) if point.names else words
