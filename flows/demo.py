"""The demo: a night over the bundled sample, pulled through a loopback registry, and what it found."""

from collections.abc import Iterable
from pathlib import Path

from flows.night_command import run_night
from matcher.cli.match_table import print_matches
from matcher.export.model import Provenance
from matcher.nights.kept import NightSummary
from matcher.operations.matching import shortlist_of
from matcher.patient import load_patient
from matcher.registry.standin import StandIn
from matcher.sample.load import sample_patients, sample_studies
from matcher.store.read import open_published


def run_demo(home: Path) -> NightSummary:
    """Run the night in `home` over the bundled sample, and print the patients' shortlists."""
    patients = sample_patients()
    with StandIn(sample_studies()) as registry:
        summary = run_night(
            home,
            registry=registry.url,
            patients=patients[0].parent,
            mode="full",
            all_statuses=True,
            allow_drop=True,
        )
    print_shortlists(home, patients)
    return summary


def print_shortlists(home: Path, patients: Iterable[Path]) -> None:
    """Print a table for each patient, with all of the sample's trials: most of them are closed by now."""
    with open_published(home) as snapshot:
        trials, source = snapshot.trials(), Provenance.of(snapshot.meta)
    shortlists = [shortlist_of(load_patient(file), trials, source, all_statuses=True) for file in patients]
    print_matches(shortlists, source, 0)
