"""From a chart to the derived state in the contract's shape: the one way in for commands and exports.

Home to putting the parts together; each part derives in its own module.
"""

from math import inf

from matcher.chart import Chart
from matcher.state.conditions import Derived
from matcher.state.esa import esa
from matcher.state.evidence import cite, declared
from matcher.state.hma import hma
from matcher.state.issues import issues
from matcher.state.karyotype import read_karyotype
from matcher.state.memory import once_per_chart
from matcher.state.model import KaryotypeState, PatientState, Recorded, Score, Transfusions, Value
from matcher.state.options import advise
from matcher.state.post_hma import post_hma
from matcher.state.risk import Risk, last_karyotype, risk_ranges
from matcher.state.score import Scored
from matcher.state.tables import table
from matcher.state.transfusion import TransfusionBurden, Units, burden, iron_milligrams
from matcher.truth import Truth
from matcher.verdict import Evidence

_SCORES = table("scores")
_BURDEN = table("transfusion")


@once_per_chart
def derived(chart: Chart) -> Derived:
    """What the conditions of options and of mechanisms are asked of."""
    red = burden(chart.transfusions, chart.as_of, complete="transfusions" in chart.complete)
    return Derived(chart, hma(chart), esa(chart), red, _burden_evidence(chart, red))


@once_per_chart
def derive_state(chart: Chart) -> PatientState:
    """Everything derived of one patient at the day of the chart."""
    known = derived(chart)
    red, cited = known.burden, known.burden_evidence
    advice = advise(known)
    risks = risk_ranges(chart)
    return PatientState(
        patient_id=chart.patient_id,
        as_of=chart.as_of.isoformat(),
        hma=known.hma,
        esa=known.esa,
        transfusion=_transfusions(chart, red, cited),
        karyotype=_karyotype(chart),
        ipss=_score(risks["ipss"]),
        ipss_r=_score(risks["ipss_r"]),
        ipss_r_age_adjusted=_score(risks["ipss_r_age_adjusted"]),
        ipss_m=_score(risks["ipss_m"]),
        post_hma=post_hma(chart, red, cited),
        options=advice.options,
        options_undecided=advice.undecided,
        cautions=advice.cautions,
        questions=advice.questions,
        issues=tuple(issues(chart)),
    )


# --- transfusions ------------------------------------------------------------------------------------------


def _burden_evidence(chart: Chart, red: TransfusionBurden) -> tuple[Evidence, ...]:
    counted = tuple(cite(one) for one in chart.transfusions if one.path in red.sixteen_weeks.paths)
    closed = (declared("transfusions"),) if "transfusions" in chart.complete else ()
    return (*counted, *closed)


def _transfusions(chart: Chart, red: TransfusionBurden, cited: tuple[Evidence, ...]) -> Transfusions:
    total = sum(one.units for one in chart.transfusions if one.product == "RBC")
    return Transfusions(
        rbc_units_8wk=_number(red.eight_weeks),
        rbc_units_16wk=_number(red.sixteen_weeks),
        rbc_units_8wk_range=_ends(red.eight_weeks),
        rbc_units_16wk_range=_ends(red.sixteen_weeks),
        estimated=any(
            units.high != inf and not units.known for units in (red.eight_weeks, red.sixteen_weeks)
        ),
        iwg_2018=red.burden,
        iwg_2018_possible=red.possible,
        iwg_2006_dependent=None if red.dependent is Truth.UNKNOWN else red.dependent is Truth.TRUE,
        iron_mg_at_least=iron_milligrams(total) if total else None,
        source=f"{_BURDEN['iwg_2006']['source']}; {_BURDEN['iwg_2018']['source']}",
        evidence=cited,
    )


def _number(units: Units) -> float | None:
    """The number where it is certain, the estimate where summaries straddle, None where the list is open."""
    if units.high == inf:
        return None
    number = units.low if units.known else round(units.estimate)
    return int(number) if number == int(number) else number


def _ends(units: Units) -> tuple[float, float | None]:
    return units.low, None if units.high == inf else units.high


# --- karyotype and scores ----------------------------------------------------------------------------------


def _karyotype(chart: Chart) -> KaryotypeState | None:
    last = last_karyotype(chart)
    if last is None:
        return None
    report, reading = last
    before = {
        one.text
        for other in chart.karyotypes
        if other is not report and (not other.date or not report.date or other.date < report.date)
        for one in read_karyotype(other.iscn).abnormalities
    }
    earlier = any(other is not report for other in chart.karyotypes)
    found = tuple(one.text for one in reading.abnormalities)
    return KaryotypeState(
        iscn=report.iscn,
        status=reading.status,
        abnormalities=found,
        count=(reading.count_low, reading.count_high),
        ipss_group=reading.ipss_group,
        ipss_r_group=reading.ipss_r_group,
        new_since_before=tuple(text for text in found if text not in before) if earlier else (),
        issues=reading.issues,
        evidence=(cite(report),),
    )


def _score(risk: Risk) -> Score | None:
    """None where neither a fact nor a record says anything: a range over everything claims nothing."""
    rule = _SCORES["ipss_r" if risk.system == "ipss_r_age_adjusted" else risk.system]
    if not risk.evidence and risk.recorded_fact is None:
        return None
    computed = risk.computed
    return Score(
        score=computed.score if computed else None,
        category=computed.category if computed else None,
        best=_value(computed.best) if computed else None,
        worst=_value(computed.worst) if computed else None,
        mean=_value(computed.mean) if computed and computed.mean else None,
        categories=risk.categories,
        missing=computed.missing if computed else (),
        recorded=_recorded(risk),
        disagreement=risk.disagreement,
        why=risk.why or (computed.rule if computed else None),
        source=rule["age_source"] if risk.system == "ipss_r_age_adjusted" else rule["source"],
        confidence=rule["confidence"],
        evidence=risk.evidence,
    )


def _value(scored: Scored) -> Value:
    return Value(score=scored.score, category=scored.category)


def _recorded(risk: Risk) -> Recorded | None:
    fact = risk.recorded_fact
    if fact is None:
        return None
    return Recorded(score=fact.value, category=risk.recorded_category or fact.category,
                    date=fact.date.isoformat() if fact.date else None, path=fact.path)  # fmt: skip
