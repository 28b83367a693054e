"""Whole trials: the verdict that their lines make, the score, the order."""

from typing import Any

import pytest

from criteria import nodes
from criteria.eligibility import Coverage, Eligibility, Item
from criteria.nodes import Criterion
from criteria.quantity import Interval
from matcher.match import TrialMatch, match_all, match_trial
from matcher.registry.record import TrialRecord
from matcher.trial import Trial
from tests.lib.charts import chart, diagnosis

PASS, FAIL = nodes.Sex(sex="female"), nodes.Sex(sex="male")
OPEN = nodes.LifeExpectancy(interval=Interval(low=90))
CONSENT = nodes.Administrative(topic="consent")
ODD = nodes.Unparsed(text="zorbs")
WOMAN: dict[str, Any] = {"sex": "female", "diagnoses": [diagnosis("MDS with excess blasts 2")]}


def trial(*criteria: Criterion, number: int = 1, **fields: Any) -> Trial:
    """A trial with these inclusion criteria."""
    nct_id = f"NCT{number:08d}"
    items = tuple(
        Item(
            id=f"{nct_id}#i{place}", section="inclusion", text="x", start=place, end=place + 1, criterion=one
        )
        for place, one in enumerate(criteria)
    )
    coverage = Coverage(sentences=len(items), structured=len(items), administrative=0, unparsed=0)
    given = {"overall_status": "RECRUITING", "conditions": ("MDS",)} | fields
    record = TrialRecord.model_validate({"nct_id": nct_id, "url": "https://clinicaltrials.gov/", **given})
    return Trial(record, Eligibility(nct_id=nct_id, items=items, coverage=coverage))


def matched(*criteria: Criterion, **fields: Any) -> TrialMatch:
    return match_trial(chart(**WOMAN), trial(*criteria, **fields))


@pytest.mark.parametrize(
    ("criteria", "verdict"),
    [
        ((PASS,), "eligible"),
        ((PASS, CONSENT), "eligible"),
        ((PASS, OPEN), "possible"),
        ((PASS, ODD), "possible"),
        ((PASS, OPEN, FAIL), "ineligible"),
        ((FAIL,), "ineligible"),
        ((CONSENT,), "possible"),
        ((), "possible"),
    ],
)
def test_the_lines_make_the_verdict(criteria: tuple[Criterion, ...], verdict: str) -> None:
    assert matched(*criteria).verdict == verdict


def test_every_item_is_matched_in_its_order() -> None:
    found = matched(PASS, CONSENT, ODD, OPEN)
    assert [one.id for one in found.criteria] == [f"NCT00000001#i{place}" for place in range(4)]
    assert [one.verdict for one in found.criteria] == ["pass", "unknown", "unknown", "unknown"]


def test_a_missing_status_is_kept_missing() -> None:
    assert matched(PASS, overall_status=None).overall_status is None


def test_the_order_is_disease_verdict_standing_score_number() -> None:
    trials = [
        trial(FAIL, number=1),
        trial(PASS, OPEN, number=2, overall_status="COMPLETED"),
        trial(PASS, OPEN, number=4),
        trial(PASS, OPEN, number=3),
        trial(PASS, number=5, conditions=("Multiple Myeloma",)),
        trial(PASS, number=6, overall_status="COMPLETED"),
        trial(PASS, PASS, OPEN, number=7, conditions=("Multiple Myeloma",)),
        trial(PASS, number=8, overall_status="NOT_YET_RECRUITING"),
        trial(PASS, number=9, overall_status=None),
    ]
    for given in (trials, trials[::-1]):
        found = match_all(chart(**WOMAN), given)
        assert [int(match.nct_id[3:]) for match in found] == [9, 8, 6, 3, 4, 2, 1, 5, 7]
        assert [match.rank for match in found] == list(range(1, 10))


@pytest.mark.parametrize(
    ("conditions", "aim"),
    [
        (("MDS",), "own"),
        (("Myelodysplastic Syndromes", "Multiple Myeloma"), "own"),
        (("Multiple Myeloma",), "other"),
        ((), "unclear"),
    ],
)
def test_a_trial_is_for_the_own_disease_or_for_another(conditions: tuple[str, ...], aim: str) -> None:
    assert matched(PASS, conditions=conditions).aim == aim


def test_a_trial_for_aml_is_not_for_another_disease_at_the_boundary() -> None:
    boundary = WOMAN | {
        "observations": [{"name": "marrow blasts", "value": 20, "unit": "%", "date": "2026-10-20"}]
    }
    aml = trial(PASS, conditions=("Acute Myeloid Leukemia",))
    (at_limit,) = match_all(chart(**boundary), [aml])
    (below,) = match_all(chart(**WOMAN), [aml])
    assert (at_limit.aim, below.aim) == ("own", "other")


def test_the_same_input_gives_the_same_bytes() -> None:
    trials = [trial(PASS, OPEN, number=number) for number in range(1, 20)]
    first, second = (
        [match.model_dump_json() for match in match_all(chart(**WOMAN), trials)] for _ in range(2)
    )
    assert first == second
