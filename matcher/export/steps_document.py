"""Home to the json documents of next steps, of what a finding changes, and of feasibility."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from matcher.export.messages import Messages
from matcher.export.model import Provenance, Shortlist
from matcher.feasibility.funnel import Feasibility
from matcher.steps.whatif import Change

NEXT_SCHEMA = "mdsmatch.next/1"
WHATIF_SCHEMA = "mdsmatch.whatif/1"
FEASIBILITY_SCHEMA = "mdsmatch.feasibility/1"


def next_document(say: Messages, shortlists: Iterable[Shortlist], source: Provenance) -> dict[str, Any]:
    """What to ask, when to wait and what is nearly met, a patient each."""
    found = [
        {"patient_id": one.patient_id, "as_of": one.as_of.isoformat()}
        | _plain(asdict(one.next_step) if one.next_step else {})
        for one in shortlists
    ]
    return _document(say, NEXT_SCHEMA, source) | {"patients": found}


def whatif_document(
    say: Messages, patient: Shortlist, findings: Sequence[str], changes: Iterable[Change], source: Provenance
) -> dict[str, Any]:
    """The trials that the findings open and close."""
    about = {"patient_id": patient.patient_id, "as_of": patient.as_of.isoformat(), "if": list(findings)}
    told = [asdict(one) | {"opens": one.opens} for one in changes]
    return _document(say, WHATIF_SCHEMA, source) | about | {"changes": told}


def feasibility_document(say: Messages, found: Iterable[Feasibility], source: Provenance) -> dict[str, Any]:
    """The funnel of each trial."""
    return _document(say, FEASIBILITY_SCHEMA, source) | {"trials": [asdict(one) for one in found]}


def _document(say: Messages, schema: str, source: Provenance) -> dict[str, Any]:
    return {"schema": schema, "note": say("common.not_advice"), "snapshot": asdict(source)}


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    """Days as text."""
    for name in ("opens_on", "near_misses"):
        for one in found.get(name, ()):
            one["opens_on"] = one["opens_on"].isoformat() if one["opens_on"] else None
    return found
