"""Home to `mdsmatch shortlist`: one patient's trials as a file for the people who talk about them."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import options
from matcher.export.messages import LANGUAGES

if TYPE_CHECKING:
    from matcher.export.model import Audience

EXAMPLES = """\b
Examples:
  mdsmatch shortlist patient.json --for patient --out for-mrs-a.pdf
  mdsmatch shortlist patient.json --for patient --out for-mrs-a.pdf --language es
  mdsmatch shortlist patient.json --for coordinator --out calls.xlsx"""


@click.command("shortlist", short_help="Write a patient's shortlist to a file.", epilog=EXAMPLES)
@click.argument("patient", type=click.Path(path_type=Path), metavar="PATIENT.json")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["patient", "physician", "coordinator"]),
    required=True,
    help="Who reads it: plain words, every line with its reasons, or a list for the telephone.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Where to write it; html, pdf, csv, xlsx (for staff) or json by the file's ending.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="In which language; what the registry says stays English.",
)
@options.records
@options.trials
@options.all_statuses
@options.as_of
@options.home
def command(
    patient: Path,
    audience: "Audience",
    out: Path,
    language: str,
    records: Path | None,
    trials: tuple[str, ...],
    all_statuses: bool,
    as_of: date | None,
    home: Path,
) -> None:
    """Write a patient's shortlist to a file, for the patient, the physician or the coordinator.

    The file is readable by its owner only. The patient's version holds no verdicts and no fact of the file
    but its number.
    """
    from matcher.cli.patients import load_patients
    from matcher.cli.trials import gather
    from matcher.export.shortlist import write_shortlist, writer_for
    from matcher.operations.matching import shortlist_of

    writer_for(audience, out)  # refuses a wrong ending before the work is done
    (person,) = load_patients([patient])
    closed = all_statuses or bool(trials)
    found = gather(home, records, trials, closed=closed)
    shortlist = shortlist_of(person, *found[:2], as_of=as_of, all_statuses=closed, steps=True)
    write_shortlist(shortlist, audience, out, language)
    click.echo(f"{out} is written. Information, not advice.", err=True)
