"""Both engines say the same of every patient, line and trial."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.nodes import Criterion
from criteria.parse import parse_many
from matcher.cohort.schema import LISTS, table_of
from matcher.cohort.synthetic import synthetic_patients
from matcher.columnar import engine
from matcher.columnar.plan import compiled
from matcher.registry.record import TrialRecord, eligibility_source
from matcher.sample.load import sample_studies
from matcher.trial import Trial
from tests.lib.columns import leaf_differences, trial_differences, trial_of
from tests.lib.crowds import odd_patients
from tests.lib.trees import trees

CROWD = table_of(odd_patients(60, seed=5))


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    records = [TrialRecord.from_study(study) for study in sample_studies()]
    readings = parse_many([eligibility_source(record) for record in records])
    return [Trial(record, reading) for record, reading in zip(records, readings, strict=True)]


def test_lines_and_trials_of_the_sample_have_the_same_verdicts(trials: list[Trial]) -> None:
    assert trial_differences(trials, synthetic_patients(60, 3)) == []
    assert trial_differences(trials, CROWD) == []


def test_leaves_of_the_sample_have_the_same_verdicts(trials: list[Trial]) -> None:
    plan = compiled(trials)
    assert leaf_differences(plan, synthetic_patients(300, 4)) == []
    assert leaf_differences(plan, table_of(odd_patients(300, seed=6))) == []


def test_another_day_of_judgement_counts_for_all(trials: list[Trial]) -> None:
    assert leaf_differences(compiled(trials), CROWD, date(2026, 10, 1)) == []


@given(st.lists(trees(), min_size=5, max_size=20))
@settings(max_examples=25, deadline=None)
def test_any_criteria_have_the_same_verdicts(criteria: list[Criterion]) -> None:
    assert leaf_differences(compiled([trial_of(criteria)]), CROWD) == []
    assert trial_differences([trial_of(criteria)], CROWD.slice(0, 10)) == []


def test_a_cohort_of_nobody_has_no_verdicts(trials: list[Trial]) -> None:
    assert trial_differences(trials, CROWD.slice(0, 0)) == []


def test_patients_of_whom_nothing_is_known_are_judged(trials: list[Trial]) -> None:
    nothing = dict.fromkeys((*LISTS, "complete"), ())
    empty = [one.model_copy(update=nothing) for one in odd_patients(3, seed=8)]
    assert leaf_differences(compiled(trials), table_of(empty)) == []


def test_blocks_of_any_size_hold_the_same_codes(trials: list[Trial], monkeypatch: pytest.MonkeyPatch) -> None:
    plan, crowd = compiled(trials), synthetic_patients(100, 3)
    ((everybody, whole),) = engine.line_blocks(plan, crowd)
    monkeypatch.setattr(engine, "BLOCK", 16)
    monkeypatch.setattr(engine, "TOGETHER", 48)
    blocks = [(patients, codes.copy()) for patients, codes in engine.line_blocks(plan, crowd)]
    assert everybody == slice(0, 100)
    assert [patients.start for patients, _ in blocks] == list(range(0, 100, 16))
    assert np.array_equal(np.concatenate([codes for _, codes in blocks], axis=1), whole)
