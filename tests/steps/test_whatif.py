"""A finding as it is typed, and the trials that it opens and closes."""

from datetime import date
from typing import Any

import pytest

from criteria import nodes
from matcher.chart import Chart
from matcher.errors import BadInput
from matcher.match import match_all
from matcher.patient import read_patient
from matcher.steps.finding import understood, with_findings
from matcher.steps.whatif import Change, changes
from tests.lib.charts import AS_OF, diagnosis, file_of, lab
from tests.match.test_trials import trial

WOMAN: dict[str, Any] = {
    "sex": "female",
    "diagnoses": [diagnosis("MDS with excess blasts 2")],
    "mutations": [{"gene": "IDH2", "status": "not_detected", "date": "2026-10-20"}],
    "observations": [lab("hemoglobin", 7.6, "g/dL")],
}
IDH2 = nodes.Alteration(gene="IDH2")


@pytest.mark.parametrize(
    ("finding", "place", "entry"),
    [
        ("IDH2 mutated", "mutations", {"gene": "IDH2", "status": "detected"}),
        ("IDH2 R140Q detected", "mutations", {"gene": "IDH2", "variant": "R140Q", "status": "detected"}),
        ("TP53 wild type", "mutations", {"gene": "TP53", "status": "not_detected"}),
        ("FLT3 not detected", "mutations", {"gene": "FLT3", "status": "not_detected"}),
        ("del(5q)", "karyotypes", {"iscn": "46,XX,del(5q)[20]"}),
        ("-7", "karyotypes", {"iscn": "45,XX,-7[20]"}),
        ("+8", "karyotypes", {"iscn": "47,XX,+8[20]"}),
        ("karyotype=46,XX[20]", "karyotypes", {"iscn": "46,XX[20]"}),
        ("hemoglobin=9.5 g/dL", "observations", {"name": "hemoglobin", "value": 9.5, "unit": "g/dL"}),
        ("ECOG=1", "observations", {"name": "ECOG", "value": 1.0}),
        (
            "bone marrow blasts=12 %",
            "observations",
            {"name": "bone marrow blasts", "value": 12.0, "unit": "%"},
        ),
        ("no HIV infection", "conditions", {"term": "HIV infection", "status": "absent"}),
        ("active infection", "conditions", {"term": "infection", "status": "active"}),
    ],
)
def test_a_finding_is_written_where_it_belongs(finding: str, place: str, entry: dict[str, Any]) -> None:
    assert understood(finding, "female") == (place, entry)


@pytest.mark.parametrize("finding", ["", "zorbs", "XYZ9 mutated", "zorbs=3", "no zorbs", "hemoglobin=low"])
def test_what_is_not_understood_is_said(finding: str) -> None:
    with pytest.raises(BadInput, match="is not understood; write it as"):
        understood(finding, None)


def changed(*findings: str, **facts: Any) -> tuple[Change, ...]:
    patient = read_patient(file_of(**(WOMAN | facts)), "patient.json")
    trials = [
        trial(IDH2, number=1),
        trial(nodes.Not(child=IDH2), number=2),
        trial(nodes.Sex(sex="female"), number=3),
    ]
    before, after = (
        match_all(Chart.of(one), trials) for one in (patient, with_findings(patient, findings, AS_OF))
    )
    return changes(before, after)


def test_a_finding_opens_and_closes_trials() -> None:
    opened, closed = changed("IDH2 mutated")
    assert (opened.nct_id, opened.before, opened.after, opened.opens) == (
        "NCT00000001", "ineligible", "eligible", True,
    )  # fmt: skip
    assert (closed.nct_id, closed.before, closed.after, closed.opens) == (
        "NCT00000002", "eligible", "ineligible", False,
    )  # fmt: skip
    assert [line.after for line in opened.lines] == ["pass"]


def test_a_finding_that_nobody_asks_about_changes_nothing() -> None:
    assert changed("ECOG=1") == ()


def test_the_file_stays_as_it_was() -> None:
    patient = read_patient(file_of(**WOMAN), "patient.json")
    other = with_findings(patient, ["hemoglobin=9.5 g/dL"], AS_OF)
    assert len(patient.observations) == 1
    assert [one.value for one in other.observations] == [7.6, 9.5]
    assert other.observations[1].date == date(2026, 11, 1)
