"""A trial's versions in the archive, and what changed between two of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from matcher.export import wording
from matcher.export.differences import Passage, differences
from matcher.export.messages import Messages
from matcher.export.plaintext import one_line
from matcher.registry.record import TrialRecord
from matcher.registry.versions import RecordVersion, Versions
from matcher.web.pages.trial import trial_of
from matcher.web.templating import render
from matcher.web.visit import Visiting

router = APIRouter()


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version; `current`: the snapshot was read from it."""

    number: int
    name: str
    mark: str
    current: bool


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A fact of the record that was one thing and is another; empty: not given."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """All versions, and what changed between the two that are compared; None: fewer than two."""

    nct_id: str
    title: str
    trial_path: str
    versions: tuple[VersionRow, ...]
    older: int | None
    newer: int | None
    heading: str
    fields: tuple[FieldChange, ...]
    text: tuple[Passage, ...]
    note: str


def versions_page(
    say: Messages,
    record: TrialRecord,
    versions: Sequence[RecordVersion],
    current: str,
    older: int | None = None,
    newer: int | None = None,
) -> VersionsPage:
    """The versions of a record; compared are the two that are asked for, else the last two."""
    pair = _pair(versions, older, newer)
    rows = tuple(_row(say, one, current) for one in versions)
    compared = _compared(say, *pair) if pair else ()
    texts = [one.record.eligibility_criteria for one in pair] if pair else ["", ""]
    return VersionsPage(
        nct_id=record.nct_id,
        title=wording.title(record),
        trial_path=f"/trials/{record.nct_id}",
        versions=rows,
        older=pair[0].number if pair else None,
        newer=pair[1].number if pair else None,
        heading=say("versions.between", older=pair[0].number, newer=pair[1].number) if pair else "",
        fields=tuple(compared),
        text=differences(*texts),
        note="" if pair else say("versions.none" if not versions else "versions.one"),
    )


def _pair(
    versions: Sequence[RecordVersion], older: int | None, newer: int | None
) -> tuple[RecordVersion, RecordVersion] | None:
    if len(versions) < 2:
        return None
    by_number = {one.number: one for one in versions}
    second = by_number.get(newer or 0, versions[-1])
    first = by_number.get(older or 0, by_number.get(second.number - 1, versions[0]))
    return (first, second) if first.number <= second.number else (second, first)


def _row(say: Messages, one: RecordVersion, current: str) -> VersionRow:
    day = one_line(one.record.last_update or say("common.unknown"))
    return VersionRow(one.number, say("versions.name", number=one.number, day=day), one.sha256[:12],
                      one.sha256 == current)  # fmt: skip


def _compared(say: Messages, old: RecordVersion, new: RecordVersion) -> Iterator[FieldChange]:
    before, after = _facts(say, old.record), _facts(say, new.record)
    for name, value in after.items():
        if before[name] != value:
            yield FieldChange(say(f"versions.field.{name}"), before[name], value)


def _facts(say: Messages, record: TrialRecord) -> Mapping[str, str]:
    return {
        "status": wording.status(say, record),
        "title": wording.title(record),
        "phase": wording.phase_short(say, record),
        "treatments": wording.treatments(record),
        "enrollment": str(record.enrollment or ""),
        "age": " – ".join(one_line(one or "") for one in (record.minimum_age, record.maximum_age)),
        "sex": one_line(record.sex or "").lower(),
        "start": one_line(record.start_date or ""),
        "completion": one_line(record.primary_completion_date or ""),
        "update": one_line(record.last_update or ""),
        "sites": str(len(record.locations)),
    }


@cache
def _versions(root: Path) -> Versions:
    return Versions(root)


Number = Annotated[int | None, Query(ge=1, le=100_000)]


@router.get("/trials/{nct_id}/versions")
def versions(visit: Visiting, nct_id: str, older: Number = None, newer: Number = None) -> HTMLResponse:
    """The versions, and what changed."""
    record = trial_of(visit, nct_id).record
    kept = _versions(visit.desk.settings.home.archive).of(record.nct_id)
    current = visit.snapshot.versions().get(record.nct_id, "")
    page = versions_page(visit.say, record, kept, current, older, newer)
    return render(visit, "trial_versions.html.j2", page)
