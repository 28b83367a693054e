"""Home to what a snapshot says about itself and to the fingerprints that tell one night from another."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from criteria.eligibility import Eligibility
from matcher.registry.record import TrialRecord

SCHEMA_VERSION = 1
"""Raised whenever `schema.sql` changes; a snapshot of another version is not read."""


class Reader(NamedTuple):
    """Who read the text: the parser's version and the vocabulary's fingerprint."""

    parser: str
    vocabulary: str


class SnapshotMeta(BaseModel):
    """What a snapshot says about itself. `built_at` and `full_pull_at` are
    in UTC, ISO 8601; counts are of the tables' rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    schema_version: int = SCHEMA_VERSION
    registry_timestamp: str | None
    parser: str
    vocabulary: str
    shape: str
    fingerprint: str
    built_at: str
    source: str
    asked: str
    full_pull_at: str
    trials: int = 0
    items: int = 0
    failed: int = 0


def describe(
    content: Iterable[tuple[str, str]],
    reader: Reader,
    *,
    registry_timestamp: str | None,
    built_at: datetime,
    source: str,
    asked: str,
    full_pull_at: str | None = None,
) -> SnapshotMeta:
    """The meta of a snapshot of `content`, pairs of trial number and parse key, before it is built.

    `full_pull_at` None: this night read the registry from end to end.
    """
    content_print = fingerprint(content, registry_timestamp)
    now = built_at.astimezone(UTC).isoformat(timespec="seconds")
    return SnapshotMeta(
        id=f"{built_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{content_print[:8]}",
        registry_timestamp=registry_timestamp,
        parser=reader.parser,
        vocabulary=reader.vocabulary,
        shape=shape(),
        fingerprint=content_print,
        built_at=now,
        source=source,
        asked=asked,
        full_pull_at=full_pull_at or now,
    )


def fingerprint(content: Iterable[tuple[str, str]], registry_timestamp: str | None) -> str:
    """Equal for two nights that would build the same snapshot, whatever the order in which records came."""
    return _digest([SCHEMA_VERSION, registry_timestamp, sorted(content)])


def parse_key(content_sha256: str, reader: Reader) -> str:
    """Equal for two readings of the same bytes by the same parser, vocabulary and criterion language."""
    return _digest([content_sha256, *reader, shape()])


@cache
def shape() -> str:
    """Fingerprint of the stored types, so that a reading in an older criterion language is never reused."""
    return _digest([TrialRecord.model_json_schema(), Eligibility.model_json_schema()])[:12]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
