"""What each kind of leaf looks at, and so which patients it cannot tell apart: people, labs, genes, donors."""

from typing import Any

import numpy as np

from criteria import nodes
from criteria.quantity import Value
from matcher.columnar.disease import sides
from matcher.columnar.edges import labs_read, side
from matcher.columnar.facet import Batch, Facet, everybody, facet, signed
from matcher.columnar.facts import Codes
from matcher.columnar.genes import gene_codes
from matcher.columnar.groups import Grouping, dense, grouped
from matcher.columnar.people import UNDATED
from matcher.evaluate.clearance import FEMALE_FACTOR
from matcher.evaluate.measurement import EXACT_DIGITS, SUPPORT_DAYS, SUPPORTED_BY, limit_of_normal
from matcher.evaluate.performance import CONVERTED_FROM
from matcher.evaluate.reproductive import LAST_FERTILE_AGE
from matcher.facts import Observation

CLEARANCE = "creatinine_clearance"


@facet.register(nodes.Administrative)
@facet.register(nodes.Permission)
@facet.register(nodes.Detail)
@facet.register(nodes.Ambiguity)
@facet.register(nodes.Unparsed)
def _(criterion: Value, batch: Batch) -> Facet:
    return everybody(batch)


# --- who the patient is ------------------------------------------------------------------------------------


@facet.register
def _(criterion: nodes.Age, batch: Batch) -> Facet:
    return batch.facet("age", [batch.facts.age[0]])


@facet.register
def _(criterion: nodes.Sex, batch: Batch) -> Facet:
    return batch.facet("sex", [batch.facts.sex])


@facet.register
def _(criterion: nodes.Residence, batch: Batch) -> Facet:
    return batch.facet("home", [batch.facts.people.scalar("location", "country")])


@facet.register
def _(criterion: nodes.Reproductive, batch: Batch) -> Facet:
    codes, ranges = batch.facts.age
    past = np.array([one is not None and one[0] >= LAST_FERTILE_AGE for one in ranges], bool)
    return batch.facet("reproductive", [batch.facts.sex, past[codes], *_part(batch, "reproductive")])


@facet.register
def _(criterion: nodes.Donor, batch: Batch) -> Facet:
    return batch.facet("donor", _part(batch, "donor"))


def _part(batch: Batch, name: str) -> list[Any]:
    kind = batch.facts.people.table.schema.field(name).type
    return [batch.facts.people.scalar(name, kind.field(at).name) for at in range(kind.num_fields)]


# --- what was measured -------------------------------------------------------------------------------------


@facet.register
def _(criterion: nodes.LifeExpectancy, batch: Batch) -> Facet:
    return batch.facet("life", [batch.facts.latest_form("life_expectancy")], "observations")


@facet.register
def _(criterion: nodes.Performance, batch: Batch) -> Facet:
    scales = dict.fromkeys((criterion.scale, CONVERTED_FROM.get(criterion.scale, criterion.scale)))
    forms = [batch.facts.value(scale) for scale in scales]
    return batch.facet(("performance", *scales), forms, "observations")


@facet.register
def _(criterion: nodes.Measurement, batch: Batch) -> Facet:
    labs = labs_read(criterion.lab)
    columns = [batch.shared(("lab", lab), lambda lab=lab: _lab(lab, batch)) for lab in labs]
    if criterion.lab == CLEARANCE:
        columns.append(batch.shared("clearance", lambda: _clearance(batch)))
    return batch.facet(("labs", labs), columns, "observations", "transfusions")


def _lab(lab: str, batch: Batch) -> Codes:
    """The last value of a lab as far as any question of the plan can see it."""
    facts, edges = batch.facts, batch.edges.labs[lab]
    values, multiples = sorted(edges.values), sorted(edges.multiples)
    forms = facts.latest_form(lab)
    needed = np.unique(forms[forms >= 0])
    seen: dict[Any, int] = {}
    code = np.zeros(len(facts.observations.facts) + 1, np.int64)
    for form in needed:
        told = _seen(facts.observations.facts[form], lab, values, multiples)
        code[form] = seen.setdefault(told, len(seen)) + 1
    columns = [code[forms], _age_of_value(lab, batch)]
    if edges.untransfused and lab in SUPPORTED_BY:
        columns.append(_supported(lab, batch))
    return grouped(columns).codes


def _seen(fact: Observation, lab: str, values: list[float], multiples: list[float]) -> tuple[Any, ...]:
    if fact.value is None:
        return (None,)
    upper, assumed = limit_of_normal("xULN", fact)
    lower, _ = limit_of_normal("xLLN", fact)
    ratios = (round(fact.value / limit, EXACT_DIGITS) if limit else None for limit in (upper, lower))
    return side(values, fact.value), assumed, *(side(multiples, ratio) for ratio in ratios)


