"""Matches as a FHIR R4 searchset Bundle of ResearchStudy, with score and grade, best match first.

Home to `fhir.resources` on the way out: what leaves here has passed its models. R4B stands in for R4; the
resources used here (Bundle, ResearchStudy, Location, Group, OperationOutcome) are the same in both. Verdicts
line by line are in the match document, for which FHIR has no place.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.researchstudy import ResearchStudy

from matcher.export.messages import Messages
from matcher.export.model import Entry
from matcher.fhir.elements import Body
from matcher.fhir.issues import Issue
from matcher.fhir.study import research_study
from matcher.fhir.tables import table
from matcher.registry.record import TrialRecord


class Studies:
    """The studies of one snapshot, each made and checked once, when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Body] = {}

    def of(self, record: TrialRecord) -> Body:
        """The sound ResearchStudy of a record of this snapshot."""
        if record.nct_id not in self._made:
            study = research_study(record)
            ResearchStudy.model_validate(study)
            self._made[record.nct_id] = study
        return self._made[record.nct_id]


def searchset(
    say: Messages, entries: Sequence[Entry], studies: Studies, issues: Iterable[Issue] = ()
) -> dict[str, Any]:
    """The trials in their order; at the end an OperationOutcome with what this is not, and with the issues of
    the bundle that the patient was read from."""
    found = [_entry(entry, studies) for entry in entries]
    outcome = {"resource": _outcome(say, issues), "search": {"mode": "outcome"}}
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "entry": [*found, outcome]}
    # The studies are checked where they are made; checking them again in each answer takes a second.
    Bundle.model_validate(bundle | {"entry": [{"search": one["search"]} for one in found] + [outcome]})
    return bundle


def _entry(entry: Entry, studies: Studies) -> Body:
    grade = table("studies")["match_grade"][entry.match.verdict]
    return {
        "fullUrl": entry.record.url,
        "resource": studies.of(entry.record),
        "search": {
            "extension": [{"url": table("studies")["grade"], "valueCode": grade}],
            "mode": "match",
            "score": round(entry.match.score, 6),
        },
    }


def _outcome(say: Messages, issues: Iterable[Issue]) -> Body:
    notice = {"severity": "information", "code": "informational", "diagnostics": say("common.not_advice")}
    return {"resourceType": "OperationOutcome", "issue": [notice, *map(_told, issues)]}


def _told(issue: Issue) -> Body:
    return {
        "severity": "information" if issue.taken else "warning",
        "code": "informational" if issue.taken else "not-supported",
        "diagnostics": f"{issue.path}: {issue.said}",
        "expression": [issue.path],
    }
