"""Home to what the patient's page says: which trials, in which groups, and which few facts of each.

No fact of the patient but the number of the file; no verdict words. It knows no markup.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from criteria.nodes import Criterion
from criteria.pipeline.remarks import leaves
from criteria.render import render
from matcher.export import wording
from matcher.export.glossary import glossary
from matcher.export.messages import Messages
from matcher.export.model import GROUPS, Entry, Shortlist, Standing
from matcher.export.plaintext import one_line, opening
from matcher.export.sites import Home, contacts, nearest_site
from matcher.match import CriterionMatch, TrialMatch

SUMMARY_LIMIT = 480
"""Characters of the trial's own summary: what is read at a glance."""
FEW = 5
LONGEST_LINE = 90
MOST_POINTS = 10
NO_QUESTION = {"unparsed", "ambiguity", "detail", "permission", "administrative"}


@dataclass(frozen=True, slots=True)
class PatientTrial:
    """One trial as the patient sees it; empty where the record says nothing."""

    nct_id: str
    title: str
    address: str
    status: str
    phase: str
    design: tuple[str, ...]
    treatments: str
    summary: str
    paraphrase: bool
    why: tuple[str, ...]
    why_more: str
    check: tuple[str, ...]
    site: wording.SiteWords | None
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Trials of one standing, under one heading."""

    name: Standing
    title: str
    lead: str
    trials: tuple[PatientTrial, ...]


@dataclass(frozen=True, slots=True)
class PatientPage:
    """All that the page holds."""

    patient_id: str
    intro: str
    groups: tuple[Group, ...]
    questions: tuple[str, ...]
    glossary: tuple[tuple[str, str], ...]
    paraphrase_notes: tuple[str, ...]
    source: str
    provenance: str


def patient_page(say: Messages, shortlist: Shortlist) -> PatientPage:
    """The page for the patient: what is not ruled out, by whether it takes patients."""
    entries = tuple(entry for entry in shortlist.entries if entry.match.verdict != "ineligible")
    groups = tuple(_groups(say, entries, shortlist.home))
    return PatientPage(
        patient_id=one_line(shortlist.patient_id),
        intro=say.count("patient.intro", len(shortlist.entries)),
        groups=groups,
        glossary=glossary(say, _texts(groups)),
        questions=say.listing("patient.questions_list"),
        paraphrase_notes=wording.paraphrase_notes(say, entries),
        source=wording.source(say, shortlist),
        provenance=wording.provenance(say, shortlist.snapshot, shortlist.as_of),
    )


def _texts(groups: Iterable[Group]) -> Iterator[str]:
    for group in groups:
        for trial in group.trials:
            yield from (trial.title, trial.treatments, trial.summary, *trial.why, *trial.check)


def _groups(say: Messages, entries: tuple[Entry, ...], home: Home | None) -> Iterator[Group]:
    for name in GROUPS:
        trials = tuple(_trial(say, entry, home) for entry in entries if entry.standing == name)
        if trials:
            yield Group(name, say(f"group.{name}.title"), say(f"group.{name}.lead"), trials)


def _trial(say: Messages, entry: Entry, home: Home | None) -> PatientTrial:
    record, site = entry.record, nearest_site(entry.record, home)
    why = tuple(dict.fromkeys(_met(entry.match)))
    return PatientTrial(
        nct_id=record.nct_id,
        title=wording.title(record),
        address=record.url,
        status=wording.status(say, record),
        phase=wording.phase(say, record),
        design=wording.design(say, record),
        treatments=wording.treatments(record),
        summary=opening(record.brief_summary or "", SUMMARY_LIMIT),
        paraphrase=record.paraphrase,
        why=why[:FEW],
        why_more=say.count("patient.why_more", len(why) - FEW) if len(why) > FEW else "",
        check=tuple(_to_check(say, entry.match)),
        site=wording.site_words(say, site),
        contacts=tuple(wording.reach(person) for person in contacts(record, site)[:2]),
    )


def _met(match: TrialMatch) -> Iterator[str]:
    """What the patient meets for certain, in the words of the criterion and not of the patient's file."""
    for line in match.criteria:
        if line.verdict == "pass" and line.section != "exclusion" and line.basis in ("recorded", "derived"):
            yield from filter(None, [_plain_words(line.criterion)])


def _to_check(say: Messages, match: TrialMatch) -> Iterator[str]:
    """What is open, in the words of the criterion: `needs` and reasons name facts of the file."""
    undecided = [line for line in match.criteria if line.verdict == "unknown"]
    open_lines = [line for line in undecided if line.basis != "administrative"]
    named = [_question(say, line) for line in open_lines]
    asked = tuple(dict.fromkeys(filter(None, named)))[:MOST_POINTS]
    yield from asked
    unnamed = sum(question not in asked for question in named)
    if unnamed:
        yield say.count("patient.check_unread", unnamed)
    if len(undecided) > len(open_lines):
        yield say("patient.check_consent")


def _question(say: Messages, line: CriterionMatch) -> str:
    words = _plain_words(line.criterion)
    return say("patient.check_absent", words=words) if words and line.section == "exclusion" else words


def _plain_words(criterion: Criterion) -> str:
    """The criterion in few words; empty where it is long, not understood, or asks nothing of the record."""
    if any(leaf.kind in NO_QUESTION for leaf in leaves(criterion)):
        return ""
    words = one_line(render(criterion))
    return words if len(words) <= LONGEST_LINE else ""
