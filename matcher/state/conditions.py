"""The conditions that options hang on, each a three-valued question to what is known of a patient.

One function a condition, by name. Knows no option.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from matcher.chart import Chart
from matcher.facts import Fact, Observation
from matcher.state.agents import agent
from matcher.state.drugs import given, taken
from matcher.state.evidence import cite, declared
from matcher.state.genes import all_last_reports, all_mutated
from matcher.state.karyotypes import last_karyotype
from matcher.state.memory import once_per_chart
from matcher.state.model import Esa, Hma
from matcher.state.progression import is_aml
from matcher.state.risk import risk_group, risk_ranges
from matcher.state.tables import table
from matcher.state.transfusion import TransfusionBurden
from matcher.truth import FALSE, OR, TRUE, UNKNOWN, Truth, any_of
from matcher.verdict import Evidence

_RULE = table("conditions")
_IRON = table("transfusion")["iron"]


class Derived(NamedTuple):
    """A chart and what was derived of it so far."""

    chart: Chart
    hma: Hma
    esa: Esa
    burden: TransfusionBurden
    burden_evidence: tuple[Evidence, ...]


class Answer(NamedTuple):
    """The truth of a condition and the facts that decide it; they are cited only where someone reads them."""

    truth: Truth
    facts: tuple[Fact | Evidence, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The facts, cited."""
        return tuple([one if isinstance(one, Evidence) else cite(one) for one in self.facts])


UNDECIDED = Answer(UNKNOWN)
Condition = Callable[[Derived], Answer]


def needs(name: str) -> str:
    """What would decide a condition, for people."""
    return str(_RULE["needs"][name])


def ask(name: str, derived: Derived) -> Answer:
    """The answer to the condition `name`; raises KeyError for a name that no table may use."""
    return CONDITIONS[name](derived)


# --- kinds of condition ------------------------------------------------------------------------------------


def _hma_is(*statuses: str) -> Condition:
    def condition(derived: Derived) -> Answer:
        return _status(derived.hma.status, statuses, derived.hma.evidence)

    return condition


def _esa_is(*statuses: str) -> Condition:
    def condition(derived: Derived) -> Answer:
        return _status(derived.esa.status, statuses, derived.esa.evidence)

    return condition


def _status(status: str, wanted: Iterable[str], evidence: tuple[Evidence, ...]) -> Answer:
    if status == "unknown":
        return UNDECIDED
    return Answer(TRUE if status in wanted else FALSE, evidence)


def _gene(*genes: str) -> Condition:
    def condition(derived: Derived) -> Answer:
        known, reports = all_mutated(derived.chart), all_last_reports(derived.chart)
        truth = any_of([known.get(gene, UNKNOWN) for gene in genes])
        told = [one for gene in genes if gene in reports for one in reports[gene]]
        if truth is TRUE:
            told = [one for one in told if one.status == "detected"]
        return Answer(truth, tuple(told))

    return condition


def _took(agent: str) -> Condition:
    def condition(derived: Derived) -> Answer:
        truth = taken(derived.chart, agent)
        courses = given(derived.chart, agent)
        return Answer(truth, courses or ((declared("therapies"),) if truth is FALSE else ()))

    return condition


def _measured(key: str, holds: Callable[[float], Truth]) -> Condition:
    def condition(derived: Derived) -> Answer:
        fact: Observation | None = derived.chart.latest(key)
        if fact is None or fact.value is None:
            return UNDECIDED
        return Answer(holds(fact.value), (fact,))

    return condition


def _of(true: bool) -> Truth:
    return TRUE if true else FALSE


def _finding(key: str) -> Condition:
    def condition(derived: Derived) -> Answer:
        last = last_karyotype(derived.chart)
        return Answer(last[1].finding(key), (last[0],)) if last else UNDECIDED

    return condition


def _group(which: str) -> Condition:
    def condition(derived: Derived) -> Answer:
        aml = _aml(derived.chart)
        if aml.truth is TRUE:
            return Answer(FALSE, aml.facts)
        truth, evidence, _ = risk_group(derived.chart, which)
        return Answer(truth, evidence)

    return condition


