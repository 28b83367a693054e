"""Finds the bundled sample in the installed package.

Home to the way to the files. Must not know what a study or a patient means: `matcher.registry` and
`matcher.patient` read them.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from matcher import sample


def sample_trials() -> list[Path]:
    """The files of the sample trials, one v2-shaped study each, by NCT number."""
    return _files("trials")


def sample_patients() -> list[Path]:
    """The files of the published patients, by id."""
    return _files("patients")


def sample_bundles() -> list[Path]:
    """A published patient as a FHIR R4 bundle, for the examples."""
    return _files("bundles")


def sample_studies() -> list[dict[str, Any]]:
    """The sample trials as v2-shaped studies, by NCT number, each marked as a paraphrase under `mdsmatch`."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sample_trials()]


def _files(folder: str) -> list[Path]:
    return sorted(Path(str(files(sample) / folder)).glob("*.json"))
