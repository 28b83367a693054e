"""Failure of erythropoiesis-stimulating agents: what became of each course, and who is no candidate.

Definitions: seeds/004:106-109 (8 weeks), seeds/003:19-30 (failed, relapsed, intolerant, ineligible by serum
EPO). Thresholds, words and sources: `data/failure.toml`.
"""

from collections.abc import Iterator, Mapping

from matcher.chart import Chart
from matcher.facts import Course, Observation
from matcher.state.dose import Amount, epoetin_equivalent, weekly
from matcher.state.drugs import drugs_of_class, taken
from matcher.state.evidence import cite, declared
from matcher.state.exposure import Exposure, exposures
from matcher.state.memory import once_per_chart
from matcher.state.model import Esa, EsaLine, EsaStatus, EsaType
from matcher.state.tables import table
from matcher.truth import FALSE, TRUE, UNKNOWN, Truth

_TABLE = table("failure")
_RULE = _TABLE["esa"]
_RESPONSE = frozenset(_TABLE["responses"]["erythroid"])

_DECIDING: tuple[tuple[str, ...], ...] = (
    ("responding",), ("refractory", "relapsed"), ("intolerant",), ("ongoing",), ("premature", "underdosed"),
)  # fmt: skip
"""The latest course of the first kind there is decides; only a response now outweighs an earlier failure."""


@once_per_chart
def esa_exposures(chart: Chart) -> tuple[Exposure, ...]:
    """The courses of ESA, joined where the pause is short."""
    return tuple(exposures(chart, _RULE["drug_class"], _RESPONSE, _RULE["same_course_gap_days"]))


@once_per_chart
def esa(chart: Chart) -> Esa:
    """What became of ESA."""
    courses = [_judge(chart, exposure) for exposure in esa_exposures(chart)]
    epo = chart.latest("serum_epo")
    notes = tuple(_epo_notes(epo))
    for kinds in _DECIDING:
        if kinds == _DECIDING[-1] and _too_high(epo):
            break
        for course in reversed(courses):
            if course.type in kinds:
                return Esa(
                    status=course.type,
                    codes=course.codes,
                    weeks=course.weeks,
                    lines=tuple(courses),
                    notes=notes,
                    source=_RULE["source"],
                    evidence=course.evidence,
                )
    return _undecided(chart, tuple(courses), epo, notes)


def _undecided(
    chart: Chart, courses: tuple[EsaLine, ...], epo: Observation | None, notes: tuple[str, ...]
) -> Esa:
    """No course decides: serum EPO may, or a complete list without any."""
    status: EsaStatus = "unknown"
    evidence = tuple(one for course in courses for one in course.evidence)
    codes: tuple[str, ...] = ()
    if epo is not None and _too_high(epo):
        status, codes, evidence = "ineligible", ("INELIGIBLE_HIGH_SEPO",), (cite(epo), *evidence)
    elif taken(chart, _RULE["drug_class"]) is FALSE:
        status, evidence = "naive", (declared("therapies"),)
    return Esa(
        status=status, codes=codes, lines=courses, notes=notes, source=_RULE["source"], evidence=evidence
    )


def _judge(chart: Chart, exposure: Exposure) -> EsaLine:
    kind, codes = _kind(chart, exposure)
    given = _highest(chart, exposure)
    return EsaLine(
        drugs=exposure.drugs,
        type=kind,
        codes=tuple(codes),
        weeks=exposure.weeks,
        weekly_dose=f"{given.value:,.0f} {given.unit}" if given else None,
        epoetin_equivalent_iu_a_week=round(epoetin_equivalent(given)) if given else None,
        notes=tuple(_notes(chart, exposure, kind)),
        evidence=tuple(cite(course) for course in exposure.courses),
    )


def _kind(chart: Chart, exposure: Exposure) -> tuple[EsaType, list[str]]:
    if exposure.intolerant:
        return "intolerant", []
    if exposure.responded is TRUE:
        return (
            ("relapsed", [])
            if exposure.lost
            else (("responding" if exposure.last.ongoing else "unknown"), [])
        )
    if exposure.runs_on:
        return "ongoing", []
    return _without_response(chart, exposure) if exposure.responded is FALSE else ("unknown", [])


def _without_response(chart: Chart, exposure: Exposure) -> tuple[EsaType, list[str]]:
    """Too short as a whole; or long enough, but not at a sufficient dose."""
    fewest = int(_RULE["fewest_weeks"])
    low = [course for course in exposure.courses if enough(chart, course) is FALSE]
    at_dose = exposure.weeks_of(course for course in exposure.courses if course not in low)
    low_dose = ["UNDERDOSED"] if low and (at_dose is None or at_dose < fewest) else []
    if exposure.weeks is None:
        return "unknown", low_dose
    if exposure.weeks < fewest:
        return "premature", ["PREMATURE_LT_8W", *low_dose]
    return ("underdosed", low_dose) if low_dose else ("refractory", [])


def weekly_dose(chart: Chart, course: Course) -> Amount | None:
    """The dose a week in the unit of the drug, by the last body weight where it is written by weight."""
    weight = chart.latest("weight")
    given = weekly(course.dose, weight.value if weight else None)
    if given is None:
        return None
    fitting = _RULE["in_iu" if given.unit == "IU" else "in_micrograms"]
    return given if set(drugs_of_class(course, _RULE["drug_class"])) <= set(fitting) else None


def enough(chart: Chart, course: Course, least: Mapping[str, float] | None = None) -> Truth:
    """Whether a course reached the least weekly dose, the general one or a definition's own."""
    given = weekly_dose(chart, course)
    if given is None:
        return UNKNOWN
    limits: Mapping[str, float] = least or _RULE["least_weekly"]
    return TRUE if given.value >= limits[given.unit] else FALSE


def _highest(chart: Chart, exposure: Exposure) -> Amount | None:
    given = [found for course in exposure.courses if (found := weekly_dose(chart, course))]
    return max(given, key=epoetin_equivalent, default=None)


def _notes(chart: Chart, exposure: Exposure, kind: EsaType) -> Iterator[str]:
    doses = [enough(chart, course) for course in exposure.courses]
    if kind == "refractory" and UNKNOWN in doses:
        yield "the weekly dose is not recorded in full: taken as sufficient"
    if FALSE in doses:
        yield str(_RULE["dose_source"])
    if any(weekly_dose(chart, course) and "kg" in (course.dose or "") for course in exposure.courses):
        yield "the dose is written by weight: reckoned with the last body weight"
    if len(exposure.courses) > 1:
        yield str(_RULE["same_course_source"])
    if kind == "unknown" and exposure.responded is TRUE:
        yield "ended while responding"


def _too_high(epo: Observation | None) -> bool:
    return epo is not None and epo.value is not None and epo.value > _RULE["ineligible_above"]


def _epo_notes(epo: Observation | None) -> Iterator[str]:
    if epo is None or epo.value is None:
        return
    if epo.value > _RULE["ineligible_above"]:
        yield str(_RULE["ineligible_source"])
    elif epo.value == _RULE["ineligible_above"]:
        yield f"serum EPO is exactly on the limit of {_RULE['ineligible_above']} U/L: sources differ"
    elif epo.value > _RULE["less_likely_above"]:
        yield str(_RULE["less_likely_source"])
