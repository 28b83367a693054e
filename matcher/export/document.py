"""Home to the json document of matches, as the contract's section 3 has it.

The same matches give the same bytes: keys in a fixed order, signs beyond ASCII escaped.
"""

import json
from collections.abc import Sequence
from typing import Any

from matcher.export.model import Entry, Provenance, Shortlist

SCHEMA = "mdsmatch.match/1"


def match_document(shortlists: Sequence[Shortlist], snapshot: Provenance) -> dict[str, Any]:
    """All matches of all shortlists. `as_of` is the day they share, None if they differ; each match has its
    own."""
    days = {shortlist.as_of.isoformat() for shortlist in shortlists}
    return {
        "schema": SCHEMA,
        "as_of": days.pop() if len(days) == 1 else None,
        "snapshot": {
            "id": snapshot.id,
            "registry_timestamp": snapshot.registry_timestamp,
            "parser": snapshot.parser,
            "vocabulary": snapshot.vocabulary,
        },
        "matches": [_match(shortlist, entry) for shortlist in shortlists for entry in shortlist.entries],
    }


def to_json(document: Any) -> str:
    """A document as indented ASCII json that ends with a line break; `≥` and hidden signs are escaped."""
    return json.dumps(document, ensure_ascii=True, indent=1, allow_nan=False) + "\n"


def _match(shortlist: Shortlist, entry: Entry) -> dict[str, Any]:
    record = entry.record
    about = {"as_of": shortlist.as_of.isoformat(), "title": record.brief_title, "url": record.url}
    mark = {"paraphrase": True, "paraphrase_note": record.paraphrase_note} if record.paraphrase else {}
    return entry.match.model_dump(mode="json") | about | mark
