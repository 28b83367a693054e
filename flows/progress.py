"""Says how far the night is: on the terminal's standard error, and in Prefect's log where there is one.

No sentence said here may hold a fact, a name or a file of a patient.
"""

import logging
import sys
import time
from collections.abc import Callable

EVERY_SECONDS = 5.0

_log = logging.getLogger("flows.night")
_log.setLevel(logging.INFO)


def say(sentence: str) -> None:
    """Say how far the night is."""
    _log.info(sentence)


def show_on_terminal() -> None:
    """Show what is said on standard error, with the time of day."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%H:%M:%S"))
    _log.addHandler(handler)
    _log.propagate = False


def pace(what: str) -> Callable[[int, int | None], None]:
    """A callback for (how many, of how many) that says so, but not more often than every few seconds."""
    last = time.monotonic()

    def report(done: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY_SECONDS:
            last = time.monotonic()
            say(f"{done}{f' of {total}' if total is not None else ''} {what}")

    return report
