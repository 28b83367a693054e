"""The demo: the night over the bundled sample, pulled through a loopback registry, and what it found."""

from pathlib import Path

import click

from flows.night_command import run_night
from matcher.cli.match_table import print_matches
from matcher.export.model import Provenance
from matcher.operations.matching import shortlist_of
from matcher.patient import load_patient
from matcher.registry.standin import StandIn
from matcher.sample.load import sample_patients, sample_studies
from matcher.store.read import open_published


def run_demo(home: Path) -> None:
    """Run the night in `home` and print the shortlists of the sample's patients, closed trials among them."""
    files = sample_patients()
    with StandIn(sample_studies()) as registry:
        summary = run_night(
            home,
            registry=registry.url,
            patients=files[0].parent,
            mode="full",
            all_statuses=True,
            allow_drop=True,
        )
    print_shortlists(home, files)
    click.echo(f"\nShortlists to open in a browser and to print: {summary.exports}")
    click.echo(f"Everything the demo wrote lies in {home.resolve()}; remove that folder when you are done.")


def print_shortlists(home: Path, files: list[Path]) -> None:
    """Print a table for each patient; all of the sample's trials, open or closed."""
    with open_published(home) as snapshot:
        trials, source = snapshot.trials(), Provenance.of(snapshot.meta)
    shortlists = [shortlist_of(load_patient(file), trials, source, all_statuses=True) for file in files]
    print_matches(shortlists, source, 0)
