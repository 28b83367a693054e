"""Home to `mdsmatch parse`: eligibility text to structured criteria, and the report on what was not read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import options

if TYPE_CHECKING:
    from matcher.cli.readings import Readings

EXAMPLES = """\b
Examples:
  mdsmatch parse NCT02907359 --records records/
  mdsmatch parse --text criteria.txt --format json
  mdsmatch parse --records records/ --report"""


@click.command("parse", short_help="Read eligibility text into criteria.", epilog=EXAMPLES)
@click.argument("trials", nargs=-1, type=options.TrialNumber(), metavar="NCT...")
@click.option(
    "--text",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Read the eligibility text in this file (UTF-8; - is standard input).",
)
@options.records
@click.option(
    "--report", is_flag=True, help="What was not read, most frequent shapes first, and share by kind."
)
@options.output_format("text", "json")
@options.home
def command(
    trials: tuple[str, ...], text: Path | None, records: Path | None, report: bool, output: str, home: Path
) -> None:
    """Read eligibility text into structured criteria.

    Of the published snapshot or a folder, the trials named; with --records or --report and no number, all.
    Each item shows the registry's own words and, below them, what was read.
    """
    if text and (trials or records):
        raise click.UsageError("--text reads a file by itself: leave out numbers and --records")
    if not (text or trials or records or report):
        raise click.UsageError("nothing to read: name a trial, or give --text FILE or --records DIR")
    from matcher.cli.readings import of_text, of_trials

    read = of_text(text) if text else of_trials(home, records, trials)
    click.echo(_json(read, report) if output == "json" else _text(read, report), nl=False)


def _json(read: "Readings", report: bool) -> str:
    from matcher.export.document import to_json
    from matcher.export.parse_document import parse_document
    from matcher.export.parse_report import parse_report, report_document

    if report:
        return to_json(report_document(parse_report(read.readings), read.provenance))
    return to_json(parse_document(read.readings, read.provenance, read.paraphrased))


def _text(read: "Readings", report: bool) -> str:
    from matcher.cli.console import wrapped
    from matcher.export.messages import messages
    from matcher.export.parse_document import parse_text
    from matcher.export.parse_report import parse_report, report_text
    from matcher.export.wording import foot

    lines = report_text(parse_report(read.readings)) if report else parse_text(read.readings)
    notes = dict.fromkeys(read.paraphrased.values())
    return wrapped((*lines, *notes, *foot(messages(), read.provenance)))
