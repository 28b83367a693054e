"""Home to `mdsmatch feasibility`: how many patients of a cohort each criterion of a trial leaves."""

from datetime import date
from pathlib import Path

import click

from matcher.cli import options

EXAMPLES = """\b
Examples:
  mdsmatch feasibility NCT02907359 --patients cohort/
  mdsmatch feasibility NCT02907359 --patients cohort/ --records records/ --format json"""


@click.command("feasibility", short_help="What each criterion of a trial costs in a cohort.", epilog=EXAMPLES)
@click.argument("trials", nargs=-1, required=True, type=options.TrialNumber(), metavar="NCT...")
@click.option(
    "--patients",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The cohort: a folder with one patient file each.",
)
@options.records
@options.as_of
@options.output_format("table", "json")
@options.home
def command(
    trials: tuple[str, ...],
    folder: Path,
    records: Path | None,
    as_of: date | None,
    output: str,
    home: Path,
) -> None:
    """Say how many patients of a cohort each criterion of a trial leaves, in order and alone.

    Names the line that costs most, and lines that experts call needlessly restrictive. Holds counts only, and
    no fact of a patient. Information, not advice.
    """
    from matcher.cli.trials import gather
    from matcher.feasibility.funnel import feasibility
    from matcher.operations.stepping import charts_of

    charts, refused = charts_of(folder, as_of)
    for sentence in refused:
        click.echo(f"left aside: {sentence}", err=True)
    found = gather(home, records, tuple(dict.fromkeys(trials)))
    funnels = [feasibility(trial, charts) for trial in found.trials]
    if output == "json":
        from matcher.export.document import to_json
        from matcher.export.messages import messages
        from matcher.export.steps_document import feasibility_document

        click.echo(to_json(feasibility_document(messages(), funnels, found.provenance)), nl=False)
    else:
        from matcher.cli.feasibility_table import print_feasibility

        print_feasibility(funnels, found.provenance)
