"""The columnar engine beside the evaluator that it must agree with."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from criteria.eligibility import Coverage, Eligibility, Item
from criteria.nodes import Criterion
from matcher.chart import Chart
from matcher.cohort.schema import file_of
from matcher.columnar.codes import code_of
from matcher.columnar.engine import leaf_columns, line_blocks
from matcher.columnar.people import People
from matcher.columnar.plan import Plan, compiled
from matcher.columnar.results import verdicts_of
from matcher.evaluate.evaluate import evaluate
from matcher.match import match_trial
from matcher.patient import Patient
from matcher.registry.record import TrialRecord
from matcher.sample.load import sample_studies
from matcher.trial import Trial

WORDS = {0: "fail", 1: "fail", 2: "unknown", 3: "unknown", 4: "pass", 5: "pass"}


def trial_of(criteria: Iterable[Criterion]) -> Trial:
    """A trial that asks each criterion as an inclusion and as an exclusion."""
    record = TrialRecord.from_study(sample_studies()[0])
    items = [
        Item(
            id=f"{record.nct_id}#{number}-{section}",
            section=section,
            text="x",
            start=None,
            end=None,
            criterion=one,
        )
        for number, one in enumerate(criteria)
        for section in ("inclusion", "exclusion")
    ]
    coverage = Coverage(sentences=len(items), structured=len(items), administrative=0, unparsed=0)
    return Trial(record, Eligibility(nct_id=record.nct_id, items=tuple(items), coverage=coverage))


def charts_of(table: pa.Table, as_of: date | None = None) -> list[Chart]:
    """The charts of the rows, read as files are."""
    return [Chart.of(Patient.model_validate(file_of(row)), as_of) for row in table.to_pylist()]


def leaf_differences(plan: Plan, table: pa.Table, as_of: date | None = None) -> list[str]:
    """Where a leaf's column is not what the evaluator says of a patient."""
    columns = leaf_columns(plan, People(table, as_of))
    charts = charts_of(table, as_of)
    found = []
    for at, leaf in plan.leaves:
        want = np.array([code_of(evaluate(leaf, chart)) for chart in charts], np.uint8)
        got = columns[at].part(slice(0, len(charts)))
        found += [
            f"patient {who}: {got[who]}, not {want[who]}: {leaf!r}" for who in np.flatnonzero(got != want)
        ]
    return found


def trial_differences(trials: Sequence[Trial], table: pa.Table, as_of: date | None = None) -> list[str]:
    """Where a line or a trial has not the verdict that `match_trial` gives it."""
    plan, charts = compiled(trials), charts_of(table, as_of)
    found = []
    for patients, codes in line_blocks(plan, table, as_of):
        for trial, (number, lines) in zip(trials, plan.trials, strict=True):
            own = codes[list(lines)]
            verdicts = verdicts_of(own)
            for who, chart in enumerate(charts[patients]):
                match = match_trial(chart, trial)
                got = [WORDS[int(code)] for code in own[:, who]]
                if got != [one.verdict for one in match.criteria]:
                    found.append(f"{number}, patient {who}: lines differ")
                if ("eligible", "possible", "ineligible")[verdicts[who]] != match.verdict:
                    found.append(f"{number}, patient {who}: the verdict differs")
    return found
