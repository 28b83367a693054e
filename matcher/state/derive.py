"""From a chart to the derived state in the contract's shape: the one way in for commands and exports.

Home to putting the parts together; each part derives in its own module.
"""

from dataclasses import replace
from math import inf

from criteria.collection import collection_paused
from matcher.chart import Chart
from matcher.state import esa_definitions, transfusion_need
from matcher.state.agents import agent
from matcher.state.clarifications import clarifications
from matcher.state.comorbidity import comorbidity
from matcher.state.conditions import Derived
from matcher.state.disease import disease
from matcher.state.esa import esa
from matcher.state.evidence import cite, declared
from matcher.state.hma import hma
from matcher.state.issues import issues
from matcher.state.karyotype_state import karyotype_state
from matcher.state.memory import once_per_chart
from matcher.state.model import PatientState, Recorded, Score, Transfusions, Value
from matcher.state.options import advise
from matcher.state.post_hma import post_hma
from matcher.state.red_cells import red_cells
from matcher.state.response import responses
from matcher.state.risk import Risk, risk_ranges
from matcher.state.score import Scored, ScoreRange
from matcher.state.tables import table
from matcher.state.transfusion import TransfusionBurden, Units, iron_milligrams
from matcher.truth import TRUE, UNKNOWN
from matcher.verdict import Evidence

_SCORES = table("scores")
_BURDEN = table("transfusion")


def derived(chart: Chart) -> Derived:
    """What the conditions of options and of mechanisms are asked of; all but the chart is derived once."""
    return Derived(chart, hma(chart), esa(chart), red_cells(chart), _burden_evidence(chart))


@once_per_chart
def derive_state(chart: Chart) -> PatientState:
    """Everything derived of one patient at the day of the chart."""
    with collection_paused():
        return _derive(chart)


def _derive(chart: Chart) -> PatientState:
    known = derived(chart)
    red, cited = known.burden, known.burden_evidence
    advice = advise(known)
    return PatientState(
        patient_id=chart.patient_id,
        as_of=chart.as_of.isoformat(),
        hma=known.hma,
        esa=replace(known.esa, by_trial_definition=esa_definitions.by_trial(chart)),
        luspatercept=agent(chart, "luspatercept"),
        imetelstat=agent(chart, "imetelstat"),
        lenalidomide=agent(chart, "lenalidomide"),
        transfusion=_transfusions(chart, red, cited),
        response=responses(chart),
        disease=disease(chart),
        karyotype=karyotype_state(chart),
        post_hma=post_hma(chart, red, cited),
        options=advice.options,
        options_undecided=advice.undecided,
        cautions=advice.cautions,
        questions=advice.questions,
        clarifications=clarifications(chart),
        issues=tuple(issues(chart)),
        **_scores(chart),
    )


# --- transfusions ------------------------------------------------------------------------------------------


@once_per_chart
def _burden_evidence(chart: Chart) -> tuple[Evidence, ...]:
    paths = red_cells(chart).sixteen_weeks.paths
    counted = [cite(one) for one in chart.transfusions if one.path in paths]
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
        iwg_2006_dependent=None if red.dependent is UNKNOWN else red.dependent is TRUE,
        iwg_2018_note=_BURDEN["iwg_2018"]["gap_note"] if red.burden == "gap" else None,
        iron_mg_at_least=iron_milligrams(total) if total else None,
        windows=transfusion_need.windows(chart),
        platelet_windows=transfusion_need.windows(chart, "platelets"),
        by_definition=transfusion_need.definitions(chart),
        iron=transfusion_need.iron(chart),
        source=f"{_BURDEN['iwg_2006']['source']}; {_BURDEN['iwg_2018']['source']}",
        evidence=cited,
    )


def _number(units: Units) -> float | None:
    """The number where it is certain, the estimate where summaries straddle, None where the list is open."""
    if units.high == inf:
        return None
    return units.low if units.known else float(round(units.estimate))


def _ends(units: Units) -> tuple[float, float | None]:
    return units.low, None if units.high == inf else units.high


# --- scores ------------------------------------------------------------------------------------------------


def _scores(chart: Chart) -> dict[str, Score | None]:
    """All scores, by their fields in the state."""
    by_facts = {system: _score(risk) for system, risk in risk_ranges(chart).items()}
    return by_facts | {index: comorbidity(chart, index) for index in ("mds_ci", "hct_ci")}


def _score(risk: Risk) -> Score | None:
    """None where neither a fact nor a record says anything: a range over everything claims nothing."""
    rule = _SCORES["ipss_r" if risk.system == "ipss_r_age_adjusted" else risk.system]
    if not risk.evidence and risk.recorded_fact is None:
        return None
    computed = risk.computed
    best, worst = _best_and_worst(computed) if computed else (None, None)
    return Score(
        score=computed.score if computed else None,
        category=computed.category if computed else None,
        best=best,
        worst=worst,
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


def _best_and_worst(computed: ScoreRange) -> tuple[Value, Value]:
    best = _value(computed.best)
    return best, best if computed.worst is computed.best else _value(computed.worst)


def _value(scored: Scored) -> Value:
    return Value(score=scored.score, category=scored.category)


def _recorded(risk: Risk) -> Recorded | None:
    fact = risk.recorded_fact
    if fact is None:
        return None
    return Recorded(score=fact.value, category=risk.recorded_category or fact.category,
                    date=fact.date.isoformat() if fact.date else None, path=fact.path)  # fmt: skip
