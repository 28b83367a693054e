"""Risk by each prognostic system: what the facts give and what the file records, side by side.

Home to choosing the facts (the last of each) and to comparing; `ipss`, `ipss_r`, `ipss_m` have the formulas.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from matcher.chart import Chart
from matcher.facts import Fact, Observation
from matcher.plain import plain_value
from matcher.state import genes
from matcher.state.evidence import cite, declared
from matcher.state.ipss import MOST_BLASTS, ipss
from matcher.state.ipss_m import GENES, Inputs, ipss_m
from matcher.state.ipss_r import age_adjusted, ipss_r
from matcher.state.karyotype import KaryotypeReading
from matcher.state.karyotypes import last_karyotype
from matcher.state.marrow_disease import lineage
from matcher.state.memory import once_per_chart
from matcher.state.progression import is_aml
from matcher.state.risk_by_entity import MADE_FOR, score_by_entity
from matcher.state.score import Bounds, Scored, ScoreRange, scored
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth
from matcher.verdict import Evidence

_TABLE = table("scores")
SYSTEMS = ("ipss", "ipss_r", "ipss_m")
"""The systems that may speak for risk where none is named."""

BY_ENTITY = tuple(MADE_FOR)
"""The systems that ask for the entity of the disease; they count only where they are named."""

NAMES = {"ipss": "IPSS", "ipss_r": "IPSS-R", "ipss_m": "IPSS-M"}
_COUNTS = ("hemoglobin", "anc", "platelets", "marrow_blasts")


@plain_value
class Risk:
    """Risk by one system.

    `computed` is the range that the facts leave, None where the system does not apply (`why`). `categories`
    are those still possible by it, from best to worst. `recorded` is the last score of the file, with its
    category in the system's own words; `disagreement` says where the two cannot both be right today.
    """

    system: str
    computed: ScoreRange | None
    recorded: Scored | None = None
    recorded_category: str | None = None
    recorded_fact: Observation | None = None
    why: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that the facts leave possible; all of them where nothing is known."""
        return self.computed.categories if self.computed else ()

    @property
    def claimed(self) -> str | None:
        """The category to go by: the computed one where the facts decide it, else the recorded one.

        None where neither does, or where the recorded one is not possible by the facts.
        """
        by_facts = self.computed.category if self.computed else None
        return by_facts or (None if self.disagreement else self.recorded_category)

    @property
    def grounds(self) -> tuple[Evidence, ...]:
        """The facts that `claimed` rests on."""
        by_facts = self.computed is not None and self.computed.category is not None
        if by_facts or self.recorded_fact is None or self.disagreement:
            return self.evidence
        return (cite(self.recorded_fact),)

    @property
    def disagreement(self) -> str | None:
        """What to say when the recorded category is not among those that the facts allow today."""
        if self.recorded_fact is None or self.recorded_category is None or not self.categories:
            return None
        if self.recorded_category in self.categories:
            return None
        day = f" on {self.recorded_fact.date}" if self.recorded_fact.date else ""
        allowed = " or ".join(self.categories)
        return f"recorded {self.recorded_category}{day}, but the last facts give {allowed}"

    def group(self, which: str) -> Truth:
        """Whether the patient is in the "lower" or "higher" risk group of the system."""
        claimed = self.claimed
        judged = (claimed,) if claimed else self.categories
        truths = {_in_group(self, category, which) for category in judged}
        return truths.pop() if len(truths) == 1 else UNKNOWN


@once_per_chart
def risk_ranges(chart: Chart) -> Mapping[str, Risk]:
    """IPSS, IPSS-R, IPSS-M, the age-adjusted IPSS-R (`ipss_r_age_adjusted`), WPSS, CPSS and CPSS-Mol of the
    last facts."""
    found = {system: _risk(chart, system) for system in SYSTEMS}
    plain = found["ipss_r"].computed
    adjusted = age_adjusted(plain, Bounds(*chart.age)) if plain and chart.age else None
    why = None if adjusted else "the age is not recorded" if not chart.age else found["ipss_r"].why
    found["ipss_r_age_adjusted"] = Risk(
        "ipss_r_age_adjusted", adjusted, why=why, evidence=found["ipss_r"].evidence
    )
    return found | {system: _risk_by_entity(chart, system) for system in BY_ENTITY}


