"""Home to `mdsmatch seal`: patient files encrypted where they lie, and opened again."""

from pathlib import Path

import click

from matcher.cli import options

EXAMPLES = """\b
Examples:
  mdsmatch seal --new-key
  MDSMATCH_KEY=... mdsmatch seal patients/*.json"""


@click.command("seal", short_help="Encrypt patient files at rest.", epilog=EXAMPLES)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[PATIENT.json...]")
@click.option("--new-key", is_flag=True, help="Only print a new key; keep it where the files are not.")
@click.option("--open", "opens", is_flag=True, help="Write the files as plain JSON again.")
@options.home
def command(files: tuple[Path, ...], new_key: bool, opens: bool, home: Path) -> None:
    """Encrypt patient files where they lie, with the key in MDSMATCH_KEY.

    Every command and the pages read sealed files while the key is set, and the pages then seal what they
    write. Without the key nobody can read them again: keep a copy of it.
    """
    from matcher import sealed

    if new_key:
        click.echo(sealed.new_key())
        return
    if not files:
        raise click.UsageError("no patient file is named; name at least one PATIENT.json")
    sealed.demand_key()
    for file in files:
        _rewrite(file, opens)
    click.echo(f"{len(files)} files are {'plain' if opens else 'sealed'} now", err=True)


def _rewrite(file: Path, opens: bool) -> None:
    """Write one file anew; one that no command would read is refused as it is."""
    from matcher import sealed
    from matcher.export.private_file import write_private
    from matcher.patient import load_patient

    load_patient(file)
    text = sealed.opened(file.read_bytes(), file).decode("utf-8-sig")
    write_private(file, text if opens else sealed.sealed(text))
