"""Home to `mdsmatch patient`: a patient's file made of what another system has."""

from datetime import date
from pathlib import Path

import click

from matcher.cli import options

LISTS = ("therapies", "procedures", "conditions", "medications", "mutations", "transfusions")

EXAMPLES = """\b
Examples:
  mdsmatch patient --from-fhir bundle.json --out patient.json
  mdsmatch patient --from-fhir bundle.json --out patient.json --complete therapies"""


@click.command("patient", short_help="Make a patient file of a FHIR bundle.", epilog=EXAMPLES)
@click.option(
    "--from-fhir",
    "bundle",
    type=click.Path(path_type=Path),
    required=True,
    metavar="BUNDLE.json",
    help="A FHIR R4 bundle about one patient, as mCODE describes it.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATIENT.json",
    help="Where to write the patient's file.",
)
@click.option(
    "--complete",
    type=click.Choice(LISTS),
    multiple=True,
    help="A list in which the bundle has everything, so that silence means no; may be given several times.",
)
@click.option(
    "--as-of", type=options.Day(), metavar="DATE", help="The day of the judgement, if not the bundle's own."
)
@options.home
def command(bundle: Path, out: Path, complete: tuple[str, ...], as_of: date | None, home: Path) -> None:
    """Make a patient file of a FHIR bundle, and name on standard error all that was not understood.

    What the bundle does not say stays unknown. The file is readable by its owner only.
    """
    from matcher.cli.patients import tell_issues
    from matcher.export.private_file import write_private
    from matcher.fhir.patient import patient_of
    from matcher.patient import to_file
    from matcher.strict_json import read_strict_json

    found = patient_of(read_strict_json(bundle), as_of=as_of, complete=complete)
    write_private(out, to_file(found.patient))
    tell_issues(bundle, found.issues)
    click.echo(f"{out} is written: {len(found.origins)} facts, {len(found.issues)} remarks", err=True)
