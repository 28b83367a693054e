"""Homes in which the bundled trials are published, read by the real parser once a test session."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from matcher.cli.trials import Trials, from_folder
from matcher.sample.load import sample_trials
from matcher.settings import Home
from matcher.store.build import build_snapshot
from matcher.store.meta import Reader, describe
from matcher.store.pointer import building_path, publish
from matcher.store.rows import StoredTrial

BUILT = datetime(2026, 11, 1, 3, tzinfo=UTC)


@cache
def sample_readings() -> Trials:
    """The bundled trials and where they come from."""
    return from_folder(sample_trials()[0].parent, ())


def publish_sample(folder: Path, *, built_at: datetime = BUILT, without: Sequence[str] = ()) -> Path:
    """Publish the bundled trials, `without` some, in a home at `folder`; the home's root."""
    home, found = Home(folder).make(), sample_readings()
    kept = [trial for trial in found.trials if trial.record.nct_id not in without]
    stored = [StoredTrial(trial, "0" * 64, trial.record.nct_id) for trial in kept]
    meta = describe(
        [(one.trial.record.nct_id, one.parse_key) for one in stored],
        Reader(found.provenance.parser, found.provenance.vocabulary),
        registry_timestamp="2026-10-31T09:00:05",
        built_at=built_at,
        source="the bundled sample",
        asked="everything",
    )
    built = building_path(home, meta.id)
    build_snapshot(built, stored, meta)
    publish(home, built)
    return home.root
