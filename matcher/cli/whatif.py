"""Home to `mdsmatch whatif`: which trials a new finding would open or close."""

from datetime import date
from pathlib import Path

import click

from matcher.cli import options

EXAMPLES = """\b
Examples:
  mdsmatch whatif patient.json --if "IDH2 mutated"
  mdsmatch whatif patient.json --if "del(5q)" --if "hemoglobin=9.5 g/dL" --format json"""


@click.command("whatif", short_help="Which trials a new finding opens or closes.", epilog=EXAMPLES)
@click.argument("patient", type=click.Path(path_type=Path), metavar="PATIENT.json")
@click.option(
    "--if",
    "findings",
    multiple=True,
    required=True,
    metavar="FINDING",
    help="'IDH2 mutated', 'TP53 wild type', 'del(5q)', 'hemoglobin=9.5 g/dL', 'no HIV infection', ...",
)
@options.records
@options.trials
@options.all_statuses
@options.as_of
@options.output_format("table", "json")
@options.home
def command(
    patient: Path,
    findings: tuple[str, ...],
    records: Path | None,
    trials: tuple[str, ...],
    all_statuses: bool,
    as_of: date | None,
    output: str,
    home: Path,
) -> None:
    """Say which trials a finding would open or close, if it were confirmed today.

    The file is not changed: the finding is added to a copy, dated on the day of judging. Several findings
    count together. Information, not advice.
    """
    from matcher.cli.patients import load_patients
    from matcher.cli.trials import gather
    from matcher.operations.stepping import changed_by

    (person,) = load_patients([patient])
    closed = all_statuses or bool(trials)
    found = gather(home, records, trials, closed=closed)
    before, changes = changed_by(
        person, findings, found.trials, found.provenance, as_of=as_of, all_statuses=closed
    )
    if output == "json":
        from matcher.export.document import to_json
        from matcher.export.messages import messages
        from matcher.export.steps_document import whatif_document

        document = whatif_document(messages(), before, findings, changes, found.provenance)
        click.echo(to_json(document), nl=False)
    else:
        from matcher.cli.steps_table import print_changes

        print_changes(before, findings, changes, found.provenance)
