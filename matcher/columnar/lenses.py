"""What leaves about people, laboratory values, genes and the disease look at."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from criteria import nodes
from criteria.quantity import Value
from matcher.columnar.disease import RISK_FACTS
from matcher.columnar.edges import bounds, labs_read, sides
from matcher.columnar.facet import Batch, Facet, by_columns, everybody, facet, signed
from matcher.columnar.facts import Codes
from matcher.columnar.groups import by_signature, mixed
from matcher.columnar.people import LAB, UNDATED
from matcher.evaluate.clearance import FEMALE_FACTOR
from matcher.evaluate.dispatch import evaluate
from matcher.evaluate.lineage import of_marrow
from matcher.evaluate.measurement import EXACT_DIGITS, SUPPORT_DAYS, SUPPORTED_BY, limit_of_normal
from matcher.evaluate.performance import CONVERTED_FROM
from matcher.evaluate.reproductive import LAST_FERTILE_AGE
from matcher.evaluate.risk import WIDER
from matcher.evaluate.tables import table
from matcher.facts import Observation
from matcher.state.risk import BY_ENTITY, SYSTEMS

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
    codes, ranges = batch.facts.age
    limits = bounds(criterion.interval)
    ends = [np.array([one and one[end] for one in ranges], float) for end in (0, 1)]
    of_range = mixed([sides(years, set(limits)) for years in ends])
    return batch.shared(("age", *limits), lambda: signed(of_range[codes]))  # type: ignore[no-any-return]


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
    if criterion.lab != CLEARANCE and all((batch.facts.latest(lab) < 0).all() for lab in labs):
        return everybody(batch)
    limits = {*bounds(criterion.interval), *BOUNDARIES}
    columns = [one for lab in labs for one in _lab(lab, criterion, limits, batch)]
    needed = [LAB + lab for lab in labs]
    if criterion.lab == CLEARANCE:
        columns.append(sides(batch.shared("clearance", lambda: _clearance(batch)), limits))
        needed += [LAB + "creatinine", LAB + "weight"]
    return signed(mixed(columns), *needed, *(("transfusions",) if criterion.untransfused else ()))


BOUNDARIES = tuple(float(one["value"]) for one in table("boundaries")["boundary"])
"""Values on which sources disagree, of whatever lab."""


def _lab(lab: str, criterion: nodes.Measurement, limits: set[float], batch: Batch) -> list[Any]:
    """The last value of a lab as far as the line can see it."""
    values: LabValues = batch.shared(("lab", lab), lambda: LabValues.of(lab, batch))
    number = values.numbers[MULTIPLES_OF.get(criterion.unit, 0)]
    columns: list[Any] = [sides(number, limits)[values.codes], values.state[values.codes]]
    if criterion.window is not None and criterion.window.max_days is not None:
        columns.append(sides(values.age, {criterion.window.max_days}))
    if criterion.untransfused and criterion.lab in SUPPORTED_BY:
        columns.append(
            batch.shared(("support", lab, criterion.lab), lambda: _supported(lab, criterion.lab, batch))
        )
    return columns


MULTIPLES_OF = {"xULN": 1, "xLLN": 2}


@dataclass(frozen=True)
class LabValues:
    """The last values of a lab: which of the different ones each patient has, and how old in days (nan: no
    date). Of each different one the value, and its multiples of the limits of normal; `state` tells apart
    whether there is a result, a number in it, and whether the limit is only the usual one."""

    codes: Codes
    age: npt.NDArray[np.float64]
    numbers: tuple[npt.NDArray[np.float64], ...]
    state: npt.NDArray[np.int64]

    @classmethod
    def of(cls, lab: str, batch: Batch) -> "LabValues":
        """The last values of a batch."""
        facts = batch.facts
        forms = by_signature(facts.latest_form(lab).astype(np.int64) + 1)
        found = [facts.observations.facts[form] if form >= 0 else None
                 for form in facts.latest_form(lab)[forms.first]]  # fmt: skip
        told = [_numbers(one) for one in found]
        numbers = tuple(np.array([one[at] for one in told], float) for at in range(3))
        state = np.array([one[3] for one in told], np.int64)
        row, days = facts.latest(lab), np.append(facts.observations.days, UNDATED)
        age = np.where(days[row] == UNDATED, np.nan, days[row])
        return cls(forms.codes, age, numbers, state)


def _numbers(fact: Observation | None) -> tuple[float | None, float | None, float | None, int]:
    if fact is None:
        return None, None, None, 0
    if fact.value is None:
        return None, None, None, 1
    upper, assumed = limit_of_normal("xULN", fact)
    lower, _ = limit_of_normal("xLLN", fact)
    high, low = (round(fact.value / limit, EXACT_DIGITS) if limit else None for limit in (upper, lower))
    return fact.value, high, low, 3 if assumed else 2


def _supported(lab: str, asked: str, batch: Batch) -> Any:
    """Whether a transfusion may have lifted the last value, and whether all transfusions are recorded."""
    told, begun = batch.facts.transfusions
    row = batch.facts.latest(lab)
    measured = np.append(batch.facts.observations.days, UNDATED)[row][told.who]
    product = np.array([fact.product == SUPPORTED_BY[asked] for fact in told.facts], bool)
    lifted = product[told.form] if told.form.size else told.form.astype(bool)
    undated = measured == UNDATED
    lifted &= (undated | (told.days <= measured + SUPPORT_DAYS)) & (undated | (begun >= measured))
    found = np.zeros(batch.n, bool)
    found[told.who[lifted]] = True
    return found * 2 + batch.facts.complete["transfusions"]


def _clearance(batch: Batch) -> npt.NDArray[np.float64]:
    """The clearance by Cockcroft and Gault, step by step as in `matcher.evaluate.clearance`; else nan."""
    facts = batch.facts
    codes, ranges = facts.age
    age = np.array([float(one[0]) if one and one[0] == one[1] else np.nan for one in ranges])[codes]
    creatinine, weight = facts.value("creatinine"), facts.value("weight")
    sexes = facts.people.scalar("sex").to_pylist()
    factor = np.array([{"female": FEMALE_FACTOR, "male": 1.0}.get(sex or "", np.nan) for sex in sexes])
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (140 - age) * weight / (72 * creatinine) * factor
    usable = (creatinine != 0) & (weight != 0)
    return np.where(usable, value, np.nan)


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
    codes = facts.gene(criterion.gene, shares=criterion.multi_hit)
    if not criterion.multi_hit:
        return by_columns([codes], "mutations")
    readings = [facts.reading(form) for form in range(len(facts.karyotypes.facts))]
    lost = np.array([int(one.finding("17p")) if one else 0 for one in [*readings, None]])
    return by_columns([codes, lost[facts.karyotype]], "mutations", "karyotypes")


# --- diagnosis and risk ------------------------------------------------------------------------------------


@facet.register
def _(criterion: nodes.Diagnosis, batch: Batch) -> Facet:
    if criterion.window is not None:
        return facet.dispatch(Value)(criterion, batch)
    origin = criterion.therapy_related is not None or criterion.secondary is not None
    diseases = {*criterion.diseases, *criterion.excluding}
    beside = criterion.tense != "current" or not all(map(of_marrow, diseases))
    columns, lists = batch.disease.seen(diseases, origin=origin, beside=beside)
    key = ("diagnosis", *(id(column) for column in columns))
    return batch.facet(key, columns, *lists)


@facet.register
def _(criterion: nodes.RiskCategory, batch: Batch) -> Facet:
    if criterion.system in BY_ENTITY:
        return facet.dispatch(Value)(criterion, batch)
    if criterion.system is not None and criterion.system not in SYSTEMS:
        recorded = [batch.facts.latest_form(criterion.system)]
        return batch.facet(("risk", criterion.system), recorded, LAB + criterion.system)
    if criterion.system is None:
        return by_columns([_said_alone(criterion, system, batch) for system in SYSTEMS], *RISK_FACTS)
    return Facet(batch.disease.risk(criterion.system), RISK_FACTS)


def _said_alone(criterion: nodes.RiskCategory, system: str, batch: Batch) -> npt.NDArray[np.int8]:
    """What one system alone says to a question that names none: all of them together say no more."""
    words = [*criterion.categories, *(more for one in criterion.categories for more in WIDER.get(one, ()))]
    alone = criterion.model_copy(update={"system": system, "categories": tuple(words)})
    groups = batch.disease.risk(system)
    charts = [batch.facts.chart(at, *RISK_FACTS) for at in groups.first.tolist()]
    said = np.array([int(evaluate(alone, chart).truth) for chart in charts], np.int8)
    found: npt.NDArray[np.int8] = said[groups.codes]
    return found
