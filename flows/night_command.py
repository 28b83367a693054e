"""Runs one night from a command: the checks that need no Prefect first, then Prefect, then the flow."""

import errno
import shutil
from pathlib import Path
from typing import Any

from flows.engine import start_engine, wait_until_ready
from flows.progress import say, show_on_terminal
from matcher.nights.diary import note_failure
from matcher.nights.kept import NightSummary
from matcher.operations.matching import patient_files
from matcher.operations.night_lock import one_night
from matcher.registry.source import open_source
from matcher.settings import Home

LEAST_FREE = 100_000_000
"""Bytes that must be free before a night begins: room for a snapshot, its working files and Prefect's."""


def run_night(home: Path, registry: str, patients: Path | None, **orders: Any) -> NightSummary:
    """Run the nightly flow in `home`; `orders` are the flow's other parameters.

    Raises MatcherError or OSError, with the published snapshot as it was.
    """
    show_on_terminal()
    root = home.expanduser().resolve()
    place = Home(root).make()
    with note_failure(place):
        _demand_space(place)
        open_source(registry)
        if patients is not None:
            patient_files(patients)
    with one_night(place):
        pass  # a second night is told so before it starts a server; the flow holds the lock
    say(f"the night begins in {root}")
    start_engine(place)
    from flows.nightly import nightly

    wait_until_ready(place)
    summary: NightSummary = nightly(root, registry, patients, **orders)
    return summary


def _demand_space(home: Home) -> None:
    free = shutil.disk_usage(home.root).free
    if free < LEAST_FREE:
        raise OSError(errno.ENOSPC, f"only {free // 1_000_000} MB are free", str(home.root))
