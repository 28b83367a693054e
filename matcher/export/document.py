"""Home to the json documents of matches and of states, as the contract's sections 3 and 4 have them.

The same values give the same bytes: keys in a fixed order, signs beyond ASCII escaped.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter

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


def state_json(states: Iterable[PatientState], vocabulary: str) -> Iterator[str]:
    """The json of what was derived of each patient, piece by piece, so that one state at a time is held.

    `vocabulary` is the fingerprint of the vocabulary that read the files.
    """
    head, foot = to_json({"schema": STATE_SCHEMA, "vocabulary": vocabulary, "states": []}).split("[]")
    before = f"{head}["
    for state in states:
        yield f"{before}\n  " + _written(state, _of_states()).replace("\n", "\n  ")
        before = ","
    yield (f"\n ]{foot}" if before == "," else f"{head}[]{foot}")


def to_json(document: Any) -> str:
    """A document as indented ASCII json that ends with a line break; `≥` and hidden signs are escaped."""
    return _written(document) + "\n"


_ANYTHING = TypeAdapter[Any](Any)


@cache
def _of_states() -> TypeAdapter[PatientState]:
    """Knows the fields of a state beforehand, which halves the time."""
    return TypeAdapter(PatientState)


def _written(value: Any, writer: TypeAdapter[Any] = _ANYTHING) -> str:
    """A number that is none (NaN), which no reader would take, is null."""
    text = writer.dump_json(value, indent=1, ensure_ascii=True).decode()
    return text.replace("\x7f", "\\u007f")


def _match(shortlist: Shortlist, entry: Entry) -> dict[str, Any]:
    record = entry.record
    about = {"as_of": shortlist.as_of.isoformat(), "title": record.brief_title, "url": record.url}
    mark = {"paraphrase": True, "paraphrase_note": record.paraphrase_note} if record.paraphrase else {}
    return entry.match.model_dump(mode="json") | about | mark
