"""A leaf of a criterion as a noun in plain English: `prior treatment with azacitidine`.

Home to one handler for every kind of leaf. Each reads as a noun, or as something that takes "not", so that
its opposite can be formed from outside. Must not know how leaves are combined.
"""

from collections.abc import Sequence
from functools import singledispatch

from criteria import nodes
from criteria.errors import UnknownConcept
from criteria.nodes import Criterion
from criteria.quantity import Window
from criteria.rendering.wording import both, counted, duration, either, joined, lasting, limits, when
from criteria.vocabulary.load import vocabulary

SYSTEMS = {
    "ipss": "IPSS",
    "ipss_r": "IPSS-R",
    "ipss_m": "IPSS-M",
    "wpss": "WPSS",
    "cpss": "CPSS",
    "cpss_mol": "CPSS-Mol",
}
SCALES = {"ecog": "ECOG", "karnofsky": "Karnofsky", "lansky": "Lansky"}
PRODUCTS = {"RBC": "red blood cell transfusion", "platelets": "platelet transfusion", "any": "transfusion"}
BEHIND = "requiring"
"""Qualifiers that begin so stand behind the noun."""
DIMENSIONLESS = {"", "ratio", "result"}
MULTIPLES = {"xULN": "times the upper limit of normal", "xLLN": "times the lower limit of normal"}
OUTCOMES: dict[nodes.Outcome, str] = {
    "exposed": "prior treatment with",
    "current": "current treatment with",
    "failed": "failure of",
    "refractory": "disease refractory to",
    "relapsed": "relapse after",
    "progressed": "progression after",
    "intolerant": "intolerance of",
    "ineligible": "ineligibility for",
    "no_response": "lack of response to",
    "responded": "response to",
    "adequate": "an adequate course of",
}
STATES = {
    "pregnant": "pregnancy",
    "breastfeeding": "breastfeeding",
    "childbearing_potential": "childbearing potential",
    "contraception": "effective contraception",
    "negative_pregnancy_test": "negative pregnancy test",
    "fathering": "ability to father a child",
}
DONORS = {
    "matched_sibling": "matched sibling donor",
    "matched_unrelated": "matched unrelated donor",
    "haploidentical": "haploidentical donor",
    "any": "stem cell donor",
    "transplant_candidate": "candidacy for transplant",
}
TOPICS = {
    "consent": "informed consent",
    "compliance": "ability to comply",
    "judgement": "the investigator's judgement",
    "availability": "availability for visits",
    "site": "a matter of the site",
    "donor": "a matter of the donor",
    "promise": "a promise of the patient",
}


@singledispatch
def phrase(leaf: Criterion) -> str:
    """What `leaf` describes, in plain English; never empty."""
    raise TypeError(
        f"no words for a node of type {type(leaf).__name__}: add a handler in criteria/rendering/leaves.py"
    )


# --- who the patient is ------------------------------------------------------------------------------------


@phrase.register
def _(leaf: nodes.Age) -> str:
    return f"age {counted(leaf.interval, 'years')}"


@phrase.register
def _(leaf: nodes.Sex) -> str:
    return leaf.sex


@phrase.register
def _(leaf: nodes.Residence) -> str:
    return f"residence in {leaf.place}"


# --- what was measured -------------------------------------------------------------------------------------


@phrase.register
def _(leaf: nodes.Measurement) -> str:
    # Laboratories print small concentrations with a decimal: "1.0 x10^9/L", but "5%" and "3 times".
    small = "/" in leaf.unit and max(leaf.interval.low or 0, leaf.interval.high or 0) < 10
    return joined((
        _name(leaf.lab, "lab"),
        _once(limits(leaf.interval, _unit(leaf.unit), decimals=1 if small else 0)),
        "without transfusion" if leaf.untransfused else None,
        _when(leaf.window),
        f"(printed: {leaf.stated})" if leaf.stated else None,
    ))  # fmt: skip


def _once(said: str) -> str:
    """`at most the upper limit of normal`, not one time of it."""
    return said.replace(" 1 times the ", " the ")


def _unit(unit: str) -> str:
    if unit in DIMENSIONLESS:
        return ""
    if unit == "%":
        return unit
    if unit.startswith("10^"):
        return f" x{unit}"
    return f" {MULTIPLES.get(unit, unit)}"


@phrase.register
def _(leaf: nodes.Performance) -> str:
    interval = leaf.interval
    if leaf.scale == "ecog" and interval.low is None and interval.high_closed:
        interval = interval.model_copy(update={"low": 0.0})
    return f"{SCALES[leaf.scale]} {limits(interval)}"


@phrase.register
def _(leaf: nodes.LifeExpectancy) -> str:
    return f"life expectancy {lasting(leaf.interval)}"


# --- the disease -------------------------------------------------------------------------------------------


@phrase.register
def _(leaf: nodes.Diagnosis) -> str:
    origin = {None: None, True: "secondary", False: "primary"}[leaf.secondary]
    cause = {None: None, True: "therapy-related", False: "not therapy-related"}[leaf.therapy_related]
    return joined((
        {"current": "diagnosis of", "history": "history of", "ever": "current or past"}[leaf.tense],
        cause,
        origin,
        _names(leaf.diseases, "disease"),
        _other_than(leaf.excluding, "disease"),
        _when(leaf.window),
    ))  # fmt: skip


