"""What is remembered on a chart goes with the chart: nothing is left for the garbage collector to find."""

import gc
from weakref import ref

from matcher.chart import Chart
from matcher.cli.trials import from_folder
from matcher.match import match_all
from matcher.patient import load_patient
from matcher.sample.load import sample_patients, sample_trials
from matcher.state.derive import derive_state


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
