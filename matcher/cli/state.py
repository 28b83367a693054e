"""Home to `mdsmatch state`: what is derived of a patient, as a table or as the contract's json."""

from datetime import date
from pathlib import Path

import click

from matcher.cli import options

EXAMPLES = """\b
Examples:
  mdsmatch state patient.json
  mdsmatch state a.json b.json --format json"""


@click.command("state", short_help="Show what is derived of patients.", epilog=EXAMPLES)
@click.argument(
    "patients", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATIENT.json..."
)
@options.as_of
@options.output_format("table", "json")
@options.home
def command(patients: tuple[Path, ...], as_of: date | None, output: str, home: Path) -> None:
    """Show what is derived of patients: treatment failure, transfusion burden, risk scores, options.

    Every conclusion names the facts it rests on. No trial and no snapshot is needed.
    """
    from matcher.chart import Chart
    from matcher.cli.patients import load_patients
    from matcher.state.derive import derive_state

    states = (derive_state(Chart.of(patient, as_of)) for patient in load_patients(patients))
    if output == "json":
        from criteria.vocabulary.load import vocabulary
        from matcher.export.document import state_json

        for piece in state_json(states, vocabulary().fingerprint):
            click.echo(piece, nl=False)
    else:
        from matcher.cli.state_table import print_states

        print_states(states)
