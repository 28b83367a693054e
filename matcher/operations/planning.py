"""Decides what has to be read again tonight, and in which chunks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from matcher.operations.pulling import Pull, published_or_none
from matcher.operations.reading import Version
from matcher.settings import Home
from matcher.store.meta import Reader, parse_key

CHUNK = 32
"""Records a chunk: so few that two processes end together, so many that the hand-over costs nothing."""


@dataclass(frozen=True)
class Plan:
    """`reused` are trials whose reading in the published snapshot still holds, `changed` those to be read.

    `vanished` counts trials that the published snapshot holds and this night does not. `damage` says why the
    published snapshot cannot be read, if it cannot: then everything is read anew.
    """

    reader: Reader
    reused: dict[str, str]
    changed: tuple[Version, ...]
    vanished: int
    damage: str | None = None

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[Version, ...]]:
        """The changed records in chunks."""
        rest = iter(self.changed)
        while chunk := tuple(islice(rest, size)):
            yield chunk


def plan_night(home: Home, pull: Pull, reader: Reader) -> Plan:
    """Hold what was pulled against the published snapshot."""
    known, damage = _known_keys(home)
    versions = [
        Version(nct_id, sha256, parse_key(sha256, reader)) for nct_id, sha256 in sorted(pull.versions.items())
    ]
    return Plan(
        reader=reader,
        reused={each.nct_id: each.parse_key for each in versions if known.get(each.nct_id) == each.parse_key},
        changed=tuple(each for each in versions if known.get(each.nct_id) != each.parse_key),
        vanished=len(known.keys() - pull.versions.keys()),
        damage=damage,
    )


def _known_keys(home: Home) -> tuple[dict[str, str], str | None]:
    snapshot, damage = published_or_none(home)
    if snapshot is None:
        return {}, damage
    with snapshot:
        return snapshot.parse_keys(), None
