"""A patient: state, risk scores with ranges, next steps, and the ranked trials in groups.

Home to the page object. Knows no request.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.export import wording
from matcher.export.messages import Messages
from matcher.export.model import GROUPS, Entry, Shortlist
from matcher.export.physician_page import counts, missing
from matcher.export.plaintext import one_line
from matcher.export.shortlist import WRITERS
from matcher.export.sites import Home, nearest_site
from matcher.export.state_row import Row, few
from matcher.export.state_words import SCORES, SCORES_OF_SOME, option_words, rows
from matcher.export.steps_words import StepsPart, steps_part
from matcher.state.model import PatientState, Score, Value

MOST_IN_THE_WAY = 3
"""So many lines in the way are named in a row; the match has them all."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A risk score: what is claimed, from the best to the worst that the facts allow, and what is missing."""

    name: str
    said: str
    between: str
    missing: str
    note: str


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial for this patient; `why` names what is missing; of a ruled-out trial what is in the way."""

    nct_id: str
    title: str
    path: str
    rank: int
    verdict: str
    sign: str
    verdict_words: str
    counts: str
    status: str
    phase: str
    site: str
    score: str
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Trials of one standing."""

    name: str
    title: str
    lead: str
    trials: tuple[TrialRow, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A shortlist to take along: for whom, and the kinds of file that it can be."""

    audience: str
    name: str
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatientPage:
    """All that the page holds. `closed_path` leads to the closed trials where they are not shown."""

    patient_id: str
    path: str
    judged: str
    count: str
    groups: tuple[Group, ...]
    ruled_out: tuple[TrialRow, ...]
    closed_path: str
    steps: StepsPart
    opens: bool
    scores: tuple[ScoreRow, ...]
    state: tuple[Row, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    downloads: tuple[Download, ...]
    answers: str


def patient_page(
    say: Messages,
    handle: str,
    shortlist: Shortlist,
    state: PatientState,
    *,
    closed: Shortlist | None = None,
    answers: int = 0,
) -> PatientPage:
    """What there is to say of a patient; `closed`: the shortlist with the trials that take nobody now.

    `shortlist` has the next steps. `answers` counts what was answered on the spot and is not saved.
    """
    path = f"/patients/{handle}"
    entries = (closed or shortlist).entries
    open_to = tuple(one for one in entries if one.match.verdict != "ineligible")
    ruled_out = tuple(one for one in entries if one.match.verdict == "ineligible")
    steps = shortlist.next_step
    assert steps is not None, "the next steps are a part of the page"
    return PatientPage(
        patient_id=one_line(shortlist.patient_id),
        path=path,
        judged=say("common.judged", as_of=shortlist.as_of),
        count=say("patient_page.count", open=len(open_to), ruled_out=len(ruled_out)),
        groups=tuple(_groups(say, path, open_to, shortlist.home)),
        ruled_out=tuple(_row(say, path, one, shortlist.home) for one in ruled_out),
        closed_path="" if closed else f"{path}?closed=true#group-closed",
        steps=steps_part(say, steps),
        opens=bool(steps.opens_on),
        scores=tuple(score_rows(say, state)),
        state=tuple(_state_rows(say, state)),
        lists=tuple(_lists(say, state)),
        downloads=tuple(_downloads(say)),
        answers=say.count("patient_page.answers", answers) if answers else "",
    )


# --- trials ------------------------------------------------------------------------------------------------


def _groups(say: Messages, path: str, entries: Sequence[Entry], home: Home | None) -> Iterator[Group]:
    for name in GROUPS:
        trials = tuple(_row(say, path, one, home) for one in entries if one.standing == name)
        if trials:
            yield Group(name, say(f"group.{name}.title"), say(f"patient_page.lead_{name}"), trials)


def _row(say: Messages, path: str, entry: Entry, home: Home | None) -> TrialRow:
    record, match = entry.record, entry.match
    return TrialRow(
        nct_id=record.nct_id,
        title=wording.title(record),
        path=f"{path}/trials/{record.nct_id}",
        rank=match.rank,
        verdict=match.verdict,
        sign=say(f"match_page.trial_sign.{match.verdict}"),
        verdict_words=say(f"verdict.{match.verdict}"),
        counts=counts(say, match.criteria),
        status=wording.status_word(say, record),
        phase=wording.phase_short(say, record),
        site=_site(say, entry, home),
        score=f"{match.score:.2f}",
        why=_in_the_way(entry) if match.verdict == "ineligible" else missing(say, entry),
    )


def _in_the_way(entry: Entry) -> str:
    reasons = [one_line(one.reason) for one in entry.match.criteria if one.verdict == "fail"]
    rest = len(reasons) - MOST_IN_THE_WAY
    return "; ".join([*reasons[:MOST_IN_THE_WAY], *([f"+{rest}"] if rest > 0 else [])])


def _site(say: Messages, entry: Entry, home: Home | None) -> str:
    site = wording.site_words(say, nearest_site(entry.record, home))
    return ", ".join(filter(None, (site.name, site.distance))) if site else ""


def _state_rows(say: Messages, state: PatientState) -> Iterator[Row]:
    """What is derived beside the scores. Words of the file stand in it, so it is cleaned."""
    names = frozenset(say(f"state.{name}") for name in (*SCORES, *SCORES_OF_SOME))
    yield from (Row(*map(one_line, row)) for row in rows(say, state) if row.about not in names)


# --- scores ------------------------------------------------------------------------------------------------


def score_rows(say: Messages, state: PatientState) -> Iterator[ScoreRow]:
    """The risk scores: always those of MDS, the others where they apply."""
    for name in SCORES:
        yield _score(say, name, getattr(state, name))
    for name in SCORES_OF_SOME:
        if (score := getattr(state, name)) is not None:
            yield _score(say, name, score)


def _score(say: Messages, name: str, score: Score | None) -> ScoreRow:
    about, unknown = say(f"state.{name}"), say("common.unknown")
    if score is None:
        return ScoreRow(about, unknown, "", "", "")
    claimed = _value(score) or " / ".join(score.categories) or unknown
    both = (score.best, score.worst)
    ends = [_value(one) for one in both if one is not None]
    return ScoreRow(
        name=about,
        said=claimed,
        between=" – ".join(dict.fromkeys(filter(None, ends))),
        missing=one_line(few(score.missing)),
        note=one_line("; ".join(filter(None, (score.disagreement, score.why)))),
    )


def _value(one: Value) -> str:
    parts = (one.category or "", f"({one.score:.2f})" if one.score is not None else "")
    return " ".join(filter(None, parts))


# --- lists and downloads -----------------------------------------------------------------------------------


def _lists(say: Messages, state: PatientState) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Options, cautions and questions, each under its heading."""
    for name in ("options", "options_undecided", "cautions"):
        said = tuple(one_line(option_words(one)) for one in getattr(state, name))
        if said:
            yield say(f"state.{name}"), said
    if state.questions:
        yield say("state.questions"), tuple(map(one_line, state.questions))


def _downloads(say: Messages) -> Iterator[Download]:
    """Every file that a shortlist can be made, by its readers."""
    for audience, writers in WRITERS.items():
        endings = tuple(ending.removeprefix(".") for ending in writers)
        yield Download(audience, say(f"patient_page.for_{audience}"), endings)
