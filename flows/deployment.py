"""The nightly flow as a Prefect deployment on a cron, served by this process."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from flows.engine import start_engine, wait_until_ready
from matcher.settings import Home

NAME = "mdsmatch-nightly"


def serve_nightly(home: Path, cron: str, timezone: str, **orders: Any) -> None:
    """Serve the nightly flow until interrupted. Raises click.UsageError for a cron or a zone there is not."""
    _demand_zone(timezone)
    root = home.expanduser().resolve()
    place = Home(root).make()
    start_engine(place, scheduling=True)
    from prefect.client.schemas.schedules import CronSchedule

    from flows.nightly import nightly

    try:
        when = CronSchedule(cron=cron, timezone=timezone)
    except ValueError:
        raise click.UsageError(
            f"{cron!r} is no cron; write minute hour day month weekday, as '0 3 * * *'"
        ) from None
    wait_until_ready(place)
    click.echo(
        f"The night in {root} runs at '{cron}' ({timezone}) while this command runs; stop it with Ctrl-C.",
        err=True,
    )
    nightly.serve(
        name=NAME,
        schedule=when,
        parameters=_plain({"home": root, **orders}),
        print_starting_message=False,
        limit=1,
    )
    click.echo("The schedule has stopped.", err=True)


def _demand_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise click.UsageError(f"{timezone!r} is no time zone; write it as Europe/Vienna or UTC") from None


def _plain(orders: dict[str, Any]) -> dict[str, Any]:
    """Paths as absolute strings, for the deployment is run in a folder of Prefect's choice."""
    return {
        name: str(value.resolve()) if isinstance(value, Path) else value for name, value in orders.items()
    }
