"""The documents of the interface, put together from what the matcher found; the contract names their parts.

Home to putting together alone: pure functions, no request and no framework.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.export.document import STATE_SCHEMA, match_document
from matcher.export.messages import Messages
from matcher.export.model import Provenance, Shortlist, standing
from matcher.export.parse_document import parse_document
from matcher.export.steps_document import next_document
from matcher.fhir.issues import Issue
from matcher.patient import Patient
from matcher.registry.record import TrialRecord
from matcher.search.facets import facets_of
from matcher.search.index import Found
from matcher.state.derive import derive_state
from matcher.state.model import PatientState
from matcher.trial import Trial
from matcher.web.patient_folder import PatientFile

Document = dict[str, Any]


def matches(say: Messages, shortlist: Shortlist, issues: Iterable[Issue] = ()) -> Document:
    """A patient's matches; the contract, section 3."""
    return match_document([shortlist], shortlist.snapshot) | told(say, issues)


def state(say: Messages, patient: Patient, as_of: date | None, issues: Iterable[Issue] = ()) -> Document:
    """What is derived of a patient; the contract, section 4."""
    derived = _of_states().dump_python(derive_state(Chart.of(patient, as_of)), mode="json")
    known = vocabulary().fingerprint
    return {"schema": STATE_SCHEMA, "vocabulary": known, "states": [derived]} | told(say, issues)


@cache
def _of_states() -> TypeAdapter[PatientState]:
    return TypeAdapter(PatientState)


def next_steps(say: Messages, shortlist: Shortlist, issues: Iterable[Issue] = ()) -> Document:
    """What would move a patient's list."""
    return next_document(say, [shortlist], shortlist.snapshot) | told(say, issues)


def told(say: Messages, issues: Iterable[Issue] = ()) -> Document:
    """What every answer about a patient says of itself, and what was not understood of a bundle."""
    return {"note": say("common.not_advice"), "issues": [asdict(issue) for issue in issues]}


def readings(trial: Trial, source: Provenance) -> Document:
    """A trial's eligibility as it was read; the contract, section 5."""
    note = {trial.record.nct_id: trial.record.paraphrase_note or ""} if trial.record.paraphrase else {}
    return parse_document([trial.eligibility], source, note)


def trial_list(
    found: Found, trials: Sequence[Trial], source: Provenance, offset: int, limit: int
) -> Document:
    """A page of what was found."""
    return {
        "schema": "mdsmatch.trials/1",
        "snapshot": asdict(source),
        "total": len(found.nct_ids),
        "offset": offset,
        "limit": limit,
        "whole": found.whole,
        "counts": {name: dict(sorted(counts.items())) for name, counts in found.counts.items()},
        "trials": [_row(trial) for trial in trials],
    }


def trial_document(trial: Trial, source: Provenance) -> Document:
    """All that the registry says of a trial."""
    facets = facets_of(trial)
    return {
        "schema": "mdsmatch.trial/1",
        "snapshot": asdict(source),
        "standing": standing(trial.record.overall_status),
        "drug_classes": sorted(facets.drug_class),
        "settings": sorted(facets.setting),
        "trial": trial.record.model_dump(mode="json"),
    }


def _row(trial: Trial) -> Document:
    record, facets = trial.record, facets_of(trial)
    return {
        "nct_id": record.nct_id,
        "title": record.brief_title,
        "overall_status": record.overall_status,
        "standing": standing(record.overall_status),
        "phases": list(record.phases),
        "conditions": list(record.conditions),
        "interventions": [given.name for given in record.interventions],
        "drug_classes": sorted(facets.drug_class),
        "settings": sorted(facets.setting),
        "countries": _countries(record),
        "lead_sponsor": record.lead_sponsor,
        "last_update": record.last_update,
        "url": record.url,
        "paraphrase": record.paraphrase,
    }


def _countries(record: TrialRecord) -> list[str]:
    return list(dict.fromkeys(one.country for one in record.locations if one.country))


def patient_list(files: Iterable[PatientFile]) -> Document:
    """The patients of the folder, and the files that cannot be used."""
    known, faults = [], []
    for file in files:
        if file.patient is None:
            faults.append(file.fault.replace(str(file.path), file.path.name))
        else:
            about = {"id": file.patient.id, "as_of": file.patient.as_of.isoformat()}
            known.append({"handle": file.handle} | about)
    return {"schema": "mdsmatch.patients/1", "patients": known, "faults": faults}
