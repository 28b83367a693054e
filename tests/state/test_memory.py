"""What is remembered on a chart goes with the chart: nothing is left for the garbage collector to find."""

import gc
from datetime import date
from weakref import ref

from matcher.chart import Chart
from matcher.cli.trials import from_folder
from matcher.facts import KaryotypeReport
from matcher.match import match_all
from matcher.patient import load_patient
from matcher.sample.load import sample_patients, sample_trials
from matcher.state.derive import derive_state
from matcher.state.memory import once_per_fact, once_per_key

DAY = date(2026, 11, 1)


def test_a_chart_goes_as_soon_as_nobody_needs_it() -> None:
    patient = load_patient(sample_patients()[2])
    trials = from_folder(sample_trials()[0].parent, ()).trials
    match_all(Chart.of(patient), trials)
    chart = Chart.of(patient)
    gc.disable()
    try:
        derive_state(chart)
        match_all(chart, trials)
        left = ref(chart)
        del chart
        assert left() is None
    finally:
        gc.enable()


def test_a_key_is_asked_once_a_chart() -> None:
    asked: list[tuple[str, str]] = []

    @once_per_key
    def told(key: str, chart: Chart) -> None:
        asked.append((key, chart.patient_id))

    one, other = (Chart(patient_id=name, as_of=DAY) for name in "ab")
    for chart in (one, other, one):
        for key in ("AML", "MDS", "AML"):
            told(key, chart)
    assert asked == [("AML", "a"), ("MDS", "a"), ("AML", "b"), ("MDS", "b")]


def test_a_fact_is_told_apart_by_its_place() -> None:
    place = once_per_fact(lambda fact, chart: f"{fact.path} of {chart.patient_id}")
    first, second = (KaryotypeReport(f"karyotypes[{number}]", DAY, "46,XX[20]") for number in range(2))
    one, other = (Chart(patient_id=name, as_of=DAY) for name in "ab")
    assert [place(fact, chart) for chart in (one, other) for fact in (first, second, first)] == [
        f"karyotypes[{number}] of {name}" for name in "ab" for number in (0, 1, 0)
    ]