def _ipss(*categories: str) -> Condition:
    def condition(derived: Derived) -> Answer:
        risk = risk_ranges(derived.chart)["ipss"]
        possible = (risk.claimed,) if risk.claimed else risk.categories
        inside = {category in categories for category in possible}
        return Answer(_of(inside.pop()), risk.grounds) if len(inside) == 1 else UNDECIDED

    return condition


# --- single conditions -------------------------------------------------------------------------------------


@once_per_chart
def _aml(chart: Chart) -> Answer:
    """AML now: an active diagnosis, or the last blasts above 20%; exactly 20% decides nothing."""
    named = [one for one in chart.illnesses if one.disease and is_aml(one.disease)]
    active = [one for one in named if one.status in ("active", "unknown")]
    blasts = [one for key in ("marrow_blasts", "blood_blasts") if (one := chart.latest(key))]
    above = [one for one in blasts if (one.value or 0) > _RULE["limits"]["aml_blasts_above"]]
    if active or above:
        return Answer(TRUE, (*active, *above))
    marrow = chart.latest("marrow_blasts")
    if marrow is None or marrow.value is None or marrow.value == _RULE["limits"]["aml_blasts_above"]:
        return Answer(UNKNOWN, (marrow,) if marrow else ())
    return Answer(FALSE, (marrow,))


def _dependent(derived: Derived) -> Answer:
    """Dependent by IWG 2006, or low or high burden by IWG 2018; independent when no unit was given."""
    possible = set(derived.burden.possible)
    by_class = FALSE if possible == {"NTD"} else UNKNOWN
    if possible <= {"LTB", "HTB"}:
        by_class = TRUE
    return Answer(OR[derived.burden.dependent, by_class], derived.burden_evidence)


def _high_need(derived: Derived) -> Answer:
    return Answer(derived.burden.dependent, derived.burden_evidence)


def _many_units(derived: Derived) -> Answer:
    red = [one for one in derived.chart.transfusions if one.product == "RBC"]
    enough = sum(one.units for one in red) >= _RULE["limits"]["many_units"]
    return Answer(TRUE, tuple(red)) if enough else UNDECIDED


def _donor(derived: Derived) -> Answer:
    donor = derived.chart.donor
    kinds = ("matched_sibling", "matched_unrelated", "haploidentical")
    said = {kind: getattr(donor, kind) for kind in kinds}
    cited = tuple(Evidence(path=f"donor.{kind}", value=str(value).lower())
                  for kind, value in said.items() if value is not None)  # fmt: skip
    if True in said.values():
        return Answer(TRUE, tuple(one for one in cited if one.value == "true"))
    return Answer(FALSE, cited) if all(value is False for value in said.values()) else UNDECIDED


def _candidate(derived: Derived) -> Answer:
    said = derived.chart.donor.transplant_candidate
    if said is None:
        return UNDECIDED
    return Answer(_of(said), (Evidence(path="donor.transplant_candidate", value=str(said).lower()),))


def _age(holds: Callable[[int], bool]) -> Condition:
    def condition(derived: Derived) -> Answer:
        age = derived.chart.age
        truths = {holds(years) for years in age or ()}
        cited = (Evidence(path=derived.chart.age_path, value=f"{age[0]} years"),) if age else ()
        return Answer(_of(truths.pop()), cited) if len(truths) == 1 else UNDECIDED

    return condition


def _agent_is(name: str, *statuses: str) -> Condition:
    def condition(derived: Derived) -> Answer:
        found = agent(derived.chart, name)
        return _status(found.status, statuses, found.evidence)

    return condition


def _severe_cytopenia(derived: Derived) -> Answer:
    found = [ask(name, derived) for name in ("severe_thrombocytopenia", "severe_neutropenia")]
    truth = any_of(one.truth for one in found)
    return Answer(truth, tuple(fact for one in found if one.truth is truth for fact in one.facts))


def _adverse_karyotype(derived: Derived) -> Answer:
    """Poor or very poor by the IPSS-R; unknown where other groups are possible too."""
    last = last_karyotype(derived.chart)
    if last is None:
        return UNDECIDED
    adverse = {group in ("poor", "very poor") for group in last[1].ipss_r_groups}
    return Answer(_of(adverse.pop()), (last[0],)) if len(adverse) == 1 else UNDECIDED


