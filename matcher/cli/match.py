"""Home to `mdsmatch match`: patients against trials, as a table or as the contract's json."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import options, runners

if TYPE_CHECKING:
    from matcher.cli.trials import Trials
    from matcher.export.model import Shortlist
    from matcher.operations.cohort import Runner

EXAMPLES = """\b
Examples:
  mdsmatch match patient.json
  mdsmatch match patient.json --records records/ --trial NCT02907359 --format json
  mdsmatch match --cohort cohort/ --out matches/
  mdsmatch match --cohort cohort/ --out matches/ --runner dask --scheduler tcp://host:8786"""


@click.command("match", short_help="Match patients against trials.", epilog=EXAMPLES)
@options.patients_or_cohort
@click.option(
    "--cohort",
    type=click.Path(path_type=Path),
    help="All patients of a folder of Parquet shards, not single files; needs --out.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The folder to write a cohort's matches to.")
@click.option(
    "--runner",
    type=click.Choice([runners.LOCAL, "dask"]),
    default=runners.LOCAL,
    show_default=True,
    help="Where a cohort is matched: in processes of this machine, or on a Dask cluster.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="With --runner dask: the scheduler of a cluster, tcp://host:8786; without it one of this machine.",
)
@options.records
@options.trials
@options.all_statuses
@options.as_of
@options.output_format("table", "json")
@options.home
def command(
    patients: tuple[str, ...],
    cohort: Path | None,
    out: Path | None,
    runner: str,
    scheduler: str | None,
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

    A cohort is matched by columns: Parquet files in --out hold the verdict of each patient and trial and the
    places of the lines that stand in the way; items.parquet has their text.
    """
    if cohort is not None:
        run = runners.runner(runner, home, scheduler)
        wanted = options.numbers(patients, trials)
        match_folder(cohort, out, home, records, wanted, as_of, all_statuses, run)
        return
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
    _show(shortlists, found, output)


def _show(shortlists: "list[Shortlist]", found: "Trials", output: str) -> None:
    if output == "json":
        from matcher.export.document import match_document, to_json

        click.echo(to_json(match_document(shortlists, found.provenance)), nl=False)
    else:
        from matcher.cli.match_table import print_matches

        left_out = found.unread + len(found.trials) - len(shortlists[0].entries)
        print_matches(shortlists, found.provenance, left_out)


def match_folder(
    cohort: Path,
    out: Path | None,
    home: Path,
    records: Path | None,
    wanted: list[str],
    as_of: date | None,
    all_statuses: bool,
    run: "Runner | None",
) -> None:
    """Match a cohort and say in counts what became of it."""
    if out is None:
        raise click.UsageError("--cohort needs --out, the folder to write to")

    from matcher.cli.trials import gather
    from matcher.export.model import standing
    from matcher.operations.cohort import match_cohort

    found = gather(home, records, wanted)
    kept = [
        trial
        for trial in found.trials
        if all_statuses or wanted or standing(trial.record.overall_status) != "closed"
    ]
    done = match_cohort(cohort, kept, out, as_of=as_of, run=run)
    kind = "synthetic patients (invented, not real)" if done.synthetic else "patients"
    counts = ", ".join(f"{count:,} {verdict}" for verdict, count in done.verdicts.items())
    click.echo(f"{done.patients:,} {kind} matched against {done.trials} trials: {counts}")
    click.echo(f"written to {done.folder}")
