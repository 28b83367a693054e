"""The disease by each classification: the entity as far as the recorded facts go, or candidates and what
would decide.

Entities, limits and sources: `data/disease.toml`. Nothing here replaces a pathologist: the last facts are
taken as they stand, and marrow taken under treatment is said to be that.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from matcher.chart import Chart
from matcher.facts import Observation
from matcher.state.disease_facts import DiseaseFacts, disease_facts
from matcher.state.drugs import of_class
from matcher.state.entities import CLASSIFICATIONS, Asked, asked, candidates
from matcher.state.evidence import cite
from matcher.state.marrow_disease import covers, lineage
from matcher.state.memory import once_per_chart
from matcher.state.model_disease import AmlBoundary, Candidate, Classification, Cmml, Disease
from matcher.state.score import Bounds
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN

_TABLE = table("disease")
_RADIATION = ("radiotherapy", "total_body_irradiation")
_SAID = {TRUE: True, FALSE: False, UNKNOWN: None}


@once_per_chart
def disease(chart: Chart) -> Disease | None:
    """What the disease is; None where neither a diagnosis of the marrow nor blasts are recorded."""
    facts = disease_facts(chart)
    blasts = [one for key in ("marrow_blasts", "blood_blasts") if (one := chart.latest(key)) is not None]
    if facts.current is None and not blasts:
        return None
    return Disease(
        recorded=facts.current.term.said if facts.current else None,
        family=facts.family,
        therapy_related=_SAID[facts.answer("therapy_related")],
        aml=tuple(_aml_by(facts, blasts, limit) for limit in _TABLE["limits"]["acute"]),
        cmml=_cmml(facts) if facts.family == "cmml" else None,
        notes=tuple(_notes(chart, facts, blasts)),
        evidence=tuple([cite(fact) for fact in facts.facts()]),
        **{name: _classified(facts, name) for name in CLASSIFICATIONS},
    )


# --- one classification ------------------------------------------------------------------------------------


def _classified(facts: DiseaseFacts, name: str) -> Classification:
    if facts.family is None:
        why = "no diagnosis of the marrow is recorded" if facts.current is None else "not classified here"
        return Classification(why=why, source=_TABLE[name]["source"], confidence=_TABLE[name]["confidence"])
    return _classify(name, facts.family, _asked(facts, name))


@lru_cache(maxsize=20_000)
def _classify(name: str, listed: str, known: Asked) -> Classification:
    """The same answers always give the same entity."""
    found, unless = candidates(name, listed, known)
    names = dict.fromkeys([one.name for one in found])
    return Classification(
        entity=next(iter(names)) if len(names) == 1 else None,
        candidates=found,
        unless=unless,
        missing=tuple(dict.fromkeys([need for one in found for need in one.needs])),
        source=_TABLE[name]["source"],
        confidence=_TABLE[name]["confidence"],
    )


def candidates_of(facts: DiseaseFacts, name: str, listed: str) -> tuple[Candidate, ...]:
    """The entities of a list of a classification that the facts allow, in the order asked."""
    return candidates(name, listed, _asked(facts, name))[0]


def _asked(facts: DiseaseFacts, name: str) -> Asked:
    key = str(facts.current.disease) if facts.current else ""
    groups = _blast_groups(name, facts.family, key, facts.marrow_blasts, facts.blood_blasts)
    return asked(facts.answers, groups, _missing_blasts(facts.marrow_blasts, facts.blood_blasts))


# --- blasts ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _missing_blasts(marrow: Bounds, blood: Bounds) -> tuple[str, ...]:
    limits = [one.low for one in (marrow, blood) if one.known and one.low in _TABLE["limits"]["acute"]]
    if limits:
        return tuple(f"on which side of the line {limit:g}% blasts are counted" for limit in limits)
    counts = {"marrow blasts": marrow, "blood blasts": blood}
    return tuple(name for name, bounds in counts.items() if not bounds.known)


@lru_cache(maxsize=20_000)
def _blast_groups(
    name: str, family: str | None, recorded: str, marrow_blasts: Bounds, blood_blasts: Bounds
) -> frozenset[str]:
    """The groups of blasts that the facts leave; the recorded entity stands in for a missing count."""
    rule = _TABLE[name]
    own = "cmml_" if family == "cmml" and "cmml_blasts" in rule else ""
    cuts = rule[f"{own}blasts"]
    names = cuts["names"]
    implied = [names.index(group) for group in _implied(recorded, rule[f"{own}recorded"])]
    marrow = _group_range(cuts["marrow"], marrow_blasts, cuts["boundary"])
    blood = _group_range(cuts["blood"], blood_blasts, cuts["boundary"])
    if implied and not marrow_blasts.known:
        marrow = min(implied), max(implied)
    if implied and not blood_blasts.known:
        blood = 0, max(implied)
    low, high = max(marrow[0], blood[0]), max(marrow[1], blood[1])
    return frozenset(names[low : high + 1])


def _group_range(limits: Sequence[float], blasts: Bounds, boundary: Sequence[float]) -> tuple[int, int]:
    """The lowest and the highest group; a value on a boundary is in the group below as well."""
    lowest = (bisect_left if blasts.low in boundary else bisect_right)(limits, blasts.low)
    return lowest, bisect_right(limits, blasts.high)


def _implied(recorded: str, groups: Mapping[str, Sequence[str]]) -> Sequence[str]:
    known = _TABLE["recorded_blasts"].items()
    return next((groups[group] for group, keys in known if recorded in keys and group in groups), ())


def _aml_by(facts: DiseaseFacts, blasts: Sequence[Observation], limit: int) -> AmlBoundary:
    """Whether it is AML where the line is drawn at `limit` percent of marrow or blood blasts."""
    values = [one.value for one in blasts if one.value is not None]
    answer: Literal["yes", "no", "boundary", "unknown"] = "unknown"
    if any(value > limit for value in values):
        answer = "yes"
    elif limit in values:
        answer = "boundary"
    elif facts.marrow_blasts.known:
        answer = "no"
    said = " and ".join(f"{one.term.said} {one.written}" for one in blasts) or "blasts are not recorded"
    if answer == "boundary":
        said += f": AML where {limit}% counts as AML, not where it must be more"
    if facts.family == "aml" and answer != "yes":
        said += "; AML is recorded"
    return AmlBoundary(limit=limit, answer=answer, said=said, evidence=tuple(cite(one) for one in blasts))


# --- CMML, and what to look at -----------------------------------------------------------------------------


def _cmml(facts: DiseaseFacts) -> Cmml:
    """Dysplastic or proliferative, by the white cells."""
    proliferative = facts.answer("proliferative")
    by_name = {"CMML-MP": "proliferative", "CMML-MD": "dysplastic"}.get(
        str(facts.current and facts.current.disease)
    )
    subtype = {TRUE: "proliferative", FALSE: "dysplastic"}.get(proliferative, by_name)
    return Cmml(
        subtype=subtype,
        missing=() if subtype else (_TABLE["needs"]["proliferative"],),
        source="FAB: dysplastic below 13 x10^9/L white cells, proliferative from there (S)",
    )


def _notes(chart: Chart, facts: DiseaseFacts, blasts: Sequence[Observation]) -> Iterator[str]:
    started = [one.start for one in of_class(chart.courses, "HMA") if one.start]
    after = [one for one in blasts if one.date and started and one.date > min(started)]
    if after:
        yield "blasts were counted after treatment had begun; entities are defined by the marrow before it"
    yield from _monocytosis(chart, facts)
    yield from _earlier_cytotoxic_therapy(chart, facts)
    key = str(facts.current.disease) if facts.current else ""
    if facts.family == "mds" and facts.answer("therapy_related") is TRUE:
        yield "therapy-related: an entity of its own by WHO 2016, a qualifier by WHO 2022 and ICC"
    if covers("RAEB-t", key) and key:
        yield "RAEB-t is MDS by FAB and AML by WHO since 2001"


def _earlier_cytotoxic_therapy(chart: Chart, facts: DiseaseFacts) -> Iterator[str]:
    """Cytotoxic drugs or radiation before the first diagnosis, where the file does not say what they mean."""
    line = lineage(chart)
    diagnosed = [one.date for one in (line.current, *line.earlier) if one is not None and one.date]
    if not diagnosed or facts.answer("therapy_related") is not UNKNOWN:
        return
    rays = [one for one in chart.procedures if one.term.key in _RADIATION]
    given = (*of_class(chart.courses, "cytotoxic_chemotherapy"), *rays)
    if any(one.date and one.date < min(diagnosed) for one in given):
        said = "cytotoxic drugs or radiation came before the disease"
        yield f"{said}: whether it is therapy-related is not recorded"


def _monocytosis(chart: Chart, facts: DiseaseFacts) -> Iterator[str]:
    found = chart.latest("monocytes")
    limit = _TABLE["limits"]["monocytes"]
    if facts.family == "mds" and found is not None and (found.value or 0) >= limit:
        said = f"monocytes {found.written}: from {limit:g} x10^9/L CMML has to be excluded"
        yield f"{said} (WHO 2022; from 1 in WHO 2016)"
