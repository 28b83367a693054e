"""The nightly flow as a Prefect deployment on a cron, served by this process."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flows.engine import start_engine, wait_until_ready
from flows.progress import say, show_on_terminal
from matcher.settings import Home

NAME = "mdsmatch-nightly"


class ScheduleError(ValueError):
    """The cron or the time zone is none."""


def serve_nightly(home: Path, cron: str, timezone: str, **orders: Any) -> None:
    """Serve the nightly flow until interrupted; `orders` are its parameters.

    Raises ScheduleError for a cron or a time zone that is none, StoreError if no Prefect server starts.
    """
    show_on_terminal()
    root = home.expanduser().resolve()
    place = Home(root).make()
    start_engine(place, scheduling=True)
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.schedules import Cron

    from flows.nightly import nightly

    try:
        CronSchedule(cron=cron, timezone=timezone)  # checks both, which Cron does not
    except ValueError:
        raise ScheduleError(f"'{cron}' in {timezone} is no schedule") from None
    wait_until_ready(place)
    parameters = _plain({"home": root, **orders})
    when = Cron(cron, timezone=timezone)
    with _ended_by_signal():
        say(f"the night in {root} runs at '{cron}' ({timezone}) while this command runs; stop it with Ctrl-C")
        nightly.serve(name=NAME, schedule=when, parameters=parameters, print_starting_message=False, limit=1)
    say("the schedule has stopped")


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Ends the block quietly when told to stop, also in the seconds before Prefect listens for it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _plain(orders: dict[str, Any]) -> dict[str, Any]:
    """Paths as absolute strings: the flow is run in a folder of Prefect's choice."""
    return {
        name: str(value.resolve()) if isinstance(value, Path) else value for name, value in orders.items()
    }
