"""The commands that run flows: `nightly`, `demo`, `schedule`. Home to their options and to what they print.

Prefect is imported inside the commands, after its settings are made, so that `--help` stays quick.
"""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import options
from matcher.registry.source import PUBLIC_REGISTRY

if TYPE_CHECKING:
    from matcher.nights.kept import NightSummary
    from matcher.operations.pulling import Mode

BAD_INPUT = 3

registry = click.option(
    "--registry",
    metavar="URL or DIR",
    default=PUBLIC_REGISTRY,
    envvar="MDSMATCH_REGISTRY",
    show_envvar=True,
    show_default=True,
    help="Base URL of a ClinicalTrials.gov v2 API, or a folder with one v2 study JSON a file.",
)
patients = click.option(
    "--patients",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Match the patients of this folder, one .json file each, and write their shortlists.",
)
keep = click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=7,
    show_default=True,
    help="How many snapshots, and how many nights' shortlists, stay.",
)
all_statuses = options.all_statuses
allow_drop = click.option(
    "--allow-drop", is_flag=True, help="Publish even if far fewer trials or criteria arrive than last time."
)

NIGHTLY_EXAMPLES = """\b
Examples:
  mdsmatch nightly --patients patients/
  mdsmatch nightly --registry records/ --patients patients/ --home /srv/mdsmatch"""


@click.command("nightly", epilog=NIGHTLY_EXAMPLES)
@registry
@patients
@options.home
@keep
@click.option(
    "--full/--incremental",
    "full",
    default=None,
    help="Ask the registry for everything, or for what was updated since; by default everything once a week.",
)
@all_statuses
@allow_drop
@options.as_of
@options.output_format("text", "json")
def nightly(
    registry: str,
    patients: Path | None,
    home: Path,
    keep: int,
    full: bool | None,
    all_statuses: bool,
    allow_drop: bool,
    as_of: date | None,
    output: str,
) -> None:
    """Pull the registry, read what changed, publish a snapshot, match the patients, write their shortlists.

    Safe to run twice and safe to kill: readers keep the last published snapshot until a new one is whole.
    One night runs at a time in a home. A patient file that cannot be used stops no other: it is named in
    the export folder, and the command ends with exit code 3.
    """
    from flows.night_command import run_night

    summary = run_night(
        home,
        registry=registry,
        patients=patients,
        keep=keep,
        mode=_mode(full),
        all_statuses=all_statuses,
        allow_drop=allow_drop,
        as_of=as_of,
    )
    print_summary(summary, output)
    if summary.patients_refused:
        click.echo(f"mdsmatch: {refusals(summary)}", err=True)
        click.get_current_context().exit(BAD_INPUT)


DEMO_EXAMPLES = """\b
Examples:
  mdsmatch demo
  mdsmatch demo --home /tmp/demo"""


@click.command("demo", epilog=DEMO_EXAMPLES)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-home"),
    show_default=True,
    help="Where the demo keeps its snapshot and shortlists.",
)
def demo(home: Path) -> None:
    """Show it at work: a night over bundled sample trials and four published patients, then their shortlists.

    Needs no network and no set-up. The sample's eligibility texts are paraphrases of the registry's.
    """
    from flows.demo import run_demo

    summary = run_demo(home)
    click.echo(f"\nShortlists to open in a browser and to print: {summary.exports}")
    click.echo(f"All that the demo wrote lies in {home.resolve()}; remove that folder when you are done.")


SCHEDULE_EXAMPLES = """\b
Examples:
  mdsmatch schedule --patients patients/
  mdsmatch schedule --cron "30 2 * * 1-5" --timezone Europe/Vienna"""


@click.command("schedule", epilog=SCHEDULE_EXAMPLES)
@click.option("--cron", default="0 3 * * *", show_default=True, help="When: minute hour day month weekday.")
@click.option("--timezone", default="UTC", show_default=True, help="The cron's time zone, as Europe/Vienna.")
@registry
@patients
@options.home
@keep
@all_statuses
def schedule(
    cron: str,
    timezone: str,
    registry: str,
    patients: Path | None,
    home: Path,
    keep: int,
    all_statuses: bool,
) -> None:
    """Run the night on a schedule, as a Prefect deployment, for as long as this command runs.

    Uses the Prefect server at PREFECT_API_URL, or one of its own if that is not set. Stop it with Ctrl-C.
    """
    from flows.deployment import ScheduleError, serve_nightly

    orders = {
        "registry": _absolute(registry),
        "patients": patients,
        "keep": keep,
        "all_statuses": all_statuses,
    }
    try:
        serve_nightly(home, cron, timezone, **orders)
    except ScheduleError as error:
        raise click.UsageError(
            f"{error}; write the cron as '0 3 * * *' and the zone as Europe/Vienna"
        ) from None


def print_summary(summary: "NightSummary", output: str) -> None:
    """Print what the night did, as lines or as one JSON document."""
    from flows.summary import SCHEMA, as_lines

    if output == "json":
        document: dict[str, Any] = {"schema": SCHEMA, **summary.model_dump(mode="json")}
        click.echo(json.dumps(document, indent=1))
        return
    for what, much in as_lines(summary):
        click.echo(f"{what:<12}{much}")
    for problem in summary.problems:
        click.echo(f"  {problem}")


def refusals(summary: "NightSummary") -> str:
    """The sentence about patient files that could not be used."""
    count = summary.patients_refused
    return f"{count} patient files could not be used; {summary.exports}/refused.txt says which, and why"


def _absolute(registry: str) -> str:
    """A folder by its full path, for the night is run from elsewhere; an address as it is."""
    return str(Path(registry).resolve()) if Path(registry).is_dir() else registry


def _mode(full: bool | None) -> "Mode":
    return "auto" if full is None else "full" if full else "incremental"
