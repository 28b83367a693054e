"""The language in which a trial's criteria are written: a small tree of typed, frozen values.

A tree says what the text *describes*; it never says whether that lets a patient in or keeps her out. For an
inclusion item the patient must fit the description, for an exclusion item she must not: the matcher turns an
exclusion round exactly once, at the item. Every leaf is about one patient at enrolment.

Keys (`lab`, `drug`, `concept`, ...) are keys of the vocabulary in `criteria/vocabulary/data`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from criteria.quantity import Interval, Value, Window

# --- combinations ------------------------------------------------------------------------------------------


class AllOf(Value):
    """Every child holds."""

    kind: Literal["all_of"] = "all_of"
    children: tuple[Criterion, ...] = Field(min_length=1)


class AnyOf(Value):
    """At least one child holds."""

    kind: Literal["any_of"] = "any_of"
    children: tuple[Criterion, ...] = Field(min_length=1)


class AtLeast(Value):
    """At least `count` of the children hold."""

    kind: Literal["at_least"] = "at_least"
    count: int = Field(ge=1)
    children: tuple[Criterion, ...] = Field(min_length=1)


class Not(Value):
    """The child does not hold."""

    kind: Literal["not"] = "not"
    child: Criterion


class IfThen(Value):
    """Asked only of those whom `condition` describes: for all others the line cannot apply and is met."""

    kind: Literal["if_then"] = "if_then"
    condition: Criterion
    then: Criterion


# --- who the patient is ------------------------------------------------------------------------------------


class Age(Value):
    """Age in years."""

    kind: Literal["age"] = "age"
    interval: Interval


class Sex(Value):
    """Sex at birth as recorded."""

    kind: Literal["sex"] = "sex"
    sex: Literal["female", "male"]


class Residence(Value):
    """Where the patient lives or is treated: a country, or a region such as Europe or North America."""

    kind: Literal["residence"] = "residence"
    place: str


# --- what was measured -------------------------------------------------------------------------------------


class Measurement(Value):
    """A laboratory value or another measured number, marrow and blood blasts among them.

    `interval` is in `unit`: the canonical unit of the lab in the vocabulary, or "xULN"/"xLLN" for multiples
    of the laboratory's upper or lower limit of normal. `window` is the age that the line allows the result.
    `stated` is the limit as printed, for showing; `untransfused` asks that no transfusion bought the value.
    """

    kind: Literal["measurement"] = "measurement"
    lab: str
    interval: Interval
    unit: str
    window: Window | None = None
    stated: str | None = None
    untransfused: bool = False


class Performance(Value):
    """Performance status on one scale: ECOG (and WHO, Zubrod) 0-5, Karnofsky or Lansky 0-100."""

    kind: Literal["performance"] = "performance"
    scale: Literal["ecog", "karnofsky", "lansky"]
    interval: Interval


class LifeExpectancy(Value):
    """Expected survival, in days."""

    kind: Literal["life_expectancy"] = "life_expectancy"
    interval: Interval


# --- the disease -------------------------------------------------------------------------------------------


class Diagnosis(Value):
    """Has one of `diseases` (a key covers the entities below it in the vocabulary) and none of `excluding`.

    `tense`: "current" is the disease treated now, "history" one that came before it, "ever" either.
    `window` limits how long ago it was diagnosed.
    """

    kind: Literal["diagnosis"] = "diagnosis"
    diseases: tuple[str, ...] = Field(min_length=1)
    excluding: tuple[str, ...] = ()
    tense: Literal["current", "history", "ever"] = "current"
    therapy_related: bool | None = None
    secondary: bool | None = None
    window: Window | None = None


class RiskCategory(Value):
    """Risk by a prognostic system. `system` None: the line names only categories or only lower/higher risk.

    Category words are those of the vocabulary (`Low`, `Int-1`, `Intermediate`, `Very High`, ...) or the
    umbrella words `lower-risk` and `higher-risk`. `interval` is a limit on the score itself.
    """

    kind: Literal["risk_category"] = "risk_category"
    system: Literal["ipss", "ipss_r", "ipss_m", "wpss", "cpss", "cpss_mol"] | None = None
    categories: tuple[str, ...] = ()
    interval: Interval | None = None


class DiseaseStatus(Value):
    """The course of the disease: one of the words of the vocabulary (`untreated`, `newly_diagnosed`,
    `relapsed`, `refractory`, `progressive`, `remission`, `transformed`, ...)."""

    kind: Literal["disease_status"] = "disease_status"
    status: str
    diseases: tuple[str, ...] = ()


class Alteration(Value):
    """A gene is altered. `variants` are protein changes or codons (`R172`, `R140Q`, `ITD`), any of them.

    `multi_hit` asks two hits or one with loss of the other allele; "wild type" is `Not(Alteration(...))`.
    """

    kind: Literal["alteration"] = "alteration"
    gene: str
    variants: tuple[str, ...] = ()
    multi_hit: bool = False


class Karyotype(Value):
    """A cytogenetic finding: a key of the vocabulary (`del(5q)`, `-7`, `complex`, `normal`, ...).

    `isolated` asks it to be the only abnormality; `count` is the trial's own number for `complex`.
    """

    kind: Literal["karyotype"] = "karyotype"
    finding: str
    isolated: bool = False
    count: Interval | None = None


class Transfusion(Value):
    """Transfusion need. With `units` and `per_days` the trial counts itself; else the plain clinical sense.

    `dependent` False is transfusion independence. `per_days` is the length of the counted period, and
    `span_days` how far back the trial looks (the "16 weeks" in "4 units per 8 weeks over 16 weeks").
    """

    kind: Literal["transfusion"] = "transfusion"
    product: Literal["RBC", "platelets", "any"] = "RBC"
    dependent: bool = True
    units: Interval | None = None
    per_days: float | None = None
    span_days: float | None = None


# --- what was done about it --------------------------------------------------------------------------------

Outcome = Literal[
    "exposed", "current", "failed", "refractory", "relapsed", "progressed", "intolerant", "ineligible",
    "no_response", "responded", "adequate",
]  # fmt: skip


class PriorTherapy(Value):
    """Took any of `agents` (keys of drugs or of drug classes), none of `excepting` counted.

    `outcome` is how it went ("exposed": taken at all, "failed": any failure in the plain clinical sense).
    `target` limits it to therapy given for these diseases. `count` counts in `count_of`. `window` is when it
    was last taken, `duration` how many days it lasted. `naive` therapy is `Not(PriorTherapy(...))`.
    """

    kind: Literal["prior_therapy"] = "prior_therapy"
    agents: tuple[str, ...] = Field(min_length=1)
    excepting: tuple[str, ...] = ()
    outcome: Outcome = "exposed"
    target: tuple[str, ...] = ()
    count: Interval | None = None
    count_of: Literal["cycles", "lines", "doses", "drugs"] | None = None
    duration: Interval | None = None
    window: Window | None = None


class Procedure(Value):
    """A procedure done: a key of the vocabulary (`allogeneic_transplant`, `major_surgery`, ...)."""

    kind: Literal["procedure"] = "procedure"
    procedure: str
    window: Window | None = None
    planned: bool = False


class Medication(Value):
    """Takes any of `agents` now, whatever for."""

    kind: Literal["medication"] = "medication"
    agents: tuple[str, ...] = Field(min_length=1)
    excepting: tuple[str, ...] = ()
    window: Window | None = None


# --- other health ------------------------------------------------------------------------------------------


class Condition(Value):
    """Another illness or finding: `concept` is a key of the vocabulary and covers the keys below it.

    `concept` None: an illness that the vocabulary does not hold, named only by `text`. `qualifiers` narrow it
    (`active`, `uncontrolled`, `severe`, `symptomatic`, `requiring_treatment`, ...). `tense` "ever" counts
    what is past. `grade` is a limit on its grade (NYHA class, CTCAE grade). `excepting` are the keys or words
    that the line lets pass; `disease_free` is the time free of it that lets it pass.
    """

    kind: Literal["condition"] = "condition"
    concept: str | None
    text: str
    qualifiers: tuple[str, ...] = ()
    tense: Literal["current", "ever"] = "current"
    grade: Interval | None = None
    excepting: tuple[str, ...] = ()
    window: Window | None = None
    disease_free: Window | None = None


class Reproductive(Value):
    """Pregnancy, lactation and what goes with them."""

    kind: Literal["reproductive"] = "reproductive"
    state: Literal[
        "pregnant", "breastfeeding", "childbearing_potential", "contraception", "negative_pregnancy_test",
        "fathering",
    ]  # fmt: skip


class Donor(Value):
    """A donor or a fitness for transplant: `matched_sibling`, `matched_unrelated`, `haploidentical`, `any`,
    `transplant_candidate`."""

    kind: Literal["donor"] = "donor"
    donor: Literal["matched_sibling", "matched_unrelated", "haploidentical", "any", "transplant_candidate"]


# --- what is not for the record to decide ------------------------------------------------------------------


class Administrative(Value):
    """Consent, compliance, availability, judgement: nothing in a record decides it."""

    kind: Literal["administrative"] = "administrative"
    topic: Literal["consent", "compliance", "judgement", "availability", "site", "donor", "promise"]


class Permission(Value):
    """Allows something and asks nothing ("prior lenalidomide is allowed"): true of everybody."""

    kind: Literal["permission"] = "permission"
    text: str


class Detail(Value):
    """Words that narrow what stands beside them ("first" remission, "sensory" neuropathy), verbatim.

    They are understood as such, but no patient file holds what they ask: true of nobody and false of nobody.
    """

    kind: Literal["detail"] = "detail"
    text: str


class Ambiguity(Value):
    """Stands where two readings differ, between the narrow and the wide one: true of nobody and false of
    nobody. `text` says what may be read in two ways."""

    kind: Literal["ambiguity"] = "ambiguity"
    text: str


class Unparsed(Value):
    """Words that were not understood, verbatim; true of nobody and false of nobody."""

    kind: Literal["unparsed"] = "unparsed"
    text: str
    why: str = ""


Leaf = (
    Age | Sex | Residence | Measurement | Performance | LifeExpectancy | Diagnosis | RiskCategory
    | DiseaseStatus | Alteration | Karyotype | Transfusion | PriorTherapy | Procedure | Medication | Condition
    | Reproductive | Donor | Administrative | Permission | Detail
    | Ambiguity | Unparsed
)  # fmt: skip

Criterion = Annotated[AllOf | AnyOf | AtLeast | Not | IfThen | Leaf, Field(discriminator="kind")]

for _combination in (AllOf, AnyOf, AtLeast, Not, IfThen):
    _combination.model_rebuild()
