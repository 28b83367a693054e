"""The nights: what each did and how it ended, how many failed, how fresh that leaves the data.

Home to the page object and its route. Shows no patient: what is kept of nights names none.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from matcher.errors import StoreError
from matcher.export.messages import Messages
from matcher.export.model import Provenance
from matcher.export.plaintext import one_line
from matcher.nights.kept import KeptNight, NightSummary
from matcher.nights.reading import Freshness, Night, freshness, read_nights
from matcher.operations.night_lock import night_is_running
from matcher.web.desk import Desk
from matcher.web.frame import frame_of
from matcher.web.pages.night_words import age_words, duration_words, night_words, warnings
from matcher.web.templating import render_frame
from matcher.web.wording import words

router = APIRouter()

Pairs = tuple[tuple[str, str], ...]
"""What and how much, in words."""


@dataclass(frozen=True, slots=True)
class NightRow:
    """One night. `more` is seen when it is opened, `problems` are what the registry did not hand over."""

    name: str
    began: str
    ending: str
    ending_words: str
    why: str
    took: str
    trials: str
    patients: str
    changes: str
    more: Pairs
    steps: Pairs
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NightsPage:
    """All that the page holds. `fault` says why no snapshot can be read, if none can."""

    fault: str
    warnings: tuple[str, ...]
    facts: Pairs
    nights: tuple[NightRow, ...]


def nights_page(say: Messages, nights: Sequence[Night], fresh: Freshness, fault: str = "") -> NightsPage:
    """What the page says of these nights, newest first."""
    return NightsPage(
        fault=fault,
        warnings=warnings(say, fresh),
        facts=tuple(_facts(say, nights, fresh)),
        nights=tuple(_row(say, night) for night in nights),
    )


def _facts(say: Messages, nights: Sequence[Night], fresh: Freshness) -> Iterator[tuple[str, str]]:
    stamp = one_line(fresh.registry or say("common.unknown"))
    age = fresh.registry_age
    yield (
        say("nights.fact_registry"),
        stamp if age is None else say("nights.dated", when=stamp, age=age_words(say, age)),
    )
    if fresh.last_done is not None and fresh.last_done_age is not None:
        ago = {"when": night_words(fresh.last_done.name), "age": age_words(say, fresh.last_done_age)}
        yield say("nights.fact_last"), say("nights.dated", **ago)
    else:
        yield say("nights.fact_last"), say("nights.never")
    endings = Counter(night.ending for night in nights)
    counts = ", ".join(f"{count} {say(f'nights.ending.{ending}')}" for ending, count in endings.items())
    yield say("nights.fact_kept"), counts or say("nights.none")


def _row(say: Messages, night: Night) -> NightRow:
    kept = night.kept
    summary = kept.summary if kept else None
    return NightRow(
        name=night.name,
        began=night_words(night.name),
        ending=night.ending,
        ending_words=say(f"nights.ending.{night.ending}"),
        why=_why(say, night),
        took=_took(say, kept),
        trials=say.count("nights.trials", summary.trials) if summary else "",
        patients=_patients(say, summary),
        changes=_changes(say, summary),
        more=tuple(_more(say, summary)) if summary else (),
        steps=_steps(say, kept),
        problems=tuple(map(one_line, summary.problems)) if summary else (),
    )


def _why(say: Messages, night: Night) -> str:
    if night.kept is None:
        return say("nights.why_damaged")
    if night.ending in ("killed", "running"):
        return say(f"nights.why_{night.ending}", step=_step(say, night.kept.step))
    if night.ending == "failed":
        return say("nights.why_failed", step=_step(say, night.kept.step), why=one_line(night.kept.why or ""))
    return ""


def _took(say: Messages, kept: KeptNight | None) -> str:
    if kept is None or kept.ended is None:
        return ""
    return duration_words(say, max((kept.ended - kept.began).total_seconds(), 0))


def _patients(say: Messages, summary: NightSummary | None) -> str:
    if summary is None:
        return ""
    if not summary.patients and not summary.patients_refused:
        return say("nights.no_patients")
    matched = say.count("nights.matched", summary.patients)
    refused = summary.patients_refused
    return f"{matched}, {say.count('nights.refused', refused)}" if refused else matched


def _changes(say: Messages, summary: NightSummary | None) -> str:
    shown = ("gained", "lost", "changed", "washouts")
    counts = summary.changes if summary else {}
    return ", ".join(say(f"nights.change.{name}", count=counts[name]) for name in shown if counts.get(name))


def _more(say: Messages, summary: NightSummary) -> Iterator[tuple[str, str]]:
    yield say("nights.more.snapshot"), one_line(summary.snapshot)
    yield say("nights.more.published"), say(f"nights.published.{'yes' if summary.published else 'no'}")
    yield (
        say("nights.more.registry"),
        one_line(f"{summary.source}, {summary.registry_timestamp or say('common.unknown')}"),
    )
    for name in ("items", "archived", "read", "reused", "unread", "vanished"):
        yield say(f"nights.more.{name}"), str(getattr(summary, name))
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in summary.verdicts.items())
    if verdicts:
        yield say("nights.more.verdicts"), verdicts


def _steps(say: Messages, kept: KeptNight | None) -> Pairs:
    seconds = kept.seconds if kept else {}
    return tuple((_step(say, name), duration_words(say, taken)) for name, taken in seconds.items())


def _step(say: Messages, name: str | None) -> str:
    return say.word("nights.step", name)


@router.get("/nights")
def nights(request: Request) -> HTMLResponse:
    """The nights; also where no snapshot can be read, for here it is seen why."""
    desk: Desk = request.app.state.desk
    home, provenance, fault = desk.settings.home, None, ""
    try:
        with desk.snapshot() as snapshot:
            provenance = Provenance.of(snapshot.meta)
    except StoreError as error:
        fault = str(error)
    frame = frame_of(request, provenance)
    found = read_nights(home, running=night_is_running(home))
    stamp = provenance.registry_timestamp if provenance else None
    page = nights_page(words(frame.language), found, freshness(found, stamp, desk.settings.now()), fault)
    return render_frame(frame, "nights.html.j2", page)
