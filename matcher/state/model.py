"""The derived state of a patient, in the contract's shape (section 4), with what the conclusions rest on.

Values only. Fields beyond the contract carry bounds, evidence, sources and the confidence of thresholds.
"""

from typing import Literal

from matcher.plain import plain_part
from matcher.state.model_disease import Disease, KaryotypeState
from matcher.verdict import Evidence


@plain_part
class Issue:
    """Something in the file that could not be used as it stands, and where."""

    path: str
    said: str


HmaType = Literal["ongoing", "primary", "secondary", "intolerant", "not_established", "unknown"]
HmaStatus = Literal["naive"] | HmaType
EsaType = Literal[
    "ongoing", "responding", "refractory", "relapsed", "intolerant", "premature", "underdosed", "unknown"
]
EsaStatus = Literal["naive", "ineligible"] | EsaType


@plain_part
class Definition:
    """Whether the patient meets somebody's own definition; None: undecided, and `needs` says what would
    decide."""

    id: str
    name: str
    meets: bool | None
    why: str
    needs: tuple[str, ...] = ()
    source: str
    confidence: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class HmaLine:
    """One line of HMA. `provisional`: judged after 4 or 5 cycles. `notes` say what was taken as given."""

    drugs: tuple[str, ...]
    combined_with: tuple[str, ...] = ()
    type: HmaType
    codes: tuple[str, ...] = ()
    cycles: int | None = None
    provisional: bool = False
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Hma:
    """What became of HMA; `status` and `codes` are those of the line that decides, by the general definition.

    `by_trial_definition`: failure as single trials define it, which may differ.
    """

    status: HmaStatus
    codes: tuple[str, ...] = ()
    lines: tuple[HmaLine, ...] = ()
    by_trial_definition: tuple[Definition, ...] = ()
    source: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class EsaLine:
    """Courses of ESA without a long pause. The dose is the highest a week, also in IU of epoetin."""

    drugs: tuple[str, ...]
    type: EsaType
    codes: tuple[str, ...] = ()
    weeks: int | None = None
    weekly_dose: str | None = None
    epoetin_equivalent_iu_a_week: int | None = None
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Esa:
    """What became of ESA; `status`, `codes`, `weeks` and `evidence` are those of the course that decides.

    `by_trial_definition`: failure as single trials and guidelines define it, which may differ.
    """

    status: EsaStatus
    codes: tuple[str, ...] = ()
    weeks: int | None = None
    lines: tuple[EsaLine, ...] = ()
    by_trial_definition: tuple[Definition, ...] = ()
    notes: tuple[str, ...] = ()
    source: str
    evidence: tuple[Evidence, ...] = ()


AgentType = EsaType
AgentStatus = Literal["naive"] | AgentType


@plain_part
class AgentLine:
    """Courses of one agent without a long pause."""

    drugs: tuple[str, ...]
    type: AgentType
    codes: tuple[str, ...] = ()
    weeks: int | None = None
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Agent:
    """Exposure to luspatercept, imetelstat or lenalidomide; `status` and `codes` as for ESA, without EPO."""

    status: AgentStatus
    codes: tuple[str, ...] = ()
    lines: tuple[AgentLine, ...] = ()
    source: str
    confidence: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class UnitsIn:
    """Units in the `days` days up to the day of the state: at least `low`, at most `high` (None: unknown)."""

    days: int
    low: float
    high: float | None


@plain_part
class Iron:
    """Iron load: what the recorded units brought at least, in mg, and the last ferritin, in ng/mL."""

    rbc_units_at_least: float
    milligrams_at_least: tuple[float, float] | None = None
    ferritin: float | None = None
    ferritin_high: bool | None = None
    source: str
    confidence: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Transfusions:
    """Red cell burden. Units are None unless the list is complete; ranges are low, and high or None."""

    rbc_units_8wk: float | None = None
    rbc_units_16wk: float | None = None
    rbc_units_8wk_range: tuple[float, float | None]
    rbc_units_16wk_range: tuple[float, float | None]
    estimated: bool = False
    iwg_2018: Literal["NTD", "LTB", "HTB", "gap"] | None = None
    iwg_2018_possible: tuple[str, ...] = ()
    iwg_2006_dependent: bool | None = None
    iwg_2018_note: str | None = None
    iron_mg_at_least: tuple[float, float] | None = None
    windows: tuple[UnitsIn, ...] = ()
    platelet_windows: tuple[UnitsIn, ...] = ()
    by_definition: tuple[Definition, ...] = ()
    iron: Iron | None = None
    source: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Judged:
    """A response by one set of criteria. `category`: claimed only where the values decide it; `at_best` is
    the best that they leave possible. `lasting`: whether it is shown to last as the criteria ask."""

    category: str | None
    at_best: str | None = None
    possible: tuple[str, ...] = ()
    lasting: bool | None = None
    date: str | None = None
    needs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str
    confidence: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Erythroid:
    """Erythroid response by IWG 2018, by the transfusion burden before treatment."""

    burden_before: str
    responded: bool | None
    degree: str | None = None
    why: str
    source: str
    confidence: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Response:
    """The response of one line of treatment, from dated values; `recorded` is the best of the file."""

    drugs: tuple[str, ...]
    recorded: str | None = None
    iwg_2006: Judged | None = None
    iwg_2023: Judged | None = None
    improvement: tuple[Judged, ...] = ()
    erythroid_2018: Erythroid | None = None
    disagreement: str | None = None
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Value:
    """A score with its category."""

    score: float | None = None
    category: str | None = None


@plain_part
class Recorded(Value):
    """A score as the file has it."""

    date: str | None = None
    path: str


@plain_part
class Factor:
    """One factor of a score; `confidence` is that of its cut-off."""

    name: str
    present: bool | None
    cut_off: str
    confidence: str
    said: str | None = None
    evidence: tuple[Evidence, ...] = ()


@plain_part
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


@plain_part
class PostHma:
    """The post-HMA model as a list of adverse factors; no group without published weights."""

    adverse: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    factors: tuple[Factor, ...] = ()
    group: str | None = None
    why: str
    source: str


@plain_part
class Option:
    """A treatment that a source names for what is derived here: information for the clinician, no order."""

    id: str
    name: str
    applies: Literal["yes", "undecided"]
    why: str
    against: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    source: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class Clarification:
    """Words of the file that do not fit the disease, what they can mean, and what to ask."""

    path: str
    said: str
    questions: tuple[str, ...] = ()
    source: str
    evidence: tuple[Evidence, ...] = ()


@plain_part
class PatientState:
    """Everything derived for one patient at one day."""

    patient_id: str
    as_of: str
    hma: Hma
    esa: Esa
    luspatercept: Agent
    imetelstat: Agent
    lenalidomide: Agent
    transfusion: Transfusions
    response: tuple[Response, ...] = ()
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
    clarifications: tuple[Clarification, ...] = ()
    issues: tuple[Issue, ...] = ()