def _few_cycles(derived: Derived) -> Answer:
    cycles = [line.cycles for line in derived.hma.lines]
    if not cycles or None in cycles:
        return UNDECIDED
    total = sum(one for one in cycles if one is not None)
    cited = tuple(one for line in derived.hma.lines for one in line.evidence)
    return Answer(_of(total <= _RULE["limits"]["few_cycles"]), cited)


_sf3b1 = _gene("SF3B1")
_many_ring_sideroblasts = _measured(
    "ring_sideroblasts", lambda value: _of(value >= _RULE["limits"]["ring_sideroblasts_from"])
)


def _ring_sideroblasts(derived: Derived) -> Answer:
    by_gene, by_marrow = _sf3b1(derived), _many_ring_sideroblasts(derived)
    truth = OR[by_gene.truth, by_marrow.truth]
    decided = [one for one in (by_gene, by_marrow) if one.truth is truth]
    return Answer(truth, tuple(fact for one in decided for fact in one.facts))


def _epo(value: float) -> Truth:
    """Exactly on the limit the sources differ (below 500, above 500)."""
    limit = _RULE["limits"]["epo"]
    return UNKNOWN if value == limit else _of(value < limit)


def _below(limit: str) -> Callable[[float], Truth]:
    return lambda value: _of(value < _RULE["limits"][limit])


CONDITIONS: Mapping[str, Condition] = {
    "hma_failed": _hma_is("primary", "secondary"),
    "hma_resistant": _hma_is("primary", "secondary"),
    "hma_primary": _hma_is("primary"),
    "hma_intolerant": _hma_is("intolerant"),
    "hma_not_established": _hma_is("not_established"),
    "hma_naive": _hma_is("naive"),
    "esa_failed": _esa_is("refractory", "relapsed", "intolerant", "ineligible"),
    "esa_too_early": _esa_is("premature", "underdosed"),
    "esa_naive": _esa_is("naive"),
    "risk_lower": _group("lower"),
    "risk_higher": _group("higher"),
    "ipss_lower": _ipss("Low", "Int-1"),
    "risk_int1_or_more": _ipss("Int-1", "Int-2", "High"),
    "aml": lambda derived: _aml(derived.chart),
    "transfusion_dependent": _dependent,
    "high_transfusion_need": _high_need,
    "many_units": _many_units,
    "donor": _donor,
    "transplant_candidate": _candidate,
    "age_below_80": _age(lambda years: years < _RULE["limits"]["age_below"]),
    "age_from_65": _age(lambda years: years >= _RULE["limits"]["age_from_65"]),
    "age_from_70": _age(lambda years: years >= _RULE["limits"]["age_from_70"]),
    "adverse_karyotype": _adverse_karyotype,
    "poor_performance": _measured(
        "ecog", lambda value: _of(value >= _RULE["limits"]["poor_performance_from"])
    ),
    "severe_anemia": _measured("hemoglobin", _below("severe_anemia_below")),
    "severe_neutropenia": _measured("anc", _below("severe_neutropenia_below")),
    "severe_cytopenia": _severe_cytopenia,
    "high_ferritin": _measured("ferritin", lambda value: _of(value > _IRON["low_ferritin_below"])),
    "luspatercept_failed": _agent_is("luspatercept", "refractory", "relapsed", "intolerant"),
    "prior_imetelstat": _took("imetelstat"),
    "few_hma_cycles": _few_cycles,
    "del_5q": _finding("del(5q)"),
    "idh1": _gene("IDH1"),
    "idh2": _gene("IDH2"),
    "tp53": _gene("TP53"),
    "spliceosome": _gene("SF3B1", "SRSF2", "U2AF1", "ZRSR2"),
    "sf3b1_or_ring_sideroblasts": _ring_sideroblasts,
    "anemia": _measured("hemoglobin", _below("anemia_below")),
    "severe_thrombocytopenia": _measured("platelets", _below("severe_thrombocytopenia_below")),
    "blasts_below_5": _measured("marrow_blasts", lambda value: _of(value < 5)),
    "epo_up_to_500": _measured("serum_epo", _epo),
    "prior_lenalidomide": _took("lenalidomide"),
    "prior_luspatercept": _took("luspatercept"),
    "prior_hma": _took("HMA"),
    "prior_venetoclax": _took("venetoclax"),
    "prior_idh1_inhibitor": _took("IDH1_inhibitor"),
    "prior_idh2_inhibitor": _took("IDH2_inhibitor"),
}
