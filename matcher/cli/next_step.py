"""Home to `mdsmatch next`: what to ask, when to wait, and what is nearly met."""

from datetime import date
from pathlib import Path

import click

from matcher.cli import options

EXAMPLES = """\b
Examples:
  mdsmatch next patient.json
  mdsmatch next patient.json --all-statuses --format json
  mdsmatch next patient.json --ics opens.ics"""


@click.command("next", short_help="What to ask next, when trials open, near misses.", epilog=EXAMPLES)
@options.patients
@options.records
@options.trials
@options.all_statuses
@options.as_of
@click.option(
    "--ics",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write the days on which trials open as a calendar.",
)
@options.output_format("table", "json")
@options.home
def command(
    patients: tuple[str, ...],
    records: Path | None,
    trials: tuple[str, ...],
    all_statuses: bool,
    as_of: date | None,
    ics: Path | None,
    output: str,
    home: Path,
) -> None:
    """Say what would move a patient's list: facts to find out, days to wait for, lines nearly met.

    Facts are ranked by how many trials each answer would settle, with how it is found out. Costs and
    turnaround are recalled, not looked up. Information, not advice.
    """
    files, wanted = options.apart(patients, trials)
    if ics is not None and len(files) > 1:
        raise click.UsageError("--ics writes the calendar of one patient; name one PATIENT.json")

    from matcher.cli.patients import load_patients
    from matcher.cli.trials import gather
    from matcher.operations.matching import shortlist_of

    people, closed = load_patients(files), all_statuses or bool(wanted)
    found = gather(home, records, wanted, closed=closed)
    shortlists = [
        shortlist_of(person, *found[:2], as_of=as_of, all_statuses=closed, steps=True) for person in people
    ]
    if ics is not None:
        from matcher.operations.stepping import write_calendar

        write_calendar(shortlists[0], ics)
    if output == "json":
        from matcher.export.document import to_json
        from matcher.export.messages import messages
        from matcher.export.steps_document import next_document

        click.echo(to_json(next_document(messages(), shortlists, found.provenance)), nl=False)
    else:
        from matcher.cli.steps_table import print_next_steps

        print_next_steps(shortlists, found.provenance)
