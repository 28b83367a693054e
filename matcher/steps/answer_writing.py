"""How an answer is written in a patient file: one writer a kind of `data/answers.toml`.

Answers come from a form, so each word is checked. Messages name the field and how to mend it, never a value.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from criteria.rendering.leaves import DONORS, STATES
from criteria.vocabulary.load import vocabulary
from matcher.chart import Chart
from matcher.errors import BadInput
from matcher.evaluate.lineage import lineage
from matcher.evaluate.say import drug_names
from matcher.patient import Patient
from matcher.steps.answering import Answer, Answerable, Field, answerable
from matcher.steps.recording import Addition, with_additions

Said = Mapping[str, Any]
"""The checked words of an answer by field; a field that was left empty is not there."""

LONGEST = 300
"""Characters of a text."""


def with_answers(patient: Patient, answers: Iterable[Answer]) -> Patient:
    """A copy of the patient with the answers, in their order. Raises BadInput for one that cannot be used."""
    for one in answers:
        patient = with_additions(patient, additions(one, patient), "the patient with the answers")
    return patient


def additions(answer: Answer, patient: Patient) -> tuple[Addition, ...]:
    """What the answer says, as the file has it. Raises BadInput for one that says nothing or too little."""
    asked = answerable(answer.need)
    if asked is None:
        raise BadInput(f"no patient file holds {answer.need!r}; ask the trial's team")
    said = {field.name: _checked(field, answer) for field in asked.fields}
    given = {name: value for name, value in said.items() if value is not None}
    return tuple(WRITERS[asked.kind](asked, given, Chart.of(patient, answer.as_of)))


# --- what was said -----------------------------------------------------------------------------------------


def _checked(field: Field, answer: Answer) -> Any:
    written = answer.given.get(field.name, "").strip()
    if not written:
        if field.needed:
            raise BadInput(f"{answer.need}: the {field.name} is missing; fill it in")
        return None
    try:
        return READERS[field.kind](field, written, answer.as_of)
    except ValueError as fault:
        raise BadInput(f"{answer.need}: the {field.name} {fault}") from None


def _number(field: Field, written: str, _: date) -> float:
    try:
        value = float(written.replace(",", "."))
    except ValueError:
        raise ValueError("is no number; write digits, 1.2") from None
    if not math.isfinite(value):
        raise ValueError("is no number; write digits, 1.2")
    if (field.low is not None and value < field.low) or (field.high is not None and value > field.high):
        raise ValueError(f"lies outside its range; write a number {_range(field)}")
    return value


def _range(field: Field) -> str:
    if field.high is None:
        return f"from {field.low:g}"
    return f"up to {field.high:g}" if field.low is None else f"from {field.low:g} to {field.high:g}"


def _count(field: Field, written: str, as_of: date) -> int:
    value = _number(field, written, as_of)
    if value != int(value):
        raise ValueError("is no whole number; write digits, 4")
    return int(value)


def _choice(field: Field, written: str, _: date) -> str:
    if written not in field.choices:
        raise ValueError(f"is not among what can be said; choose one of {', '.join(field.choices)}")
    return written


def _day(_: Field, written: str, as_of: date) -> str:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise ValueError("is no day of the calendar; write it as 2026-11-01") from None
    if day > as_of:
        raise ValueError(f"lies after {as_of}, the day on which the patient is judged; give an earlier day")
    return day.isoformat()


def _text(_: Field, written: str, __: date) -> str:
    if len(written) > LONGEST:
        raise ValueError(f"is too long; write at most {LONGEST} signs")
    return written


READERS: Mapping[str, Callable[[Field, str, date], Any]] = {
    "number": _number,
    "whole": _count,
    "choice": _choice,
    "date": _day,
    "text": _text,
}


# --- how the file has it -----------------------------------------------------------------------------------

YES = "yes"
NONE_UNLISTED = "none_unlisted"


def _measurement(asked: Answerable, said: Said, _: Chart) -> Iterator[Addition]:
    yield Addition(("observations",), {"name": asked.about, **said})


def _risk(asked: Answerable, said: Said, _: Chart) -> Iterator[Addition]:
    if "category" not in said and "value" not in said:
        raise BadInput(f"{asked.need}: the category and the value are missing; give one of the two")
    yield Addition(("observations",), {"name": asked.about, **said})


def _limit_of_normal(asked: Answerable, said: Said, chart: Chart) -> Iterator[Addition]:
    lab = vocabulary().find(asked.about, "lab")
    latest = chart.latest(lab.key) if lab else None
    if latest is None:
        raise BadInput(f"{asked.need}: no value is recorded to which it belongs; record the value first")
    side = "lower" if asked.need.startswith("the lower") else "upper"
    yield Addition(_place(latest.path), {f"{side}_limit_of_normal": said["value"]})


def _illness(asked: Answerable, said: Said, _: Chart) -> Iterator[Addition]:
    yield Addition(("conditions",), {"term": asked.about, "status": said["state"], "date": said["date"]})


def _mutation(asked: Answerable, said: Said, _: Chart) -> Iterator[Addition]:
    variant = {"variant": said["variant"]} if "variant" in said and said["state"] == "detected" else {}
    fact = {"gene": asked.about, "status": said["state"], "date": said["date"]}
    yield Addition(("mutations",), fact | variant)


def _karyotype(_: Answerable, said: Said, __: Chart) -> Iterator[Addition]:
    yield Addition(("karyotypes",), dict(said))


def _prior_therapy(asked: Answerable, said: Said, _: Chart) -> Iterator[Addition]:
    yield from _course("therapies", asked.about, said, "end")


def _medication(asked: Answerable, said: Said, _: Chart) -> Iterator[Addition]:
    yield from _course("medications", asked.about, said, "start")


def _course(name: str, drug: str, said: Said, day: str) -> Iterator[Addition]:
    if said["given"] == YES:
        yield Addition((name,), {"drug": drug} | ({day: said[day]} if day in said else {}))
    else:
        yield from _whole("therapies", "medications")


def _procedure(asked: Answerable, said: Said, _: Chart) -> Iterator[Addition]:
    if said["given"] == YES:
        day = {"date": said["date"]} if "date" in said else {}
        yield Addition(("procedures",), {"name": asked.about} | day)
    else:
        yield from _whole("procedures")


def _lists(_: Answerable, __: Said, ___: Chart) -> Iterator[Addition]:
    yield from _whole("therapies", "medications", "procedures")


def _whole(*lists: str) -> Iterator[Addition]:
    """These lists of the file are whole: what they do not hold did not happen."""
    yield from (Addition(("complete",), name) for name in lists)


def _of_course(asked: Answerable, said: Said, chart: Chart) -> Iterator[Addition]:
    courses = [one for one in chart.courses if drug_names(one) == asked.about]
    if not courses:
        raise BadInput(f"{asked.need}: the file holds no such course; record the course first")
    yield Addition(_place(courses[-1].path), dict(said))


def _donor(asked: Answerable, said: Said, _: Chart) -> Iterator[Addition]:
    field = next(key for key, name in DONORS.items() if name == asked.about)
    yield Addition(("donor",), {field: said["state"] == YES})


def _any_donor(_: Answerable, said: Said, __: Chart) -> Iterator[Addition]:
    every = ("matched_sibling", "matched_unrelated", "haploidentical")
    found = dict.fromkeys(every, False) if said["state"] == "no" else {said["state"]: True}
    yield Addition(("donor",), found)


def _reproductive(asked: Answerable, said: Said, _: Chart) -> Iterator[Addition]:
    field = next(key for key, name in STATES.items() if name == asked.about)
    yield Addition(("reproductive",), {field: said["state"] == YES})


def _therapy_related(asked: Answerable, said: Said, chart: Chart) -> Iterator[Addition]:
    current = lineage(chart).current
    if current is None or not current.path.startswith("diagnoses"):
        raise BadInput(f"{asked.need}: the file names no disease of the marrow; record the diagnosis first")
    yield Addition(_place(current.path), {"therapy_related": said["state"] == YES})


EIGHT_WEEKS = timedelta(weeks=8)


def _transfusions(asked: Answerable, said: Said, chart: Chart) -> Iterator[Addition]:
    """Units of two neighbouring periods of 8 weeks, the later one up to the day of judging."""
    product = "RBC" if asked.about == "RBC" else "platelets"
    if any(one.product == product for one in chart.transfusions):
        raise BadInput(f"{asked.need}: the file lists transfusions of this kind already; complete that list")
    end = chart.as_of
    for name in ("units_8wk", "units_before"):
        begin = end - EIGHT_WEEKS + timedelta(days=1)
        period = {"from": begin.isoformat(), "to": end.isoformat()}
        yield Addition(("transfusions",), {"product": product, "units": said[name]} | period)
        end = begin - timedelta(days=1)
    if said["all"] == NONE_UNLISTED:
        yield from _whole("transfusions")


def _sex(_: Answerable, said: Said, __: Chart) -> Iterator[Addition]:
    yield Addition((), {"sex": said["state"]})


def _birth_date(_: Answerable, said: Said, __: Chart) -> Iterator[Addition]:
    yield Addition((), dict(said))


def _country(_: Answerable, said: Said, __: Chart) -> Iterator[Addition]:
    yield Addition(("location",), dict(said))


def _place(path: str) -> tuple[str | int, ...]:
    """`observations[2]` as the steps that lead there."""
    name, _, index = path.rstrip("]").partition("[")
    return (name, int(index)) if index else (name,)


WRITERS: Mapping[str, Callable[[Answerable, Said, Chart], Iterator[Addition]]] = {
    "measurement": _measurement,
    "risk": _risk,
    "limit_of_normal": _limit_of_normal,
    "illness": _illness,
    "mutation": _mutation,
    "karyotype": _karyotype,
    "prior_therapy": _prior_therapy,
    "medication": _medication,
    "procedure": _procedure,
    "lists": _lists,
    "outcome": _of_course,
    "cycles": _of_course,
    "end": _of_course,
    "donor": _donor,
    "any_donor": _any_donor,
    "reproductive": _reproductive,
    "therapy_related": _therapy_related,
    "transfusions": _transfusions,
    "sex": _sex,
    "birth_date": _birth_date,
    "country": _country,
}