def _age_of_value(lab: str, batch: Batch) -> Codes:
    """How old the last value is among the ages that lines allow; 0 without a date or a value."""
    row = batch.facts.latest(lab)
    days = batch.facts.observations.days
    since = np.where(row >= 0, days[row], UNDATED) if days.size else np.full(batch.n, UNDATED)
    return sides(np.where(since == UNDATED, np.nan, since.astype(float)), batch.edges.labs[lab].ages)


def _supported(lab: str, batch: Batch) -> Any:
    """Whether a transfusion may have lifted the last value, and whether all transfusions are recorded."""
    told, begun = batch.facts.transfusions
    row = batch.facts.latest(lab)
    measured = batch.facts.observations.days[row][told.who] if row.size and told.who.size else told.days
    product = np.array([fact.product == SUPPORTED_BY[lab] for fact in told.facts], bool)
    lifted = product[told.form] if told.form.size else told.form.astype(bool)
    undated = measured == UNDATED
    lifted &= (undated | (told.days <= measured + SUPPORT_DAYS)) & (undated | (begun >= measured))
    found = np.zeros(batch.n, bool)
    found[told.who[lifted]] = True
    return found * 2 + batch.facts.complete["transfusions"]


def _clearance(batch: Batch) -> Codes:
    """The clearance by Cockcroft and Gault, in the order of `matcher.evaluate.clearance`; 0 where it lacks."""
    facts = batch.facts
    codes, ranges = facts.age
    age = np.array([float(one[0]) if one and one[0] == one[1] else np.nan for one in ranges])[codes]
    creatinine, weight = facts.value("creatinine"), facts.value("weight")
    sexes = facts.people.scalar("sex").to_pylist()
    factor = np.array([{"female": FEMALE_FACTOR, "male": 1.0}.get(sex or "", np.nan) for sex in sexes])
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (140 - age) * weight / (72 * creatinine) * factor
    usable = (creatinine != 0) & (weight != 0)
    return sides(np.where(usable, value, np.nan), batch.edges.labs[CLEARANCE].values)


# --- karyotype and genes -----------------------------------------------------------------------------------


@facet.register
def _(criterion: nodes.Karyotype, batch: Batch) -> Facet:
    return batch.facet("karyotype", [batch.facts.karyotype], "karyotypes")


@facet.register
def _(criterion: nodes.Alteration, batch: Batch) -> Facet:
    key = ("gene", criterion.gene, criterion.multi_hit)
    if key not in batch.kept:
        batch.kept[key] = _gene(criterion, batch)
    found: Facet = batch.kept[key]
    return found


def _gene(criterion: nodes.Alteration, batch: Batch) -> Facet:
    facts = batch.facts
    codes = gene_codes(facts, criterion.gene, shares=criterion.multi_hit)
    if not criterion.multi_hit:
        return Facet(grouped([codes]), ("mutations",))
    readings = [facts.reading(form) for form in range(len(facts.karyotypes.facts))]
    lost = np.array([int(one.finding("17p")) if one else 0 for one in [*readings, None]])
    return Facet(grouped([codes, lost[facts.karyotype]]), ("mutations", "karyotypes"))


# --- diagnosis and risk ------------------------------------------------------------------------------------


@facet.register
def _(criterion: nodes.Diagnosis, batch: Batch) -> Facet:
    from matcher.columnar.disease import ILLNESSES, RISK_FACTS
    from matcher.evaluate.current import GENETIC, SPECIAL

    disease = batch.disease
    named = {*criterion.diseases, *criterion.excluding}
    if criterion.window is not None:
        return facet.dispatch(Value)(criterion, batch)
    if named & {"lower-risk MDS", "higher-risk MDS"} or not named.isdisjoint(GENETIC):
        columns = [disease.plain.codes, disease.risk_groups, disease.genetic]
        return batch.facet("diagnosis of more", columns, *RISK_FACTS)
    assert SPECIAL, "what else is more than a name reads diagnoses and blasts only"
    return batch.shared("diagnosis", lambda: Facet(disease.plain, (*ILLNESSES, "observations")))  # type: ignore[no-any-return]


@facet.register
def _(criterion: nodes.RiskCategory, batch: Batch) -> Facet:
    from matcher.columnar.disease import RISK_FACTS
    from matcher.state.risk import SYSTEMS

    if criterion.system is not None and criterion.system not in SYSTEMS:
        recorded = [batch.facts.latest_form(criterion.system)]
        return batch.facet(("risk", criterion.system), recorded, "observations")
    return batch.shared("risk", lambda: Facet(batch.disease.risk, RISK_FACTS))  # type: ignore[no-any-return]


__all__ = ["Grouping", "dense", "signed"]
