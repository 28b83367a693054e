"""The disease by each classification: the entity as far as the recorded facts go, or candidates and what
would decide.

Entities, limits and sources: `data/disease.toml`. Nothing here replaces a pathologist: the last facts are
taken as they stand, and marrow taken under treatment is said to be that.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from matcher.chart import Chart
from matcher.facts import Observation
from matcher.state.disease_facts import PLACES, DiseaseFacts
from matcher.state.drugs import of_class
from matcher.state.evidence import cite
from matcher.state.marrow_disease import covers, lineage
from matcher.state.memory import once_per_chart
from matcher.state.model_disease import AmlBoundary, Candidate, Classification, Cmml, Disease
from matcher.state.score import Bounds
from matcher.state.tables import table
from matcher.truth import NOT, Truth, all_of, any_of

_TABLE = table("disease")
CLASSIFICATIONS = ("fab", "who_2016", "who_2022", "icc")
_RADIATION = ("radiotherapy", "total_body_irradiation")
_SAID = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}


@once_per_chart
def disease(chart: Chart) -> Disease | None:
    """What the disease is; None where neither a diagnosis of the marrow nor blasts are recorded."""
    facts = DiseaseFacts(chart)
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
        evidence=tuple(cite(fact) for fact in facts.facts()),
        **{name: _classified(facts, name) for name in CLASSIFICATIONS},
    )


# --- one classification ------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """What a classification goes by: the groups of blasts that are left, what would decide between them, and
    the answers to all conditions in the order of `CONDITIONS`."""

    groups: frozenset[str]
    missing_blasts: tuple[str, ...]
    answers: tuple[Truth, ...]


def _classified(facts: DiseaseFacts, name: str) -> Classification:
    if facts.family is None:
        why = "no diagnosis of the marrow is recorded" if facts.current is None else "not classified here"
        return Classification(why=why, source=_TABLE[name]["source"], confidence=_TABLE[name]["confidence"])
    return _classify(name, facts.family, _asked(facts, name))


@lru_cache(maxsize=20_000)
def _classify(name: str, listed: str, asked: Asked) -> Classification:
    """The same answers always give the same entity."""
    candidates, unless = _candidates(name, listed, asked)
    names = dict.fromkeys(one.name for one in candidates)
    return Classification(
        entity=next(iter(names)) if len(names) == 1 else None,
        candidates=candidates,
        unless=unless,
        missing=tuple(dict.fromkeys(need for one in candidates for need in one.needs)),
        source=_TABLE[name]["source"],
        confidence=_TABLE[name]["confidence"],
    )


def candidates_of(facts: DiseaseFacts, name: str, listed: str) -> tuple[Candidate, ...]:
    """The entities of a list of a classification that the facts allow, in the order asked."""
    return _candidates(name, listed, _asked(facts, name))[0]


def _asked(facts: DiseaseFacts, name: str) -> Asked:
    return Asked(_blast_groups(facts, _TABLE[name]), tuple(_missing_blasts(facts)), facts.answers)


@lru_cache(maxsize=20_000)
def _candidates(name: str, listed: str, asked: Asked) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """The entities left, and what would make it a rare one."""
    candidates: list[Candidate] = []
    unless: list[str] = []
    for entity in _TABLE[name][listed]:
        truth, needs = _holds(asked, entity["all"])
        if truth is Truth.UNKNOWN and entity.get("rare"):
            rest = [need for need in needs if "blasts" not in need] or needs
            unless.append(f"{entity['name']}: {', '.join(rest)} not recorded")
        elif truth is not Truth.FALSE:
            candidates.append(Candidate(name=entity["name"], needs=needs))
        if truth is Truth.TRUE:
            break
    return tuple(candidates), tuple(unless)


def _holds(asked: Asked, conditions: Sequence[str]) -> tuple[Truth, tuple[str, ...]]:
    """Whether all conditions hold, and what would decide those that may."""
    truths = {condition: _either(asked, condition) for condition in conditions}
    open_ones = [condition for condition, truth in truths.items() if truth is Truth.UNKNOWN]
    needs = (need for condition in open_ones for need in _needs(asked, condition))
    return all_of(truths.values()), tuple(dict.fromkeys(needs))


def _either(asked: Asked, condition: str) -> Truth:
    return any_of(_single(asked, one) for one in condition.split("|"))


def _single(asked: Asked, condition: str) -> Truth:
    if condition.startswith("!"):
        return NOT[_single(asked, condition[1:])]
    if not condition.startswith("blasts:"):
        return asked.answers[PLACES[condition]]
    group = condition.partition(":")[2]
    if asked.groups == {group}:
        return Truth.TRUE
    return Truth.UNKNOWN if group in asked.groups else Truth.FALSE


def _needs(asked: Asked, condition: str) -> Iterator[str]:
    for one in condition.split("|"):
        if _single(asked, one) is not Truth.UNKNOWN:
            continue
        if "blasts:" in one:
            yield from asked.missing_blasts
        else:
            yield _TABLE["needs"][one.removeprefix("!")]


# --- blasts ------------------------------------------------------------------------------------------------


def _missing_blasts(facts: DiseaseFacts) -> Iterator[str]:
    counts = {"marrow blasts": facts.marrow_blasts, "blood blasts": facts.blood_blasts}
    limits = [
        bounds.low for bounds in counts.values() if bounds.known and bounds.low in _TABLE["limits"]["acute"]
    ]
    yield from (f"on which side of the line {limit:g}% blasts are counted" for limit in limits)
    if not limits:
        yield from (name for name, bounds in counts.items() if not bounds.known)


def _blast_groups(facts: DiseaseFacts, rule: Mapping[str, Any]) -> frozenset[str]:
    """The groups of blasts that the facts leave; the recorded entity stands in for a missing count."""
    own = "cmml_" if facts.family == "cmml" and "cmml_blasts" in rule else ""
    cuts = rule[f"{own}blasts"]
    names = cuts["names"]
    implied = [names.index(group) for group in _implied(facts, rule[f"{own}recorded"])]
    marrow = _group_range(cuts["marrow"], facts.marrow_blasts, cuts["boundary"])
    blood = _group_range(cuts["blood"], facts.blood_blasts, cuts["boundary"])
    if implied and not facts.marrow_blasts.known:
        marrow = min(implied), max(implied)
    if implied and not facts.blood_blasts.known:
        blood = 0, max(implied)
    low, high = max(marrow[0], blood[0]), max(marrow[1], blood[1])
    return frozenset(names[low : high + 1])


def _group_range(limits: Sequence[float], blasts: Bounds, boundary: Sequence[float]) -> tuple[int, int]:
    """The lowest and the highest group; a value on a boundary is in the group below as well."""
    lowest = (bisect_left if blasts.low in boundary else bisect_right)(limits, blasts.low)
    return lowest, bisect_right(limits, blasts.high)


def _implied(facts: DiseaseFacts, groups: Mapping[str, Sequence[str]]) -> Sequence[str]:
    key = str(facts.current.disease) if facts.current else ""
    return next(
        (
            groups[group]
            for group, keys in _TABLE["recorded_blasts"].items()
            if key in keys and group in groups
        ),
        (),
    )


def _aml_by(facts: DiseaseFacts, blasts: Sequence[Observation], limit: float) -> AmlBoundary:
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
    subtype = {Truth.TRUE: "proliferative", Truth.FALSE: "dysplastic"}.get(proliferative, by_name)
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
    if facts.family == "mds" and facts.answer("therapy_related") is Truth.TRUE:
        yield "therapy-related: an entity of its own by WHO 2016, a qualifier by WHO 2022 and ICC"
    if covers("RAEB-t", key) and key:
        yield "RAEB-t is MDS by FAB and AML by WHO since 2001"


def _earlier_cytotoxic_therapy(chart: Chart, facts: DiseaseFacts) -> Iterator[str]:
    """Cytotoxic drugs or radiation before the first diagnosis, where the file does not say what they mean."""
    line = lineage(chart)
    diagnosed = [one.date for one in (line.current, *line.earlier) if one is not None and one.date]
    if not diagnosed or facts.answer("therapy_related") is not Truth.UNKNOWN:
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
