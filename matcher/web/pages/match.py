"""A match: the eligibility text whole, each line with its verdict, and what was answered on the spot.

Home to the page object. Knows no request.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from criteria.render import render as plain_english
from matcher.export import wording
from matcher.export.messages import Messages
from matcher.export.model import standing
from matcher.export.physician_page import counts, line_words
from matcher.export.plaintext import one_line
from matcher.export.sites import Home, contacts, nearest_site
from matcher.match import CriterionMatch, TrialMatch
from matcher.steps.answering import Answer
from matcher.steps.whatif import changes
from matcher.trial import Trial
from matcher.web.pages.answer_form import NeedForm, Said, answer_words, need_form
from matcher.web.pages.eligibility import Piece, pieces


@dataclass(frozen=True, slots=True)
class MatchLine:
    """One line: a colour (`style`), a sign and a word for the verdict, and all that a click shows."""

    item_id: str
    style: str
    sign: str
    verdict: str
    place: str
    text: str
    reason: str
    evidence: tuple[str, ...]
    structured: str
    needs: tuple[NeedForm, ...]
    opens_on: str
    changed: str
    fault: str
    open: bool

    @property
    def answerable(self) -> bool:
        """Whether one of its needs can be answered here."""
        return any(one.inputs for one in self.needs)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer that is kept; `fault` says why it cannot be used any more."""

    need: str
    said: str
    key: str
    fault: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line whose verdict the answers turned."""

    item_id: str
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MatchPage:
    """All that the page holds. `moved` says how the trial's verdict changed with the answers."""

    patient_id: str
    patient_path: str
    nct_id: str
    title: str
    path: str
    trial_path: str
    register: str
    verdict: str
    verdict_words: str
    sign: str
    counts: str
    status: str
    standing: str
    phase: str
    treatments: str
    judged: str
    site: wording.SiteWords | None
    contacts: tuple[str, ...]
    paraphrase_note: str
    pieces: tuple[Piece, ...]
    lines: Mapping[str, MatchLine]
    fields: tuple[MatchLine, ...]
    answers: tuple[AnswerRow, ...]
    changed: tuple[LineChange, ...]
    moved: str
    saved: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What the page is made of beside the trial: who, on which day, what was answered, what was sent.

    `before` is the match by the file alone. `line` is to be shown open; `fault` is why `said`, sent for it,
    was refused.
    """

    patient_id: str
    handle: str
    as_of: date
    home: Home | None
    before: TrialMatch
    answers: Sequence[tuple[Answer, str]] = ()
    line: str = ""
    said: Said | None = None
    fault: str = ""
    saved: bool = False


def match_page(say: Messages, trial: Trial, match: TrialMatch, told: Told) -> MatchPage:
    """What is said of a patient and a trial; `match` is with the answers."""
    record, site = trial.record, nearest_site(trial.record, told.home)
    lines = {one.id: _line(say, one, told) for one in match.criteria}
    changed = tuple(_changed(say, told.before, match))
    patient_path = f"/patients/{told.handle}"
    return MatchPage(
        patient_id=one_line(told.patient_id),
        patient_path=patient_path,
        nct_id=record.nct_id,
        title=wording.title(record),
        path=f"{patient_path}/trials/{record.nct_id}",
        trial_path=f"/trials/{record.nct_id}",
        register=record.url,
        verdict=match.verdict,
        verdict_words=say(f"verdict.{match.verdict}"),
        sign=say(f"match_page.trial_sign.{match.verdict}"),
        counts=counts(say, match.criteria),
        status=wording.status(say, record),
        standing=standing(record.overall_status),
        phase=wording.phase_short(say, record),
        treatments=wording.treatments(record),
        judged=say("common.judged", as_of=told.as_of),
        site=wording.site_words(say, site),
        contacts=tuple(wording.reach(person) for person in contacts(record, site)[:2]),
        paraphrase_note=wording.paraphrase_note(say, record) if record.paraphrase else "",
        pieces=pieces(trial.eligibility, record.eligibility_criteria),
        lines=lines,
        fields=tuple(lines[one.id] for one in match.criteria if one.start is None),
        answers=tuple(_answer(say, one, fault) for one, fault in told.answers),
        changed=changed,
        moved=_moved(say, told.before, match),
        saved=told.saved,
    )


def _line(say: Messages, line: CriterionMatch, told: Told) -> MatchLine:
    words, item_id = line_words(say, line), line.id.partition("#")[2]
    asked = item_id == told.line
    before = next((one for one in told.before.criteria if one.id == line.id), line)
    return MatchLine(
        item_id=item_id,
        style=words.style,
        sign=say(f"match_page.sign.{words.style}"),
        verdict=words.verdict,
        place=words.place,
        text=words.text,
        reason=words.reason,
        evidence=words.evidence,
        structured=one_line(plain_english(line.criterion)),
        needs=tuple(_needs(say, line, told, (told.said or {}) if asked else {})),
        opens_on=words.opens_on,
        changed=_turn(say, before, line),
        fault=told.fault if asked else "",
        open=asked,
    )


def _needs(say: Messages, line: CriterionMatch, told: Told, said: Said) -> Iterator[NeedForm]:
    for place, need in enumerate(line.needs):
        yield need_form(say, place, need, told.as_of, said)


def _turn(say: Messages, before: CriterionMatch, after: CriterionMatch) -> str:
    if before.verdict == after.verdict:
        return ""
    was, now = line_words(say, before).verdict, line_words(say, after).verdict
    return say("match_page.turned", before=was, after=now)


def _changed(say: Messages, before: TrialMatch, after: TrialMatch) -> Iterator[LineChange]:
    was = {one.id: one for one in before.criteria}
    now = {one.id: one for one in after.criteria}
    for change in changes([before], [after]):
        for line in change.lines:
            yield LineChange(
                line.id.partition("#")[2],
                one_line(line.text),
                line_words(say, was[line.id]).verdict,
                line_words(say, now[line.id]).verdict,
            )


def _moved(say: Messages, before: TrialMatch, after: TrialMatch) -> str:
    if before.verdict == after.verdict:
        return say("match_page.unmoved", verdict=say(f"verdict.{after.verdict}"))
    return say(
        "match_page.moved",
        before=say(f"verdict.{before.verdict}"),
        after=say(f"verdict.{after.verdict}"),
    )


def _answer(say: Messages, answer: Answer, fault: str) -> AnswerRow:
    return AnswerRow(one_line(answer.need), answer_words(say, answer), answer.need, one_line(fault))