@phrase.register
def _(leaf: nodes.RiskCategory) -> str:
    score = f"score {limits(leaf.interval)}" if leaf.interval else None
    categories = f"{either(leaf.categories)} risk" if leaf.categories else None
    said = [part.replace("-risk risk", "-risk disease") for part in (categories, score) if part]
    return joined((SYSTEMS.get(leaf.system or ""), both(said or ["risk category"])))


@phrase.register
def _(leaf: nodes.DiseaseStatus) -> str:
    disease = _names(leaf.diseases, "disease") if leaf.diseases else "disease"
    return f"{_plain(leaf.status)} {disease}"


@phrase.register
def _(leaf: nodes.Alteration) -> str:
    variants = f"({either(leaf.variants)})" if leaf.variants else None
    hits = "multi-hit" if leaf.multi_hit else None
    return joined((hits, _name(leaf.gene, "gene"), "mutation", variants))


@phrase.register
def _(leaf: nodes.Karyotype) -> str:
    count = f"({counted(leaf.count, 'abnormalities')})" if leaf.count else None
    return joined(("isolated" if leaf.isolated else None, _name(leaf.finding, "karyotype"), count))


@phrase.register
def _(leaf: nodes.Transfusion) -> str:
    state = f"{PRODUCTS[leaf.product]} {'dependence' if leaf.dependent else 'independence'}"
    per = f"per {duration(leaf.per_days)}" if leaf.per_days else None
    over = f"over {duration(leaf.span_days)}" if leaf.span_days else None
    if leaf.units is None:
        return joined((state, over))
    return f"{state} ({joined((counted(leaf.units, 'units'), per, over))})"


# --- what was done about it --------------------------------------------------------------------------------


@phrase.register
def _(leaf: nodes.PriorTherapy) -> str:
    count = counted(leaf.count, leaf.count_of or "times") if leaf.count else None
    details = (count, lasting(leaf.duration) if leaf.duration else None)
    amount = ", ".join(detail for detail in details if detail)
    return joined((
        OUTCOMES[leaf.outcome],
        _names(leaf.agents, "drug"),
        _other_than(leaf.excepting, "drug"),
        f"for {_names(leaf.target, 'disease')}" if leaf.target else None,
        f"({amount})" if amount else None,
        _when(leaf.window),
    ))  # fmt: skip


@phrase.register
def _(leaf: nodes.Procedure) -> str:
    planned = "planned" if leaf.planned else None
    return joined((planned, _name(leaf.procedure, "procedure"), _when(leaf.window)))


@phrase.register
def _(leaf: nodes.Medication) -> str:
    agents = joined((_names(leaf.agents, "drug"), _other_than(leaf.excepting, "drug")))
    return joined(("use of", agents, _when(leaf.window)))


# --- other health ------------------------------------------------------------------------------------------


@phrase.register
def _(leaf: nodes.Condition) -> str:
    qualifiers = [_plain(word) for word in leaf.qualifiers]
    free = f"unless free of it {_free(leaf.disease_free)}" if leaf.disease_free else None
    return joined((
        "current or past" if leaf.tense == "ever" else None,
        *(word for word in qualifiers if not word.startswith(BEHIND)),
        _name(leaf.concept, "condition") if leaf.concept else _one_line(leaf.text),
        *(word for word in qualifiers if word.startswith(BEHIND)),
        f"of grade {limits(leaf.grade)}" if leaf.grade else None,
        _other_than(leaf.excepting, "condition", "disease"),
        _when(leaf.window),
        free,
    ))  # fmt: skip


def _free(window: Window) -> str:
    return f"for at least {duration(window.min_days)}" if window.min_days else when(window)


@phrase.register
def _(leaf: nodes.Reproductive) -> str:
    return STATES[leaf.state]


@phrase.register
def _(leaf: nodes.Donor) -> str:
    return DONORS[leaf.donor]


# --- what is not for the record to decide ------------------------------------------------------------------


@phrase.register
def _(leaf: nodes.Administrative) -> str:
    return f"{TOPICS[leaf.topic]} (for people to settle)"


@phrase.register
def _(leaf: nodes.Permission) -> str:
    return f'permission, nothing asked: "{_one_line(leaf.text)}"'


@phrase.register
def _(leaf: nodes.Detail) -> str:
    return f'"{_one_line(leaf.text)}" (for people to check)'


@phrase.register
def _(leaf: nodes.Ambiguity) -> str:
    return f"may be read in two ways: {leaf.text}"


@phrase.register
def _(leaf: nodes.Unparsed) -> str:
    return f'not understood: "{_one_line(leaf.text)}"'


# --- names -------------------------------------------------------------------------------------------------


def _name(key: str, *kinds: str) -> str:
    """The vocabulary's name of `key`; a key that no kind holds is shown as it is."""
    for kind in kinds:
        try:
            return vocabulary().concept(kind, key).name
        except UnknownConcept:
            continue
    return _plain(key)


def _names(keys: Sequence[str], *kinds: str) -> str:
    return either([_name(key, *kinds) for key in keys])


def _other_than(keys: Sequence[str], *kinds: str) -> str | None:
    return f"other than {_names(keys, *kinds)}" if keys else None


def _when(window: Window | None) -> str | None:
    return when(window) if window else None


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _one_line(text: str) -> str:
    return " ".join(text.split())
