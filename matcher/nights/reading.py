"""Reads the diary of the home: its nights newest first, and how fresh the last of them leave the data.

Home to what an unended or damaged file means. Asks no clock: the caller says what time it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from matcher.nights.kept import KeptNight
from matcher.settings import Home

Ending = Literal["done", "failed", "running", "killed", "damaged"]
"""`killed`: the night neither ended nor runs. `damaged`: its file cannot be read."""


@dataclass(frozen=True, slots=True)
class Night:
    """One night by its name and how it ended; `kept` is None where its file is damaged."""

    name: str
    ending: Ending
    kept: KeptNight | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old things are: the registry's data, and the last night that came to its end.

    `registry` is the registry's own timestamp as it stands; its age is None where that is no date.
    `last_done` is None where no night came to its end; `failing` counts the nights since then.
    """

    registry: str | None
    registry_age: timedelta | None
    last_done: Night | None
    last_done_age: timedelta | None
    failing: int


def read_nights(home: Home, *, running: bool) -> tuple[Night, ...]:
    """The nights that are kept, newest first. `running`: a night runs in this home now.

    A home that has seen no night has none. Raises OSError if the folder cannot be read.
    """
    if not home.nights.is_dir():
        return ()
    files = sorted(home.nights.glob("*.json"), reverse=True)
    kept = [(path.stem, _kept(path)) for path in files]
    newest_open = next((name for name, each in kept if each and each.ending == "unended"), None)
    return tuple(Night(name, _ending(each, running and name == newest_open), each) for name, each in kept)


def freshness(nights: Iterable[Night], registry_timestamp: str | None, now: datetime) -> Freshness:
    """How old the registry's data and the last good night are at `now` (with its time zone).

    `registry_timestamp` is that of the published snapshot; without a zone it is taken as UTC.
    """
    ended = [night for night in nights if night.ending != "running"]
    place = next((place for place, night in enumerate(ended) if night.ending == "done"), None)
    last = ended[place] if place is not None else None
    return Freshness(
        registry=registry_timestamp,
        registry_age=_age(_moment(registry_timestamp), now),
        last_done=last,
        last_done_age=_age(last.kept.ended if last and last.kept else None, now),
        failing=len(ended) if place is None else place,
    )


def _kept(path: Path) -> KeptNight | None:
    try:
        return KeptNight.model_validate_json(path.read_bytes())
    except (ValidationError, FileNotFoundError):
        return None


def _ending(kept: KeptNight | None, running: bool) -> Ending:
    if kept is None:
        return "damaged"
    if kept.ending == "unended":
        return "running" if running else "killed"
    return kept.ending


def _moment(timestamp: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(timestamp or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _age(moment: datetime | None, now: datetime) -> timedelta | None:
    """Never below nothing: clocks of two machines may differ."""
    return max(now - moment, timedelta()) if moment else None
