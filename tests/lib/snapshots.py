"""Small homes with small snapshots, for tests of the store and of those who read from it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from criteria.eligibility import EligibilitySource
from matcher.registry.record import TrialRecord, eligibility_source
from matcher.settings import Home
from matcher.store.build import Reuse, build_snapshot
from matcher.store.meta import Reader, SnapshotMeta, describe, parse_key
from matcher.store.pointer import KEEP, building_path, publish
from matcher.store.rows import StoredTrial
from matcher.trial import Trial
from tests.lib.studies import study
from tests.lib.tiny_parser import PARSER_VERSION, parse

READER = Reader(PARSER_VERSION, "words-1")
BEGIN = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
TEXT = "Inclusion Criteria:\n- consent is given\n- haemoglobin ≤ 9 g/dL 🩸\n"


def stored(number: int, criteria: str = TEXT, version: str = "") -> StoredTrial:
    """A stored trial; another `version` stands for other archived bytes."""
    record = TrialRecord.from_study(study(number, criteria=criteria))
    source: EligibilitySource = eligibility_source(record)
    sha256 = f"{number:0>8}{version}"
    return StoredTrial(Trial(record, parse(source)), sha256, parse_key(sha256, READER))


def meta_of(trials: Iterable[StoredTrial], *, timestamp: str = "2026-10-31", hour: int = 3) -> SnapshotMeta:
    """The meta of a night of these trials, built at this hour."""
    return describe(
        [(each.trial.record.nct_id, each.parse_key) for each in trials],
        READER,
        registry_timestamp=timestamp,
        built_at=BEGIN.replace(hour=hour),
        source="made up",
        asked="made up",
    )


def build(
    home: Home,
    trials: list[StoredTrial],
    *,
    timestamp: str = "2026-10-31",
    hour: int = 3,
    reuse: Reuse | None = None,
) -> Path:
    """Build a snapshot of these trials aside, and with `reuse` of those that it takes over."""
    meta = meta_of(trials, timestamp=timestamp, hour=hour)
    path = building_path(home, meta.id)
    taken = reuse.nct_ids if reuse else frozenset()
    build_snapshot(path, [each for each in trials if each.trial.record.nct_id not in taken], meta, reuse)
    return path


def published(home: Home, trials: list[StoredTrial], *, hour: int = 3, keep: int = KEEP) -> Path:
    """Build and publish a snapshot of these trials."""
    return publish(home, build(home, trials, hour=hour), keep)
