"""Shortlists built by hand: records, matches and lines with just what a test is about."""

from datetime import date
from typing import Any

from pydantic import TypeAdapter

from criteria import nodes
from criteria.nodes import Criterion
from criteria.quantity import Interval
from matcher.export.model import Entry, Provenance, Shortlist
from matcher.export.sites import Home
from matcher.match import CriterionMatch, TrialMatch
from matcher.registry.record import TrialRecord
from matcher.verdict import Evidence

AS_OF = date(2026, 11, 1)
SNAPSHOT = Provenance("20261101T030000Z-0a1b2c3d", "2026-10-31T09:00:05", "parser-7", "vocab-9")
HOUSTON = Home("US", 29.71, -95.40)

_CRITERION: TypeAdapter[Any] = TypeAdapter(Criterion)

ECOG = nodes.Performance(scale="ecog", interval=Interval(low=0, high=2))
MET: dict[str, Any] = {
    "id": "NCT00000001#i1", "section": "inclusion", "text": "ECOG 0-2", "start": 10, "end": 18,
    "verdict": "pass", "basis": "recorded", "reason": "ECOG 1 on 2026-10-28 is within 0-2",
    "evidence": (Evidence(path="observations[2]", value="ECOG 1", date="2026-10-28"),),
    "needs": (), "opens_on": None, "criterion": ECOG,
}  # fmt: skip
OPEN = MET | {
    "id": "NCT00000001#i2", "verdict": "unknown", "reason": "creatinine is not recorded", "evidence": (),
    "needs": ("serum creatinine",), "text": "Creatinine at most 2 mg/dL",
    "criterion": nodes.Unparsed(text="Creatinine at most 2 mg/dL"),
}  # fmt: skip
UNREAD = OPEN | {"basis": "unparsed", "needs": (), "reason": "not understood", "text": "Zorbs in order"}
CONSENT = OPEN | {
    "basis": "administrative", "needs": (), "reason": "for people to settle", "text": "Signed consent",
    "criterion": nodes.Administrative(topic="consent"),
}  # fmt: skip
FAILING = MET | {
    "id": "NCT00000001#e1", "section": "exclusion", "verdict": "fail", "text": "Prior azacitidine",
    "reason": "azacitidine was given until 2026-09-20", "opens_on": date(2026, 12, 1),
}  # fmt: skip


def line(*changes: dict[str, Any], **more: Any) -> CriterionMatch:
    """One criterion; without changes a line that is met. `criterion` may be written as json has it."""
    merged = MET
    for change in changes:
        merged = merged | change
    merged = merged | more
    return CriterionMatch(**(merged | {"criterion": _CRITERION.validate_python(merged["criterion"])}))


def record(**fields: Any) -> TrialRecord:
    """A trial that takes patients."""
    given = {"nct_id": "NCT00000001", "brief_title": "A study", "overall_status": "RECRUITING"} | fields
    return TrialRecord(url=f"https://clinicaltrials.gov/study/{given['nct_id']}", **given)


def entry(*lines: CriterionMatch, verdict: str = "possible", rank: int = 1, **fields: Any) -> Entry:
    """A match with these lines (none: one that is met) and its record."""
    about = record(**fields)
    match = TrialMatch(
        patient_id="example-1",
        nct_id=about.nct_id,
        verdict=verdict,
        rank=rank,
        score=0.5,
        overall_status=about.overall_status,
        criteria=lines or (line(),),
    )
    return Entry(match, about)


def shortlist(*entries: Entry, **fields: Any) -> Shortlist:
    """The shortlist of `example-1`, who lives in Houston."""
    given = {"patient_id": "example-1", "as_of": AS_OF, "snapshot": SNAPSHOT, "home": HOUSTON} | fields
    return Shortlist(entries=entries, **given)