def _risk_by_entity(chart: Chart, system: str) -> Risk:
    computed, why = score_by_entity(chart, system)
    fact = chart.latest(system)
    recorded, category = _recorded(system, fact)
    cited = _evidence(chart, system) if computed else ()
    return Risk(system, computed, recorded, category, fact, why, cited)


def _risk(chart: Chart, system: str) -> Risk:
    why = _not_made_for(chart)
    computed = None if why else _computed(chart, system)
    fact = chart.latest(system)
    recorded, category = _recorded(system, fact)
    return Risk(system, computed, recorded, category, fact, why, _evidence(chart, system))


@once_per_chart
def _not_made_for(chart: Chart) -> str | None:
    """Why no score can be computed: AML is within the scores only up to 30% marrow blasts."""
    marrow_blasts = _counts(chart)["marrow_blasts"]
    if marrow_blasts is not None:
        high = marrow_blasts > MOST_BLASTS
        return "more than 30% marrow blasts: the score was not made for AML" if high else None
    blood = chart.latest("blood_blasts")
    if blood is not None and (blood.value or 0) > MOST_BLASTS:
        return "more than 30% blood blasts: the score was not made for AML"
    named = any(one.status in ("active", "unknown") and is_aml(str(one.disease)) for one in chart.diagnoses)
    return "AML without recorded marrow blasts: the score was made for MDS" if named else None


def _computed(chart: Chart, system: str) -> ScoreRange | None:
    last = last_karyotype(chart)
    values, reading = _counts(chart), last[1] if last else None
    if system == "ipss_m":
        return _ipss_m(chart, values, reading)
    return _by_counts(system, values, reading)


@once_per_chart
def _counts(chart: Chart) -> Mapping[str, float | None]:
    """The last counts that all systems ask for."""
    latest = {name: chart.latest(name) for name in _COUNTS}
    return {name: fact.value if fact else None for name, fact in latest.items()}


def _by_counts(
    system: str, values: Mapping[str, float | None], reading: KaryotypeReading | None
) -> ScoreRange | None:
    if system == "ipss":
        groups = {"karyotype": reading.ipss_groups} if reading else {}
        return ipss(**values, **groups)  # type: ignore[arg-type]
    groups = {"karyotype": reading.ipss_r_groups} if reading else {}
    return ipss_r(**values, **groups)  # type: ignore[arg-type]


def _ipss_m(chart: Chart, values: Mapping[str, float | None], reading: KaryotypeReading | None) -> ScoreRange:
    inputs = Inputs(
        hemoglobin=values["hemoglobin"],
        platelets=values["platelets"],
        marrow_blasts=values["marrow_blasts"],
        tp53=genes.tp53(chart),
        genes=genes.for_ipss_m(chart),
        **cytogenetics(reading),
    )
    return ipss_m(inputs)


def cytogenetics(reading: KaryotypeReading | None) -> dict[str, Any]:
    """What the IPSS-M takes of a karyotype."""
    if reading is None:
        return {}
    return {
        "karyotype": reading.ipss_r_groups,
        "del_5q": reading.finding("del(5q)"),
        "loss_of_7q": reading.finding("-7/del(7q)"),
        "complex": reading.complex(3),
        "loss_of_17p": reading.finding("17p"),
    }


@once_per_chart
def _shared_evidence(chart: Chart) -> tuple[Evidence, ...]:
    """What all systems rest on."""
    last = last_karyotype(chart)
    counts: list[Fact | None] = [chart.latest(name) for name in _COUNTS]
    return tuple([cite(fact) for fact in (*counts, last[0] if last else None) if fact is not None])


