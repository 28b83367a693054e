"""Home to `mdsmatch match`: patients against trials, as a table or as the contract's json."""

from datetime import date
from pathlib import Path

import click

from matcher.cli import options

EXAMPLES = """\b
Examples:
  mdsmatch match patient.json
  mdsmatch match patient.json --records records/ --trial NCT02907359 --format json"""


@click.command("match", short_help="Match patients against trials.", epilog=EXAMPLES)
@options.patients
@options.records
@options.trials
@options.all_statuses
@options.as_of
@options.output_format("table", "json")
@options.home
def command(
    patients: tuple[str, ...],
    records: Path | None,
    trials: tuple[str, ...],
    all_statuses: bool,
    as_of: date | None,
    output: str,
    home: Path,
) -> None:
    """Match patients against trials, with every criterion's verdict and reason.

    The table shows a line a trial; json holds every criterion. Each match is judged on the as_of of its
    patient's file, or for all on --as-of.
    """
    files, wanted = options.apart(patients, trials)

    from matcher.cli.patients import load_patients
    from matcher.cli.trials import gather
    from matcher.operations.matching import shortlist_of

    people = load_patients(files)
    closed = all_statuses or bool(wanted)
    found = gather(home, records, wanted, closed=closed)
    shortlists = [
        shortlist_of(person, found.trials, found.provenance, as_of=as_of, all_statuses=closed)
        for person in people
    ]
    if output == "json":
        from matcher.export.document import match_document, to_json

        click.echo(to_json(match_document(shortlists, found.provenance)), nl=False)
    else:
        from matcher.cli.match_table import print_matches

        left_out = found.unread + len(found.trials) - len(shortlists[0].entries)
        print_matches(shortlists, found.provenance, left_out)
