"""Every need of the published patients that can be answered is settled by an answer in its lines."""

from collections.abc import Iterator

import pytest

from matcher.chart import Chart
from matcher.match import match_question
from matcher.patient import Patient, load_patient
from matcher.sample.load import sample_patients
from matcher.steps.answer_writing import with_answers
from matcher.steps.answering import Answer, Answerable, answerable
from matcher.trial import Question
from tests.lib.sample_home import sample_readings

MAY_STAY_OPEN = ("transfusions", "lists")
"""What the answer means may be for the trial to say, and a listed course may be what is in doubt."""


def open_lines(patient: Patient) -> Iterator[tuple[str, Question]]:
    """Every need with a line that has it."""
    chart = Chart.of(patient)
    for trial in sample_readings().trials:
        for question in trial.questions:
            for need in match_question(chart, question).needs:
                yield need, question


def answers(asked: Answerable, patient: Patient) -> Iterator[Answer]:
    """One answer for each word that can be chosen."""
    for place in range(max((len(one.choices) for one in asked.fields), default=1) or 1):
        given = {}
        for field in asked.fields:
            if field.choices:
                given[field.name] = field.choices[min(place, len(field.choices) - 1)]
            elif field.kind == "date":
                given[field.name] = patient.as_of.isoformat()
            else:
                given[field.name] = {"iscn": "46,XX[20]"}.get(field.name, "" if field.kind == "text" else "1")
        yield Answer(asked.need, given, patient.as_of)


@pytest.mark.parametrize("path", sample_patients(), ids=lambda path: path.stem)
def test_an_answer_settles_the_need(path: object) -> None:
    patient = load_patient(path)  # type: ignore[arg-type]
    stuck, settled = set(), 0
    for need, question in open_lines(patient):
        asked = answerable(need)
        if asked is None or asked.kind in MAY_STAY_OPEN:
            continue
        told = (Chart.of(with_answers(patient, [one])) for one in answers(asked, patient))
        if any(need not in match_question(chart, question).needs for chart in told):
            settled += 1
        else:
            stuck.add((need, question.item.id))
    assert settled > 20
    assert stuck == set()
