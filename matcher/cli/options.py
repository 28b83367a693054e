"""Home to the options and arguments that several commands share, so that one name means one thing everywhere.

Knows click and nothing of trials or patients; commands outside this package (the flows) use it too.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from matcher.registry.study import is_nct_id
from matcher.settings import DEFAULT_HOME

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


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
        number = str(value).strip().upper()
        if not is_nct_id(number):
            self.fail(f"{value!r} is no registry number; write NCT and eight digits, NCT02907359", param, ctx)
        return number


def apart(arguments: Sequence[str], trials: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Patient files and trial numbers, each once: `--trial NCT1 NCT2` leaves the second among the arguments.

    Raises click.UsageError if no patient file is named.
    """
    numbers = [argument.upper() for argument in arguments if is_nct_id(argument.upper())]
    files = [Path(argument) for argument in arguments if not is_nct_id(argument.upper())]
    if not files:
        raise click.UsageError("no patient file is named; name at least one PATIENT.json")
    return files, list(dict.fromkeys((*trials, *numbers)))


def numbers(arguments: Sequence[str], trials: Sequence[str]) -> list[str]:
    """Trial numbers where no patient file may be named. Raises click.UsageError if one is."""
    if not all(is_nct_id(argument.upper()) for argument in arguments):
        raise click.UsageError("name either patient files or --cohort")
    return list(dict.fromkeys((*trials, *(argument.upper() for argument in arguments))))


def output_format(*names: str) -> Decorator:
    """The option `--format` with these choices, the first of them the default; the parameter is `output`."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="json prints exactly one document on standard output.",
    )


patients = click.argument("patients", nargs=-1, required=True, metavar="PATIENT.json...")
patients_or_cohort = click.argument("patients", nargs=-1, metavar="[PATIENT.json...]")
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
    help="Only this trial, whatever its status; may be given several times.",
)
all_statuses = click.option(
    "--all-statuses",
    is_flag=True,
    help="Also trials that take no patients now (closed, completed, withdrawn).",
)
as_of = click.option(
    "--as-of", type=Day(), metavar="DATE", help="Judge on this day instead of the file's own as_of."
)
