"""Home to the trials that a command works on: of the published snapshot, or of a folder and read now.

spaCy is loaded only for a folder, the store only for the snapshot.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from criteria.eligibility import Eligibility, EligibilitySource
from matcher.errors import BadInput
from matcher.export.model import CLOSED, Provenance
from matcher.registry.folder import FolderSource
from matcher.registry.query import Query
from matcher.registry.record import TrialRecord, eligibility_source
from matcher.registry.source import RawRecord
from matcher.registry.study import read_json
from matcher.trial import Trial

if TYPE_CHECKING:
    from matcher.store.read import Snapshot

MOST_PROBLEMS = 5
"""So many bad files of a folder are named; the rest are counted."""


class Trials(NamedTuple):
    """Trials by number, and where they come from. `unread` counts closed ones that were left in the store."""

    trials: tuple[Trial, ...]
    provenance: Provenance
    unread: int = 0


def gather(home: Path, folder: Path | None, wanted: Sequence[str], *, closed: bool = True) -> Trials:
    """The wanted trials (none named: all) of `folder`, or of the home's published snapshot.

    Without `closed` those that take no patients may be left out, unless they are wanted by number. Raises
    BadInput for a number that is not there or a folder without records, StoreError without a snapshot.
    """
    return from_folder(folder, wanted) if folder else from_snapshot(home, wanted, closed=closed)


def from_snapshot(home: Path, wanted: Sequence[str], *, closed: bool = True) -> Trials:
    """Trials as the last night read them."""
    from matcher.store.read import open_published

    with open_published(home) as snapshot:
        trials = tuple(_stored(snapshot, wanted, closed))
        _demand(wanted, (trial.record.nct_id for trial in trials), f"the snapshot {snapshot.meta.id}")
        unread = 0 if wanted else snapshot.meta.trials - len(trials)
        return Trials(trials, Provenance.of(snapshot.meta), unread)


def _stored(snapshot: "Snapshot", wanted: Sequence[str], closed: bool) -> Iterable[Trial]:
    if wanted:
        return filter(None, map(snapshot.trial, wanted))
    return snapshot.trials() if closed else snapshot.trials_without(CLOSED)


def from_folder(folder: Path, wanted: Sequence[str]) -> Trials:
    """Trials of a folder of v2 records, their eligibility read now."""
    from criteria.parse import PARSER_VERSION
    from criteria.vocabulary.load import vocabulary

    raw, timestamp = _pull(folder, wanted)
    records = [TrialRecord.from_study(read_json(record.content)) for record in raw]
    readings = _read([eligibility_source(record) for record in records])
    trials = tuple(Trial(record, reading) for record, reading in zip(records, readings, strict=True))
    return Trials(trials, Provenance(_identity(raw), timestamp, PARSER_VERSION, vocabulary().fingerprint))


def _pull(folder: Path, wanted: Sequence[str]) -> tuple[list[RawRecord], str]:
    """The wanted records by number, and of when the folder is; bad files are named on standard error."""
    if not folder.is_dir():
        raise BadInput(f"{folder}: there is no such folder; give one with a v2 study JSON a file")
    raw: list[RawRecord] = []
    report = FolderSource(folder).pull(Query(ids=tuple(wanted)), raw.append)
    raw.sort(key=lambda record: record.nct_id)
    _demand(wanted, (record.nct_id for record in raw), str(folder))
    _tell(report.problems)
    return raw, report.data_timestamp


def _read(sources: Sequence[EligibilitySource]) -> Iterator[Eligibility]:
    from criteria.parse import parse_many

    readings = parse_many(sources)
    quiet = not sys.stderr.isatty()
    with click.progressbar(
        readings, length=len(sources), label="reading criteria", file=sys.stderr, hidden=quiet
    ) as bar:
        yield from bar


def _demand(wanted: Iterable[str], found: Iterable[str], where: str) -> None:
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise BadInput(f"{', '.join(missing)}: not in {where}; check the number, or pull the registry again")


def _tell(problems: Sequence[str]) -> None:
    for problem in problems[:MOST_PROBLEMS]:
        click.echo(f"left aside: {problem}", err=True)
    if len(problems) > MOST_PROBLEMS:
        click.echo(f"left aside: {len(problems) - MOST_PROBLEMS} more files", err=True)


def _identity(raw: Iterable[RawRecord]) -> str:
    """The same for the same records, wherever they lie."""
    content = "".join(f"{record.nct_id} {record.sha256}\n" for record in raw)
    return f"folder-{hashlib.sha256(content.encode()).hexdigest()[:12]}"
