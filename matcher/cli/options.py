"""Home to the options and arguments that several commands share, so that one name means one thing everywhere.

Knows click and nothing of trials or patients; commands outside this package (the flows) use it too.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from matcher.settings import DEFAULT_HOME

_NCT = re.compile(r"NCT\d{8}", re.IGNORECASE)


class Day(click.ParamType[date]):
    """A calendar day, written 2026-11-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day of the calendar; write it as 2026-11-01", param, ctx)


class TrialNumber(click.ParamType[str]):
    """A registry number, NCT and eight digits, in either case."""

    name = "NCT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not is_trial_number(value):
            self.fail(f"{value!r} is no registry number; write NCT and eight digits, NCT02907359", param, ctx)
        return str(value).upper()


def is_trial_number(text: str) -> bool:
    """Whether `text` is written as a registry number is."""
    return _NCT.fullmatch(text) is not None


home = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="MDSMATCH_HOME",
    default=DEFAULT_HOME,
    show_default="~/.mdsmatch",
    show_envvar=True,
    help="Where snapshots, archives and exports live.",
)
records = click.option(
    "--records",
    type=click.Path(path_type=Path),
    help="Read registry records from this folder (one v2 study JSON a file), not the published snapshot.",
)
trials = click.option(
    "--trial",
    "trials",
    type=TrialNumber(),
    multiple=True,
    metavar="NCT",
    help="Only this trial; may be given several times.",
)
all_statuses = click.option(
    "--all-statuses",
    is_flag=True,
    help="Also trials that take no patients now (closed, completed, withdrawn).",
)
as_of = click.option(
    "--as-of", type=Day(), metavar="DATE", help="Judge on this day instead of the file's own as_of."
)
