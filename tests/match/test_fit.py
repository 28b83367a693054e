"""The parts of the score: what each says of a trial, and that they add up."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import matcher
from criteria import nodes
from criteria.nodes import Criterion
from criteria.vocabulary.load import vocabulary
from matcher.fit import ScorePart, score_of
from matcher.match import TrialMatch, match_trial
from matcher.mechanism import GENE
from matcher.state.conditions import CONDITIONS
from tests.lib.charts import chart, course
from tests.match.test_trials import FAIL, OPEN, PASS, WOMAN, trial

FOLDER = Path(matcher.__file__).parent
HOUSTON = {"country": "US", "lat": 29.71, "lon": -95.40}
FAILED = [course("azacitidine", cycles=8, best_response="none", outcome="no response")]
AFTER_HMA = nodes.PriorTherapy(agents=("HMA",), outcome="failed")


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def matched(*criteria: Criterion, facts: dict[str, Any] | None = None, **fields: Any) -> TrialMatch:
    return match_trial(chart(**(WOMAN | (facts or {}))), trial(*(criteria or (PASS,)), **fields))


def part(name: str, match: TrialMatch) -> ScorePart:
    (found,) = [one for one in match.score_parts if one.part == name]
    return found


def test_the_weights_add_up_to_one() -> None:
    assert sum(table("fit.toml")["weights"].values()) == pytest.approx(1)


def test_the_score_is_the_weighed_sum_of_its_parts() -> None:
    found = matched(PASS, OPEN)
    assert [one.part for one in found.score_parts] == list(table("fit.toml")["weights"])
    assert found.score == score_of(found.score_parts)
    assert found.score == round(sum(one.value * one.weight for one in found.score_parts), 3)
    assert all(0 <= one.value <= 1 and one.why for one in found.score_parts)


@pytest.mark.parametrize(
    ("criteria", "value"),
    [((PASS,), 1.0), ((PASS, OPEN), 0.5), ((PASS, nodes.Administrative(topic="consent")), 1.0)],
)
def test_decided_is_the_share_in_favour(criteria: tuple[Criterion, ...], value: float) -> None:
    assert part("decided", matched(*criteria)).value == value


@pytest.mark.parametrize(
    ("drug", "gene", "status", "value"),
    [
        ("Enasidenib", "IDH2", "detected", 1.0),
        ("AG-221", "IDH2", "not_detected", 0.0),
        ("Enasidenib", "SF3B1", "detected", 0.5),
        ("Ivosidenib", "IDH1", "detected", 1.0),
        ("Gilteritinib", "FLT3", "detected", 1.0),
        ("Azacitidine", "IDH2", "detected", 0.5),
    ],
)
def test_a_mechanism_meets_an_alteration(drug: str, gene: str, status: str, value: float) -> None:
    facts = {"mutations": [{"gene": gene, "status": status, "date": "2026-10-20"}]}
    found = part("mechanism", matched(facts=facts, interventions=({"name": drug, "type": "DRUG"},)))
    assert found.value == value


def test_every_rule_about_a_mechanism_names_what_there_is_and_its_source() -> None:
    for rule in table("mechanisms.toml")["mechanism"]:
        assert rule["src"].startswith(("seeds/", "M-"))
        for drug in rule["drugs"]:
            vocabulary().concept("drug", drug)
        for name in rule["fits"]:
            assert name in CONDITIONS or vocabulary().concept("gene", name.removeprefix(GENE))


@pytest.mark.parametrize(
    ("therapies", "criteria", "value"),
    [
        (FAILED, (AFTER_HMA,), 1.0),
        (FAILED, (PASS,), 0.5),
        ([], (AFTER_HMA,), 0.5),
        (FAILED, (nodes.PriorTherapy(agents=("venetoclax",), outcome="failed"),), 0.0),
    ],
)
def test_a_trial_for_failed_treatment_fits_those_in_whom_it_failed(
    therapies: list[dict[str, Any]], criteria: tuple[Criterion, ...], value: float
) -> None:
    facts = {"therapies": therapies, "complete": ["therapies", "medications"]}
    assert part("failure", matched(*criteria, facts=facts)).value == value


def site(status: str | None = None, **more: Any) -> dict[str, Any]:
    return {"facility": "A", "status": status, "country": "United States"} | more


@pytest.mark.parametrize(
    ("locations", "fields", "value"),
    [
        ((site("RECRUITING"),), {}, 1.0),
        ((site("COMPLETED"),), {}, 0.2),
        ((), {}, 1.0),
        ((), {"overall_status": "COMPLETED"}, 0.0),
        ((), {"overall_status": None}, 0.4),
        ((), {"overall_status": "SOMETHING_NEW"}, 0.4),
    ],
)
def test_the_nearest_site_counts_before_the_trial(
    locations: tuple[dict[str, Any], ...], fields: dict[str, Any], value: float
) -> None:
    assert part("site", matched(locations=locations, **fields)).value == value


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ({"lat": 29.71, "lon": -95.40}, 1.0),
        ({"lat": 32.78, "lon": -96.80}, 0.353),
        ({}, 0.4),
        ({"country": "France"}, 0.2),
    ],
)
def test_distance_is_to_the_nearest_site_that_takes_patients(place: dict[str, Any], value: float) -> None:
    found = matched(facts={"location": HOUSTON}, locations=(site("RECRUITING", **place),))
    assert part("distance", found).value == pytest.approx(value, abs=0.002)


@pytest.mark.parametrize(
    ("phases", "value"), [(("PHASE3",), 1.0), (("PHASE1", "PHASE2"), 0.7), ((), 0.3), (("NA",), 0.3)]
)
def test_the_highest_phase_counts(phases: tuple[str, ...], value: float) -> None:
    assert part("phase", matched(phases=phases)).value == value


@pytest.mark.parametrize(
    ("updated", "value"),
    [
        ("2026-10-01", 1.0),
        ("2026-10", 1.0),
        ("2020-01-01", 0.0),
        ("soon", 0.0),
        (None, 0.0),
        ("2027-01-01", 1.0),
    ],
)
def test_a_record_grows_stale(updated: str | None, value: float) -> None:
    assert part("freshness", matched(last_update=updated)).value == value


def test_what_fits_better_stands_higher() -> None:
    assert matched(PASS).score > matched(PASS, FAIL).score
