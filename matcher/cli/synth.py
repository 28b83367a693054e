"""Home to `mdsmatch synth`: invented patients as Parquet shards."""

from pathlib import Path

import click

EXAMPLES = """\b
Example:
  mdsmatch synth --n 1000 --seed 1 --out cohort/"""


@click.command("synth", short_help="Invent patients for demonstrations.", epilog=EXAMPLES)
@click.option("--n", "number", type=click.IntRange(min=1), required=True, help="How many patients.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed, the same patients.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder for the shards.")
def command(number: int, seed: int, out: Path) -> None:
    """Write invented patients as Parquet shards, for demonstrations and benchmarks.

    They are marked as synthetic in their ids and in the shards, and describe no population: most of their
    parameters are invented.
    """
    from matcher.cohort.shards import write_synthetic

    shards = list(write_synthetic(out, number, seed))
    parts = "one shard" if len(shards) == 1 else f"{len(shards)} shards"
    click.echo(f"{number:,} synthetic patients (invented, not real) in {parts} in {out}")
