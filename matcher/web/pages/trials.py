"""Trials: the search by words, and the filters. Nothing of a patient is asked here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from criteria.vocabulary.load import vocabulary
from matcher.export import wording
from matcher.export.messages import Messages
from matcher.export.model import GROUPS, standing
from matcher.export.plaintext import one_line
from matcher.export.sites import country_name
from matcher.registry.record import TrialRecord
from matcher.search.facets import FACETS, NOT_GIVEN
from matcher.search.index import LONGEST_QUESTION, Found, Question
from matcher.trial import Trial
from matcher.web.templating import render
from matcher.web.visit import Visiting

router = APIRouter()

PER_PAGE = 25
ADDRESS = "/trials"
MOST_COUNTRIES = 4


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter; `count` is how many trials it would leave beside the other filters."""

    value: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter with what can be chosen; none chosen is any."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial of the list."""

    nct_id: str
    title: str
    status: str
    standing: str
    phase: str
    treatments: str
    countries: str
    sponsor: str
    paraphrase: bool


@dataclass(frozen=True, slots=True)
class TrialsPage:
    """A page of the list. `notice` says that no trial has all the words; addresses are empty at the ends."""

    words: str
    filters: tuple[Filter, ...]
    count: str
    notice: str
    rows: tuple[TrialRow, ...]
    first: int
    place: str
    earlier: str
    later: str
    filtered: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    words: str = ""
    status: str = ""
    phase: str = ""
    drug_class: str = ""
    setting: str = ""
    country: str = ""
    page: int = 1

    @property
    def chosen(self) -> Mapping[str, str]:
        """The filters by name, those that are set."""
        return {name: value for name in FACETS if (value := getattr(self, name))}

    @property
    def question(self) -> Question:
        """What the index is asked."""
        return Question(self.words, {name: frozenset({value}) for name, value in self.chosen.items()})

    def address(self, page: int) -> str:
        """An address that can be kept: the same question, at this page."""
        parts = {"q": self.words, **self.chosen, "page": str(page) if page > 1 else ""}
        told = {name: value for name, value in parts.items() if value}
        return f"{ADDRESS}?{urlencode(told)}" if told else ADDRESS


def trials_page(say: Messages, asked: Asked, found: Found, records: Mapping[str, TrialRecord]) -> TrialsPage:
    """One page of what was found; a page beyond the last is the last."""
    last = max(1, -(-len(found.nct_ids) // PER_PAGE))
    number = min(max(asked.page, 1), last)
    begin = (number - 1) * PER_PAGE
    shown = found.nct_ids[begin : begin + PER_PAGE]
    return TrialsPage(
        words=asked.words,
        filters=tuple(_filter(say, name, asked, found.counts[name]) for name in FACETS),
        count=say.count("trials.count", len(found.nct_ids)),
        notice="" if found.whole else say("trials.not_whole"),
        rows=tuple(_row(say, records[nct_id]) for nct_id in shown),
        first=begin + 1,
        place=say("trials.place", page=number, last=last) if last > 1 else "",
        earlier=asked.address(number - 1) if number > 1 else "",
        later=asked.address(number + 1) if number < last else "",
        filtered=bool(asked.words or asked.chosen),
    )


def _row(say: Messages, record: TrialRecord) -> TrialRow:
    return TrialRow(
        nct_id=record.nct_id,
        title=wording.title(record),
        status=wording.status(say, record),
        standing=standing(record.overall_status),
        phase=wording.phase_short(say, record),
        treatments=wording.treatments(record),
        countries=_countries(say, record),
        sponsor=one_line(record.lead_sponsor or ""),
        paraphrase=record.paraphrase,
    )


def _countries(say: Messages, record: TrialRecord) -> str:
    names = tuple(dict.fromkeys(one_line(one.country) for one in record.locations if one.country))
    rest = len(names) - MOST_COUNTRIES
    more = (say("trials.more_countries", count=rest),) if rest > 0 else ()
    return ", ".join((*names[:MOST_COUNTRIES], *more))


# --- filters -----------------------------------------------------------------------------------------------


def _filter(say: Messages, name: str, asked: Asked, counts: Mapping[str, int]) -> Filter:
    chosen = asked.chosen.get(name, "")
    known = {value: NAMES[name](say, value) for value in counts}
    if chosen and chosen not in known:
        known[chosen] = NAMES[name](say, chosen)
    ordered = sorted(known, key=lambda value: _place(name, value, known[value]))
    options = tuple(Option(one, known[one], counts.get(one, 0), one == chosen) for one in ordered)
    return Filter(name, say(f"trials.{name}"), options)


def _place(name: str, value: str, said: str) -> tuple[int, str]:
    """Standings before single statuses, phases by their number, what is missing last, all else by name."""
    if value == NOT_GIVEN:
        return (2, "")
    if name == "status":
        return (0, str(GROUPS.index(value))) if value in GROUPS else (1, said)
    return (1, value if name == "phase" else said.lower())


def _status(say: Messages, value: str) -> str:
    if value in GROUPS:
        return say("trials.standing", name=say(f"group.{value}.title"))
    return one_line(say.word("status", value))


def _drug_class(say: Messages, value: str) -> str:
    return _class_names().get(value, value)


@cache
def _class_names() -> Mapping[str, str]:
    return {one.key: one.name for one in vocabulary().of("drug_class")}


NAMES: Mapping[str, Callable[[Messages, str], str]] = {
    "status": _status,
    "phase": lambda say, value: say("physician.phases", phase=say.word("phase_short", value)),
    "drug_class": _drug_class,
    "setting": lambda say, value: say.word("trials.settings", value),
    "country": lambda say, value: country_name(value) or say.word("trials.countries", value),
}
"""How a value of each filter is called."""


def records_of(trials: Mapping[str, Trial]) -> Mapping[str, TrialRecord]:
    """The records by number."""
    return {nct_id: trial.record for nct_id, trial in trials.items()}


Word = Annotated[str, Query(max_length=LONGEST_QUESTION)]


@router.get(ADDRESS)
def trials(
    visit: Visiting,
    q: Word = "",
    status: Word = "",
    phase: Word = "",
    drug_class: Word = "",
    setting: Word = "",
    country: Word = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """The list, narrowed by what the address asks for."""
    asked = Asked(
        one_line(q),
        one_line(status),
        one_line(phase),
        one_line(drug_class),
        one_line(setting),
        one_line(country),
        page,
    )
    found = visit.desk.index(visit.snapshot).search(asked.question)
    records = records_of(visit.desk.trials(visit.snapshot))
    return render(visit, "trials.html.j2", trials_page(visit.say, asked, found, records))