def _evidence(chart: Chart, system: str) -> tuple[Evidence, ...]:
    shared = _shared_evidence(chart)
    if system in BY_ENTITY:
        return (*shared, *_entity_evidence(chart, system))
    if system != "ipss_m":
        return shared
    reports = genes.all_last_reports(chart)
    return (*shared, *[cite(one) for gene in _PANEL if gene in reports for one in reports[gene]])


_PANEL = tuple("KMT2A" if gene == "KMT2A_PTD" else gene for gene in GENES)


def _entity_evidence(chart: Chart, system: str) -> Iterator[Evidence]:
    current = lineage(chart).current
    more = (chart.latest(name) for name in ("blood_blasts", "ring_sideroblasts", "wbc"))
    for fact in (current, *more):
        if fact is not None:
            yield cite(fact)
    yield from (cite(one) for one in chart.transfusions if one.product == "RBC")
    if "transfusions" in chart.complete:
        yield declared("transfusions")
    for gene in _TABLE[system].get("genes", ()):
        yield from (cite(one) for one in genes.last_reports(chart, gene))


# --- what the file records ---------------------------------------------------------------------------------


def _recorded(system: str, fact: Observation | None) -> tuple[Scored | None, str | None]:
    if fact is None:
        return None, None
    category = spelled(system, fact.category or fact.text)
    if fact.value is None:
        return None, category
    by_value = scored(_TABLE[system]["categories"], fact.value)
    return Scored(fact.value, category or by_value.category), category or by_value.category


@lru_cache(maxsize=1_000)
def spelled(system: str, written: str | None) -> str | None:
    """A category in the system's own words; None for a word that the system does not have."""
    if written is None:
        return None
    bare = re.sub(r"\(.*\)|^\s*(?:ipss(?:-?[rm])?|wpss|cpss(?:-?mol)?)\b", "", written.lower())
    letters = re.sub(r"[^a-z0-9]", "", bare).removesuffix("risk")
    word = _TABLE["spellings"].get(letters)
    names = [one["category"] for one in _TABLE[system]["categories"]]
    return word if word in names else None


def _in_group(risk: Risk, category: str, which: str) -> Truth:
    """Intermediate IPSS-R is lower risk up to 3.5 and higher above; without a score it is neither."""
    rule = _TABLE[risk.system]
    other = "higher" if which == "lower" else "lower"
    if category in rule.get(f"{which}_risk", ()):
        return TRUE
    if category in rule.get(f"{other}_risk", ()):
        return FALSE
    return _by_limit(risk, category, which) if "lower_risk_up_to" in rule else UNKNOWN


def _by_limit(risk: Risk, category: str, which: str) -> Truth:
    limit = _TABLE[risk.system]["lower_risk_up_to"]
    ends: list[float] = []
    if risk.computed and risk.computed.category == category:
        ends = [risk.computed.best.score, risk.computed.worst.score]
    elif risk.recorded:
        ends = [risk.recorded.score]
    sides = {"lower" if end <= limit else "higher" for end in ends}
    if len(sides) != 1:
        return UNKNOWN
    return TRUE if sides == {which} else FALSE


def risk_group(chart: Chart, which: str) -> tuple[Truth, tuple[Evidence, ...], str]:
    """Whether the patient is at "lower" or "higher" risk by any system, by what, and in words.

    Systems that contradict each other decide nothing.
    """
    judged = {system: risk_ranges(chart)[system] for system in SYSTEMS}
    truths = {system: risk.group(which) for system, risk in judged.items()}
    said = {truth for truth in truths.values() if truth is not UNKNOWN}
    told = [judged[system] for system, truth in truths.items() if truth is not UNKNOWN]
    evidence = tuple({one.path: one for risk in told for one in risk.grounds}.values())
    words = ", ".join(f"{NAMES[risk.system]} {risk.claimed or ' or '.join(risk.categories)}" for risk in told)
    if len(said) != 1:
        return (
            UNKNOWN,
            evidence,
            f"the systems disagree: {words}" if said else "no risk category is known",
        )
    return said.pop(), evidence, words
