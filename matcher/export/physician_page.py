"""Home to what the physician's page says: every trial, and of each trial that is not ruled out every line.

A ruled-out trial shows the lines that stand in its way; its other lines are in the json. It knows no markup.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.evaluate.administrative import DETAIL_ASKED
from matcher.export import wording
from matcher.export.messages import Messages
from matcher.export.model import GROUPS, Entry, Shortlist
from matcher.export.plaintext import one_line
from matcher.export.sites import Home, contacts, nearest_site
from matcher.export.steps_words import StepsPart, steps_part
from matcher.fit import ScorePart
from matcher.match import CriterionMatch
from matcher.verdict import Evidence

MOST_NEEDS = 6
"""So many missing facts stand in the overview; the lines below name them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion: the registry's words, the verdict, why, and on what facts.

    `style` names a colour; `sign` says the same without one, on paper and to those who see no colours.
    """

    style: str
    sign: str
    verdict: str
    place: str
    text: str
    reason: str
    evidence: tuple[str, ...]
    needs: tuple[str, ...]
    opens_on: str


@dataclass(frozen=True, slots=True)
class PhysicianTrial:
    """One trial as the physician sees it; `undecided` are the lines that fail or are open."""

    nct_id: str
    title: str
    address: str
    verdict: str
    verdict_words: str
    counts: str
    status: str
    status_word: str
    phase: str
    phase_words: str
    treatments: str
    paraphrase: bool
    score: str
    score_parts: tuple[str, ...]
    needs: str
    undecided: tuple[Line, ...]
    other: tuple[Line, ...]
    site: wording.SiteWords | None
    contacts: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """Trials of one standing, under one heading."""

    title: str
    trials: tuple[PhysicianTrial, ...]


@dataclass(frozen=True, slots=True)
class PhysicianPage:
    """All that the page holds."""

    patient_id: str
    for_whom: str
    judged: str
    intro: str
    overview: tuple[PhysicianTrial, ...]
    groups: tuple[Group, ...]
    ruled_out: tuple[PhysicianTrial, ...]
    paraphrase_notes: tuple[str, ...]
    source: str
    provenance: str
    steps: StepsPart | None


def physician_page(say: Messages, shortlist: Shortlist) -> PhysicianPage:
    """The page for the physician, trials that take patients first, ruled-out trials last."""
    possible = tuple(entry for entry in shortlist.entries if entry.match.verdict != "ineligible")
    ruled_out = tuple(entry for entry in shortlist.entries if entry.match.verdict == "ineligible")
    groups = tuple(_groups(say, possible, shortlist.home))
    number = one_line(shortlist.patient_id)
    return PhysicianPage(
        patient_id=number,
        for_whom=say("physician.for_whom", id=number),
        judged=say("common.judged", as_of=shortlist.as_of),
        intro=say.count("physician.intro", len(shortlist.entries)),
        overview=tuple(trial for group in groups for trial in group.trials),
        groups=groups,
        ruled_out=tuple(_trial(say, entry, shortlist.home) for entry in ruled_out),
        paraphrase_notes=wording.paraphrase_notes(say, shortlist.entries),
        source=wording.source(say, shortlist),
        provenance=wording.provenance(say, shortlist.snapshot, shortlist.as_of),
        steps=steps_part(say, shortlist.next_step) if shortlist.next_step else None,
    )


def _groups(say: Messages, entries: tuple[Entry, ...], home: Home | None) -> Iterator[Group]:
    for name in GROUPS:
        trials = tuple(_trial(say, entry, home) for entry in entries if entry.standing == name)
        if trials:
            yield Group(say(f"group.{name}.title"), trials)


def _trial(say: Messages, entry: Entry, home: Home | None) -> PhysicianTrial:
    record, match, site = entry.record, entry.match, nearest_site(entry.record, home)
    shown = _undecided(entry)
    return PhysicianTrial(
        nct_id=record.nct_id,
        title=wording.title(record),
        address=record.url,
        verdict=match.verdict,
        verdict_words=say(f"verdict.{match.verdict}"),
        counts=counts(say, match.criteria),
        status=wording.status(say, record),
        status_word=wording.status_word(say, record),
        phase=wording.phase_short(say, record),
        phase_words=say("physician.phases", phase=wording.phase_short(say, record)),
        treatments=wording.treatments(record),
        paraphrase=record.paraphrase,
        score=f"{match.score:.3f}",
        score_parts=tuple(map(_part, match.score_parts)),
        needs=missing(say, entry),
        undecided=tuple(line_words(say, line) for line in shown),
        other=tuple(line_words(say, line) for line in match.criteria if not _is_undecided(line)),
        site=wording.site_words(say, site),
        contacts=tuple(wording.reach(person) for person in contacts(record, site)[:2]),
        source=wording.entry_source(say, record, "physician.facts_entry"),
    )


def _part(one: ScorePart) -> str:
    return one_line(f"{one.part} {one.value:g} x {one.weight:g}: {one.why}")


def missing(say: Messages, entry: Entry) -> str:
    """The missing facts, and how many details are for the trial to check: those stand with their lines."""
    lines = _undecided(entry)
    asked = tuple(dict.fromkeys(one_line(need) for line in lines for need in line.needs))
    details = sum(need.startswith(DETAIL_ASKED) for need in asked)
    needs = [need for need in asked if not need.startswith(DETAIL_ASKED)]
    rest = len(needs) - MOST_NEEDS
    told = [*needs[:MOST_NEEDS], *([f"+{rest}"] if rest > 0 else [])]
    return ", ".join([*told, *([say.count("physician.details", details)] if details else [])])


def _undecided(entry: Entry) -> tuple[CriterionMatch, ...]:
    """Failing lines, then open ones; of a ruled-out trial the failing ones alone."""
    failing = tuple(line for line in entry.match.criteria if line.verdict == "fail")
    if entry.match.verdict == "ineligible":
        return failing
    return failing + tuple(
        line for line in entry.match.criteria if _is_undecided(line) and line.verdict == "unknown"
    )


def _is_undecided(line: CriterionMatch) -> bool:
    return line.verdict != "pass" and line.basis != "administrative"


def counts(say: Messages, lines: tuple[CriterionMatch, ...]) -> str:
    """How many lines are met, failing, open, administrative; a count of none is left out."""
    tally = Counter("administrative" if line.basis == "administrative" else line.verdict for line in lines)
    kinds = ("pass", "fail", "unknown", "administrative")
    return ", ".join(say(f"physician.count_{kind}", count=tally[kind]) for kind in kinds if tally[kind])


def line_words(say: Messages, line: CriterionMatch) -> Line:
    """A line as every page says it: the verdict in words, why, on what, what is missing."""
    style = "apart" if line.basis == "administrative" else line.verdict
    return Line(
        style=style,
        sign=say(f"sign.{style}"),
        verdict=_verdict(say, line),
        place=_place(say, line),
        text=one_line(line.text),
        reason=one_line(line.reason),
        evidence=tuple(_evidence(fact) for fact in line.evidence),
        needs=tuple(map(one_line, line.needs)),
        opens_on=say("physician.opens_on", date=line.opens_on) if line.opens_on else "",
    )


def _verdict(say: Messages, line: CriterionMatch) -> str:
    if line.basis in ("administrative", "unparsed"):
        return say(f"physician.basis_{line.basis}")
    side = "_exclusion" if line.section == "exclusion" and line.verdict != "unknown" else ""
    return say(f"physician.{line.verdict}{side}")


def _place(say: Messages, line: CriterionMatch) -> str:
    where = say(f"physician.section_{line.section}")
    if line.start is None or line.end is None:
        return where
    return f"{where}, {say('physician.span', start=line.start, end=line.end)}"


def _evidence(fact: Evidence) -> str:
    day = f", {fact.date}" if fact.date else ""
    return one_line(f"{fact.value}{day} ({fact.path})")
