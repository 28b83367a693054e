"""Trials as rows of the snapshot's tables, and rows as trials again. Knows columns and no files."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from criteria.collection import collection_paused
from criteria.eligibility import Coverage, Eligibility, Item, Span
from criteria.nodes import Criterion
from matcher.registry.record import TrialRecord
from matcher.trial import Trial

Row = tuple[Any, ...]

TRIAL_COLUMNS = ("nct_id", "content_sha256", "parse_key", "failed", "overall_status", "record", "coverage")
ITEM_COLUMNS = (
    "nct_id", "position", "item_id", "section", "scope", "text", "start_at", "end_at", "kind", "criterion",
    "issues",
)  # fmt: skip
SPAN_COLUMNS = ("nct_id", "role", "position", "start_at", "end_at", "text")

_CRITERION: TypeAdapter[Any] = TypeAdapter(Criterion)


class StoredTrial(NamedTuple):
    """A trial with what is kept beside it.

    `content_sha256` is the archived record's, `parse_key` tells whether its reading can be used again, and
    `failed` that the parser broke on it.
    """

    trial: Trial
    content_sha256: str
    parse_key: str
    failed: bool = False


def trial_row(stored: StoredTrial) -> Row:
    """The row in `trials`."""
    record, eligibility = stored.trial.record, stored.trial.eligibility
    return (
        record.nct_id,
        stored.content_sha256,
        stored.parse_key,
        stored.failed,
        record.overall_status,
        record.model_dump_json(exclude_defaults=True),
        eligibility.coverage.model_dump_json(),
    )


def item_rows(eligibility: Eligibility) -> Iterator[Row]:
    """The rows in `items`, one each, in the order of the reading."""
    for position, item in enumerate(eligibility.items):
        yield (
            eligibility.nct_id, position, item.id, item.section, item.scope, item.text, item.start, item.end,
            item.criterion.kind, item.criterion.model_dump_json(), list(item.issues),
        )  # fmt: skip


def span_rows(eligibility: Eligibility) -> Iterator[Row]:
    """The rows in `spans`: headings and notes."""
    for role, spans in (("heading", eligibility.headings), ("note", eligibility.notes)):
        for position, span in enumerate(spans):
            yield eligibility.nct_id, role, position, span.start, span.end, span.text


def revive(trials: Iterable[Row], items: Iterable[Row], spans: Iterable[Row]) -> list[Trial]:
    """Trials from the rows of the three tables, each ordered by trial number, items and spans by position.

    Raises pydantic.ValidationError or ValueError if a row is not what this program writes.
    """
    with collection_paused():
        items_of = {nct_id: tuple(map(_item, rows)) for nct_id, rows in groupby(items, key=_first)}
        spans_of = {nct_id: tuple(rows) for nct_id, rows in groupby(spans, key=_first)}
        return [_trial(row, items_of.get(row[0], ()), spans_of.get(row[0], ())) for row in trials]


def _trial(row: Row, items: tuple[Item, ...], spans: tuple[Row, ...]) -> Trial:
    nct_id, _, _, _, _, record, coverage = row
    eligibility = Eligibility(
        nct_id=nct_id,
        items=items,
        headings=_spans(spans, "heading"),
        notes=_spans(spans, "note"),
        coverage=Coverage.model_validate_json(coverage),
    )
    return Trial(TrialRecord.model_validate_json(record), eligibility)


def _item(row: Row) -> Item:
    _, _, item_id, section, scope, text, start, end, _, criterion, issues = row
    return Item(
        id=item_id,
        section=section,
        text=text,
        start=start,
        end=end,
        criterion=_CRITERION.validate_json(criterion),
        scope=scope,
        issues=tuple(issues),
    )


def _spans(rows: tuple[Row, ...], role: str) -> tuple[Span, ...]:
    return tuple(Span(start=row[3], end=row[4], text=row[5]) for row in rows if row[1] == role)


def _first(row: Row) -> Any:
    return row[0]
