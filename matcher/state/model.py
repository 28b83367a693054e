"""The derived state of a patient, in the contract's shape (section 4), with what the conclusions rest on.

Values only. Fields beyond the contract carry bounds, evidence, sources and the confidence of thresholds.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from matcher.verdict import Evidence


class Part(BaseModel):
    """A frozen part of the state."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Issue(Part):
    """Something in the file that could not be used as it stands, and where."""

    path: str
    said: str


HmaType = Literal["ongoing", "primary", "secondary", "intolerant", "not_established", "unknown"]
HmaStatus = Literal["naive"] | HmaType
EsaType = Literal[
    "ongoing", "responding", "refractory", "relapsed", "intolerant", "premature", "underdosed", "unknown"
]
EsaStatus = Literal["naive", "ineligible"] | EsaType


class HmaLine(Part):
    """One line of HMA. `provisional`: judged after 4 or 5 cycles. `notes` say what was taken as given."""

    drugs: tuple[str, ...]
    combined_with: tuple[str, ...] = ()
    type: HmaType
    codes: tuple[str, ...] = ()
    cycles: int | None = None
    provisional: bool = False
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Hma(Part):
    """What became of HMA; `status` and `codes` are those of the line that decides."""

    status: HmaStatus
    codes: tuple[str, ...] = ()
    lines: tuple[HmaLine, ...] = ()
    source: str
    evidence: tuple[Evidence, ...] = ()


class EsaLine(Part):
    """One course of ESA."""

    drugs: tuple[str, ...]
    type: EsaType
    codes: tuple[str, ...] = ()
    weeks: int | None = None
    weekly_dose: str | None = None
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Esa(Part):
    """What became of ESA; `status`, `codes`, `weeks` and `evidence` are those of the course that decides."""

    status: EsaStatus
    codes: tuple[str, ...] = ()
    weeks: int | None = None
    lines: tuple[EsaLine, ...] = ()
    notes: tuple[str, ...] = ()
    source: str
    evidence: tuple[Evidence, ...] = ()


class Transfusions(Part):
    """Red cell burden. Units are None unless the list is complete; ranges are low, and high or None."""

    rbc_units_8wk: float | None = None
    rbc_units_16wk: float | None = None
    rbc_units_8wk_range: tuple[float, float | None]
    rbc_units_16wk_range: tuple[float, float | None]
    estimated: bool = False
    iwg_2018: Literal["NTD", "LTB", "HTB", "gap"] | None = None
    iwg_2018_possible: tuple[str, ...] = ()
    iwg_2006_dependent: bool | None = None
    iron_mg_at_least: tuple[float, float] | None = None
    source: str
    evidence: tuple[Evidence, ...] = ()


class Value(Part):
    """A score with its category."""

    score: float | None = None
    category: str | None = None


class Recorded(Value):
    """A score as the file has it."""

    date: str | None = None
    path: str


class Factor(Part):
    """One factor of a score; `confidence` is that of its cut-off."""

    name: str
    present: bool | None
    cut_off: str
    confidence: str
    said: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Score(Value):
    """A computed score: claimed only where best and worst agree or the authors' rule allows it."""

    best: Value | None = None
    worst: Value | None = None
    mean: Value | None = None
    categories: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    recorded: Recorded | None = None
    disagreement: str | None = None
    factors: tuple[Factor, ...] = ()
    why: str | None = None
    source: str
    confidence: str
    evidence: tuple[Evidence, ...] = ()


class PostHma(Part):
    """The post-HMA model as a list of adverse factors; no group without published weights."""

    adverse: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    factors: tuple[Factor, ...] = ()
    group: str | None = None
    why: str
    source: str


class KaryotypeState(Part):
    """The last karyotype that says anything, read; where none does, the last one and why.

    `count` is how many independent abnormalities there are, lowest and highest (None: no telling). `findings`
    are there, `undecided` may be. `ipss_r_groups` are those still possible; `ipss_r_group_as_written` would
    be the group if every question mark and every single cell were taken as it stands. `del_5q` says whether
    it is the only abnormality.
    """

    iscn: str
    date: str | None = None
    status: Literal["read", "normal", "failed", "not_done", "unreadable"]
    clones: int = 0
    abnormalities: tuple[str, ...] = ()
    constitutional: tuple[str, ...] = ()
    count: tuple[int, int | None]
    complex: bool | None = None
    monosomal: bool | None = None
    del_5q: Literal["isolated", "with one other", "with others", "absent", "unknown"] = "unknown"
    findings: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    ipss_group: str | None = None
    ipss_r_group: str | None = None
    ipss_groups: tuple[str, ...] = ()
    ipss_r_groups: tuple[str, ...] = ()
    ipss_r_group_as_written: str | None = None
    new_since_before: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    source: str
    evidence: tuple[Evidence, ...] = ()


class Candidate(Part):
    """An entity that the facts allow, and the facts that would decide it."""

    name: str
    needs: tuple[str, ...] = ()


class Classification(Part):
    """The entity by one classification, claimed only where one is left; else the candidates, worst first.

    `unless` names what would make it another entity and is so rare that silence is not counted against it.
    """

    entity: str | None = None
    candidates: tuple[Candidate, ...] = ()
    unless: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    why: str | None = None
    source: str
    confidence: str


class AmlBoundary(Part):
    """Whether it is AML where the line is drawn at `limit` percent blasts; exactly there it is a boundary."""

    limit: int
    answer: Literal["yes", "no", "boundary", "unknown"]
    said: str
    evidence: tuple[Evidence, ...] = ()


class Cmml(Part):
    """The FAB subtype of CMML: dysplastic or proliferative."""

    subtype: str | None = None
    missing: tuple[str, ...] = ()
    source: str


class Disease(Part):
    """What the disease is: as recorded, and by each classification as far as the last facts go."""

    recorded: str | None = None
    family: Literal["mds", "cmml", "aml"] | None = None
    therapy_related: bool | None = None
    fab: Classification
    who_2016: Classification
    who_2022: Classification
    icc: Classification
    aml: tuple[AmlBoundary, ...]
    cmml: Cmml | None = None
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Option(Part):
    """A treatment that a source names for what is derived here: information for the clinician, no order."""

    id: str
    name: str
    applies: Literal["yes", "undecided"]
    why: str
    against: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    source: str
    evidence: tuple[Evidence, ...] = ()


class PatientState(Part):
    """Everything derived for one patient at one day."""

    patient_id: str
    as_of: str
    hma: Hma
    esa: Esa
    transfusion: Transfusions
    disease: Disease | None = None
    karyotype: KaryotypeState | None = None
    ipss: Score | None = None
    ipss_r: Score | None = None
    ipss_r_age_adjusted: Score | None = None
    ipss_m: Score | None = None
    wpss: Score | None = None
    cpss: Score | None = None
    cpss_mol: Score | None = None
    mds_ci: Score | None = None
    hct_ci: Score | None = None
    post_hma: PostHma
    options: tuple[Option, ...] = ()
    options_undecided: tuple[Option, ...] = ()
    cautions: tuple[Option, ...] = ()
    questions: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


class States(Part):
    """What `mdsmatch state` prints."""

    schema_: Literal["mdsmatch.state/1"] = Field(default="mdsmatch.state/1", serialization_alias="schema")
    states: tuple[PatientState, ...]
