"""Home to `mdsmatch audit`: the audit log, with patients called by their ids again."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from matcher.cli import options

EXAMPLES = """\b
Examples:
  mdsmatch audit
  mdsmatch audit --patient example-1 --home /srv/mdsmatch"""

SHOWN = ("at", "event", "user", "address", "patient", "snapshot", "route", "why")
NOTHING = "-"


@click.command("audit", short_help="Show who saw or exported whose matches.", epilog=EXAMPLES)
@click.option("--patient", metavar="ID", help="Only what was done with this patient.")
@click.option(
    "--patients",
    type=click.Path(path_type=Path),
    help="The folder of patient files, to call patients by their ids.  [default: patients in the home]",
)
@options.home
def command(patient: str | None, patients: Path | None, home: Path) -> None:
    """Show who saw, exported or saved whose matches in the pages and the interface, and who was refused.

    A line a happening, its parts apart by tabs. The log itself names patients by handles that only this home
    can make of their ids; a patient without a file any more is shown by the handle.
    """
    from matcher.settings import Home

    place = Home(home)
    ids = _ids(place.web_key, patients or place.patients)
    for said in _happenings(place.audit):
        said["patient"] = ids.get(said.get("patient", ""), said.get("patient", NOTHING))
        if patient is None or said["patient"] in (patient, "*"):
            click.echo("\t".join(said.get(name, NOTHING) for name in SHOWN))


def _ids(key: Path, folder: Path) -> dict[str, str]:
    """By handle, the id of every patient whose file can be read."""
    from matcher.export.plaintext import one_line
    from matcher.web.patient_folder import PatientFolder
    from matcher.web.secret import secret_of

    if not key.is_file():
        return {}
    files = PatientFolder(folder, secret_of(key)).files()
    return {file.handle: one_line(file.patient.id) for file in files if file.patient is not None}


def _happenings(log: Path) -> Iterator[dict[str, str]]:
    from matcher.errors import BadInput, StoreError

    try:
        lines = log.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise BadInput(f"{log}: nothing was served from this home yet; name another --home") from None
    for number, line in enumerate(lines, start=1):
        try:
            yield {str(name): str(value) for name, value in json.loads(line).items()}
        except (ValueError, AttributeError):
            raise StoreError(f"{log}: line {number} is damaged; look at who can write there") from None
