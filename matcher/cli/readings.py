"""Home to the readings that `parse` shows: of trials that are there already, or of a text file, read now."""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from criteria.eligibility import Eligibility, EligibilitySource
from matcher.cli.trials import gather
from matcher.errors import BadInput
from matcher.export.messages import messages
from matcher.export.model import Provenance
from matcher.export.wording import paraphrase_note

TEXT_ID = "text"
"""Stands where a trial's number would stand, for a text that belongs to no trial."""


class Readings(NamedTuple):
    """What was read, where it comes from, and notes on texts that are not the registry's own, by number."""

    readings: tuple[Eligibility, ...]
    provenance: Provenance
    paraphrased: Mapping[str, str] = {}


def of_trials(home: Path, records: Path | None, trials: Sequence[str]) -> Readings:
    """The readings of these trials (none named: of all)."""
    found = gather(home, records, trials)
    notes = {
        trial.record.nct_id: paraphrase_note(messages(), trial.record)
        for trial in found.trials
        if trial.record.paraphrase
    }
    return Readings(tuple(trial.eligibility for trial in found.trials), found.provenance, notes)


def of_text(file: Path) -> Readings:
    """The reading of a text file in UTF-8; `-` is standard input. Raises BadInput if it cannot be read."""
    from criteria.parse import PARSER_VERSION, parse_many
    from criteria.vocabulary.load import vocabulary

    content = _content(file)
    source = EligibilitySource(nct_id=TEXT_ID, text=_decoded(file, content))
    identity = f"{TEXT_ID}-{hashlib.sha256(content).hexdigest()[:12]}"
    made = Provenance(identity, None, PARSER_VERSION, vocabulary().fingerprint)
    return Readings(tuple(parse_many([source])), made)


def _content(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise BadInput(f"{file}: there is no such text file; check the name") from None


def _decoded(file: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: byte {error.start} is not UTF-8; save the text as UTF-8") from None
