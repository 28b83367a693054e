"""Failure of erythropoiesis-stimulating agents: what became of each course, and who is no candidate.

Definitions: seeds/004:106-109 (8 weeks), seeds/003:19-30 (failed, relapsed, intolerant, ineligible by serum
EPO). Thresholds, words and sources: `data/failure.toml`.
"""

from collections.abc import Iterator

from matcher.chart import Chart
from matcher.facts import Course, Observation
from matcher.state.dose import esa_dose_is_enough, says, weekly
from matcher.state.drugs import drugs_of_class, of_class, taken
from matcher.state.evidence import cite, declared
from matcher.state.model import Esa, EsaLine, EsaStatus, EsaType
from matcher.state.tables import table
from matcher.truth import Truth

_TABLE = table("failure")
_RULE = _TABLE["esa"]
_RESPONSE = frozenset(_TABLE["responses"]["erythroid"])
_NO_RESPONSE = frozenset(_TABLE["responses"]["no_response"])

_DECIDING: tuple[tuple[str, ...], ...] = (
    ("responding",), ("refractory", "relapsed"), ("intolerant",), ("ongoing",), ("premature", "underdosed"),
)  # fmt: skip
"""The latest course of the first kind there is decides; only a response now outweighs an earlier failure."""


def esa(chart: Chart) -> Esa:
    """What became of ESA."""
    courses = [_judge(chart, course) for course in of_class(chart.courses, _RULE["drug_class"])]
    epo = chart.latest("serum_epo")
    notes = tuple(_epo_notes(epo))
    for kinds in _DECIDING:
        if kinds == _DECIDING[-1] and _too_high(epo):
            break
        for course in reversed(courses):
            if course.type in kinds:
                return Esa(status=course.type, codes=course.codes, weeks=course.weeks, lines=tuple(courses),
                           notes=notes, source=_RULE["source"], evidence=course.evidence)  # fmt: skip
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
    elif taken(chart, _RULE["drug_class"]) is Truth.FALSE:
        status, evidence = "naive", (declared("therapies"),)
    return Esa(
        status=status, codes=codes, lines=courses, notes=notes, source=_RULE["source"], evidence=evidence
    )


def _judge(chart: Chart, course: Course) -> EsaLine:
    kind, codes = _kind(chart, course)
    given = weekly(course.dose)
    return EsaLine(
        drugs=drugs_of_class(course, _RULE["drug_class"]),
        type=kind,
        codes=tuple(codes),
        weeks=_weeks(chart, course),
        weekly_dose=f"{given.value:,.0f} {given.unit}" if given else None,
        notes=tuple(_notes(course, kind)),
        evidence=(cite(course),),
    )


def _kind(chart: Chart, course: Course) -> tuple[EsaType, list[str]]:
    if course.outcome == "intolerance" or says(course.stop_reason, "intolerance"):
        return "intolerant", []
    responded = _responded(course)
    lost = course.outcome in ("relapse", "progression", "no response") or says(course.stop_reason, "loss")
    if responded is Truth.TRUE:
        return ("relapsed", []) if lost else (("responding" if course.ongoing else "unknown"), [])
    if course.ongoing and course.outcome in (None, "ongoing"):
        return "ongoing", []
    return _without_response(chart, course) if responded is Truth.FALSE else ("unknown", [])


def _without_response(chart: Chart, course: Course) -> tuple[EsaType, list[str]]:
    weeks = _weeks(chart, course)
    low_dose = ["UNDERDOSED"] if esa_dose_is_enough(course.dose) is Truth.FALSE else []
    if weeks is None:
        return "unknown", low_dose
    if weeks < _RULE["fewest_weeks"]:
        return "premature", ["PREMATURE_LT_8W", *low_dose]
    return ("underdosed", low_dose) if low_dose else ("refractory", [])


def _responded(course: Course) -> Truth:
    if course.best_response in _RESPONSE or course.outcome == "relapse":
        return Truth.TRUE
    said_none = course.best_response in _NO_RESPONSE or course.outcome == "no response"
    return Truth.FALSE if said_none or says(course.stop_reason, "no_response") else Truth.UNKNOWN


def _weeks(chart: Chart, course: Course) -> int | None:
    """Whole weeks on the drug; None where the end is not recorded."""
    end = course.end or (chart.as_of if course.ongoing else None)
    return (end - course.start).days // 7 if course.start and end else None


def _notes(course: Course, kind: EsaType) -> Iterator[str]:
    dose = esa_dose_is_enough(course.dose)
    if kind == "refractory" and dose is Truth.UNKNOWN:
        yield "the weekly dose is not recorded in full: taken as sufficient"
    if dose is Truth.FALSE:
        yield str(_RULE["dose_source"])
    if kind == "unknown" and course.best_response in _RESPONSE:
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
