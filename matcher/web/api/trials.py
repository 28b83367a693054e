"""The trials of the snapshot: search with filters, one trial, and its criteria as they were read."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from criteria.vocabulary.load import vocabulary
from matcher.errors import BadInput
from matcher.export.sites import country_code
from matcher.search.facets import SETTINGS
from matcher.search.index import LONGEST_QUESTION
from matcher.trial import Trial
from matcher.web.api.documents import readings, trial_document, trial_list
from matcher.web.api.schemas import NOT_MODIFIED, refusals
from matcher.web.api.shapes import Number, Readings, TrialDocument, TrialList
from matcher.web.api.store import Facets, Stored
from matcher.web.problems import Problem
from matcher.web.visit import Visit, Visiting

router = APIRouter(tags=["trials"], responses=refusals() | {304: NOT_MODIFIED})

MOST_A_PAGE = 200
Word = Annotated[str, Query(max_length=80)]
Words = Annotated[list[Word] | None, Query(max_length=20)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, in the words of the index, and which page of it."""

    words: str
    facets: Facets
    limit: int
    offset: int

    def address(self, path: str, offset: int) -> str:
        """The address of another page of the same search."""
        told = [("q", self.words)] if self.words else []
        told += [(name, value) for name, chosen in self.facets for value in chosen]
        told += [("limit", str(self.limit)), ("offset", str(offset))]
        return f"{path}?{urlencode(told)}"


@router.get("/trials", response_model=TrialList)
def search(
    request: Request,
    visit: Visiting,
    store: Stored,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION, description="Words: title, drug, condition.")] = "",
    status: Annotated[Words, Query(description="RECRUITING, ..., or open, unclear, coming, closed.")] = None,
    phase: Annotated[Words, Query(description="PHASE1, PHASE2, ...")] = None,
    drug_class: Annotated[Words, Query(description="A class of drugs, such as HMA.")] = None,
    setting: Annotated[Words, Query(description="after_hma or after_esa.")] = None,
    country: Annotated[Words, Query(description="A name or a code of two letters.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 25,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    """The trials that meet all words and one value of each filter, best first. Link has the other pages."""
    given = {
        "status": status,
        "phase": phase,
        "drug_class": drug_class,
        "setting": setting,
        "country": country,
    }
    facets = tuple((name, _values(name, values)) for name, values in given.items() if values)
    asked = Asked(" ".join(q.split()), facets, limit, offset)
    found = store.search(visit, asked.words, asked.facets)
    shown = found.nct_ids[offset : offset + limit]
    trials = visit.desk.trials(visit.snapshot)
    return store.answers.give(
        request,
        ("trials", visit.snapshot.meta.id, asked),
        lambda: trial_list(found, [trials[one] for one in shown], visit.provenance, offset, limit),
        headers={"Link": links(asked, request.url.path, len(found.nct_ids))},
    )


@router.get("/trials/{nct_id}", response_model=TrialDocument)
def trial(request: Request, visit: Visiting, store: Stored, nct_id: Annotated[Number, Path()]) -> Response:
    """All that the registry says of one trial."""
    found = _trial(visit, nct_id)
    key = ("trial", visit.snapshot.meta.id, nct_id)
    return store.answers.give(request, key, lambda: trial_document(found, visit.provenance))


@router.get("/trials/{nct_id}/criteria", response_model=Readings)
def criteria(request: Request, visit: Visiting, store: Stored, nct_id: Annotated[Number, Path()]) -> Response:
    """The trial's eligibility as it was read: each line verbatim, structured, and in plain English."""
    found = _trial(visit, nct_id)
    key = ("criteria", visit.snapshot.meta.id, nct_id)
    return store.answers.give(request, key, lambda: readings(found, visit.provenance))


def links(asked: Asked, path: str, total: int) -> str:
    """The pages round this one, as a Link header has them (RFC 8288)."""
    last = max(0, (total - 1) // asked.limit * asked.limit)
    pages = {"first": 0, "last": last}
    pages |= {"prev": max(0, asked.offset - asked.limit)} if asked.offset > 0 else {}
    pages |= {"next": asked.offset + asked.limit} if asked.offset + asked.limit < total else {}
    return ", ".join(f'<{asked.address(path, at)}>; rel="{name}"' for name, at in pages.items())


def _trial(visit: Visit, nct_id: str) -> Trial:
    found = visit.desk.trials(visit.snapshot).get(nct_id)
    if found is None:
        raise Problem(404, "trial", number=nct_id)
    return found


def _values(name: str, written: list[str]) -> tuple[str, ...]:
    """The values of a filter as the index has them, each once, in an order of their own."""
    return tuple(sorted({_READ[name](value.strip()) for value in written}))


def _status(value: str) -> str:
    return (
        value.lower()
        if value.lower() in ("open", "unclear", "coming", "closed", "missing")
        else value.upper()
    )


def _drug_class(value: str) -> str:
    found = vocabulary().find(value, "drug_class")
    if found is None:
        raise BadInput(
            "query.drug_class: is no class of drugs that is known here; write one such as HMA or ESA"
        )
    return found.key


def _setting(value: str) -> str:
    if value.lower() not in SETTINGS:
        raise BadInput(f"query.setting: is not known; write one of {', '.join(SETTINGS)}")
    return value.lower()


_READ = {
    "status": _status,
    "phase": str.upper,
    "drug_class": _drug_class,
    "setting": _setting,
    "country": country_code,
}
