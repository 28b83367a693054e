"""Nights of our own making: studies read by the real parser and published, patients matched against them."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from matcher.changes.files import CHANGES, read_part
from matcher.changes.model import NightChanges
from matcher.cli.trials import from_folder
from matcher.nights.diary import night_name
from matcher.operations.matching import match_patients
from matcher.settings import Home
from matcher.store.build import build_snapshot
from matcher.store.meta import Reader, describe
from matcher.store.pointer import building_path, publish
from matcher.store.rows import StoredTrial
from tests.lib.nights import write_studies
from tests.lib.studies import study

PATIENT = {"schema": "mdsmatch.patient/1", "as_of": "2026-11-01"}


def asking(number: int, *lines: str, status: str = "RECRUITING") -> dict[str, Any]:
    """A study whose inclusion criteria are these lines."""
    criteria = "".join(f"* {line}\n" for line in lines)
    return study(number, status=status, criteria=f"Inclusion Criteria:\n\n{criteria}")


def write_patient(folder: Path, name: str, **facts: object) -> Path:
    """A patient file `<name>.json`."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.json"
    file.write_text(json.dumps(PATIENT | facts), encoding="utf-8")
    return file


def publish_studies(home: Home, studies: Iterable[dict[str, Any]], at: datetime, parser: str = "") -> None:
    """Publish a snapshot of exactly these studies; `parser` stands in for the real one's version."""
    found = from_folder(write_studies(home.root / "runs" / "studies", studies), ())
    stored = [StoredTrial(trial, "0" * 64, trial.record.nct_id) for trial in found.trials]
    meta = describe(
        [(one.trial.record.nct_id, one.parse_key) for one in stored],
        Reader(parser or found.provenance.parser, found.provenance.vocabulary),
        registry_timestamp=f"{at:%Y-%m-%d}",
        built_at=at,
        source="made up",
        asked="everything",
    )
    built = building_path(home, meta.id)
    build_snapshot(built, stored, meta)
    publish(home, built)


def match_night(
    home: Home,
    patients: Path,
    at: datetime,
    *,
    keep: int = 7,
    all_statuses: bool = False,
    as_of: date | None = None,
) -> NightChanges:
    """Match as the night does; what changed."""
    done = match_patients(
        home,
        patients,
        night_name(at),
        as_of=as_of,
        all_statuses=all_statuses,
        day=as_of or at.date(),
        keep=keep,
    )
    found = read_part(done.folder / CHANGES, NightChanges)
    assert found is not None and done.changes == found.counts
    return found
