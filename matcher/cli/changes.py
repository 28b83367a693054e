"""Home to `mdsmatch changes`: what the last night changed for whom."""

from pathlib import Path

import click

from matcher.cli import options

EXAMPLES = """\b
Examples:
  mdsmatch changes
  mdsmatch changes --since 2026-11-01 --format json"""


@click.command("changes", short_help="What the last night changed for whom.", epilog=EXAMPLES)
@click.option(
    "--since",
    metavar="NIGHT",
    help="Compare with this night, 20261101T030000Z, or with the last one up to this day, 2026-11-01.",
)
@options.output_format("table", "json")
@options.home
def command(since: str | None, output: str, home: Path) -> None:
    """Say for each patient of the last night which trials came, went or are judged otherwise, and why.

    A change comes from the registry's entry, from a new reading of it, from the patient's file or from the
    day of judgement. Washouts that ended, or end within 14 days, are named too, and files that could not be
    used. Names patients: for the coordinator's eyes. Information, not advice.
    """
    from matcher.changes.since import changes_since, last_changes
    from matcher.settings import Home

    found = changes_since(Home(home), since) if since else last_changes(Home(home))
    if output == "json":
        from matcher.export.document import to_json

        click.echo(to_json(found.model_dump(mode="json", by_alias=True)), nl=False)
    else:
        from matcher.cli.changes_table import print_changes

        print_changes(found)
