"""Home to the json documents of matches and of states, as the contract's sections 3 and 4 have them.

The same values give the same bytes: keys in a fixed order, signs beyond ASCII escaped.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from matcher.export.model import Entry, Provenance, Shortlist
from matcher.state.model import PatientState

MATCH_SCHEMA = "mdsmatch.match/1"
STATE_SCHEMA = "mdsmatch.state/1"


def match_document(shortlists: Sequence[Shortlist], snapshot: Provenance) -> dict[str, Any]:
    """All matches of all shortlists. `as_of` is the day they share, None if they differ; each match has its
    own."""
    days = {shortlist.as_of.isoformat() for shortlist in shortlists}
    return {
        "schema": MATCH_SCHEMA,
        "as_of": days.pop() if len(days) == 1 else None,
        "snapshot": asdict(snapshot),
        "matches": [_match(shortlist, entry) for shortlist in shortlists for entry in shortlist.entries],
    }


def state_document(states: Iterable[PatientState], vocabulary: str) -> dict[str, Any]:
    """What was derived of each patient, and the fingerprint of the vocabulary that read the files."""
    derived = [state.model_dump(mode="json") for state in states]
    return {"schema": STATE_SCHEMA, "vocabulary": vocabulary, "states": derived}


def to_json(document: Any) -> str:
    """A document as indented ASCII json that ends with a line break; `≥` and hidden signs are escaped."""
    text = json.dumps(document, ensure_ascii=True, indent=1, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"


def _match(shortlist: Shortlist, entry: Entry) -> dict[str, Any]:
    record = entry.record
    about = {"as_of": shortlist.as_of.isoformat(), "title": record.brief_title, "url": record.url}
    mark = {"paraphrase": True, "paraphrase_note": record.paraphrase_note} if record.paraphrase else {}
    return entry.match.model_dump(mode="json") | about | mark
