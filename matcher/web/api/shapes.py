"""The shapes of the interface's answers: those of the contract, and what goes round them.

Home to what the OpenAPI document says of answers. The contract's own values are the models of the matcher;
here they are only put together. Nothing is worked out here.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from criteria.eligibility import Coverage, Item, Span
from matcher.export.model import Standing
from matcher.match import TrialMatch
from matcher.registry.record import TrialRecord
from matcher.state.model import PatientState
from matcher.steps.asking import Ask
from matcher.steps.near_miss import NearMiss
from matcher.steps.opening import Opening

Number = Annotated[str, Field(pattern=r"^NCT\d{8}$", examples=["NCT02907359"])]
"""The registry's number of a trial."""


class Shape(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Shape):
    """Where an answer comes from: enough to get the same one again."""

    id: str
    registry_timestamp: str | None
    parser: str
    vocabulary: str


class Noted(Shape):
    """What was not understood of a FHIR bundle, or was taken with a reservation."""

    path: str
    kind: str
    said: str
    taken: bool


class Matched(TrialMatch):
    """One trial against one patient; the contract, section 3."""

    as_of: date
    title: str | None
    url: str
    paraphrase: bool = False
    paraphrase_note: str | None = None


class Matches(Shape):
    """The contract, section 3. `issues` says what was not understood of a FHIR bundle."""

    schema_: Literal["mdsmatch.match/1"] = Field(alias="schema")
    as_of: date | None
    snapshot: Source
    matches: list[Matched]
    note: str
    issues: list[Noted]


class States(Shape):
    """The contract, section 4."""

    schema_: Literal["mdsmatch.state/1"] = Field(alias="schema")
    vocabulary: str
    states: list[PatientState]
    note: str
    issues: list[Noted]


class Steps(Shape):
    """The next steps of one patient: what to ask, when to wait, what is nearly met."""

    patient_id: str
    as_of: date
    ask_next: list[Ask]
    opens_on: list[Opening]
    near_misses: list[NearMiss]


class NextSteps(Shape):
    """What would move a patient's list."""

    schema_: Literal["mdsmatch.next/1"] = Field(alias="schema")
    note: str
    snapshot: Source
    patients: list[Steps]
    issues: list[Noted]


class Read(Item):
    """One line of a trial's eligibility, and what it says in plain English."""

    rendered: str


class Reading(Shape):
    """The reading of one record."""

    nct_id: str
    items: list[Read]
    headings: list[Span]
    notes: list[Span]
    coverage: Coverage
    paraphrase: bool = False
    paraphrase_note: str | None = None


class Readings(Shape):
    """The contract, section 5."""

    schema_: Literal["mdsmatch.parse/1"] = Field(alias="schema")
    snapshot: Source
    records: list[Reading]


class TrialRow(Shape):
    """One trial of a list."""

    nct_id: str
    title: str | None
    overall_status: str | None
    standing: Standing
    phases: list[str]
    conditions: list[str]
    interventions: list[str]
    drug_classes: list[str]
    settings: list[str]
    countries: list[str]
    lead_sponsor: str | None
    last_update: str | None
    url: str
    paraphrase: bool


class TrialList(Shape):
    """A page of the trials that fit. `whole`: they meet every word; else they meet as many as any trial does.

    `counts` has, by filter, how many trials each value would leave beside the other filters.
    """

    schema_: Literal["mdsmatch.trials/1"] = Field(alias="schema")
    snapshot: Source
    total: int
    offset: int
    limit: int
    whole: bool
    counts: dict[str, dict[str, int]]
    trials: list[TrialRow]


class TrialDocument(Shape):
    """All that the registry says of one trial."""

    schema_: Literal["mdsmatch.trial/1"] = Field(alias="schema")
    snapshot: Source
    standing: Standing
    drug_classes: list[str]
    settings: list[str]
    trial: TrialRecord


class PatientRow(Shape):
    """One patient of the folder. `handle` stands for the patient in addresses."""

    handle: str
    id: str
    as_of: date


class PatientList(Shape):
    """The patients of the folder; `faults` says which files cannot be used, and why."""

    schema_: Literal["mdsmatch.patients/1"] = Field(alias="schema")
    patients: list[PatientRow]
    faults: list[str]


class Health(Shape):
    """That this process answers, and on which snapshot."""

    status: Literal["ok"]
    snapshot: str


class ProblemDocument(Shape):
    """What went wrong, where, and how to mend it (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


FhirBundle = dict[str, Any]
"""A FHIR R4 Bundle; its shape is FHIR's own."""


class Made(Shape):
    """A file that was made: its number, what it is called, and of what kind it is."""

    number: str
    name: str
    media_type: str
