"""Options in sequence: the tables are whole, and the conditions decide."""

import pytest

from matcher.state.conditions import CONDITIONS, needs
from matcher.state.model import PatientState
from matcher.state.tables import table
from tests.state.patients import esa, hma, lab, state

RULES = table("options")["option"]
DAY = "2026-10-01"
LOWER = {"name": "IPSS", "category": "Low", "date": "2026-01-01"}
FAILED_ESA = esa(start="2026-01-05", end="2026-06-01", outcome="no response")
FOUR_UNITS = [
    {"product": "RBC", "units": 2, "date": "2026-10-01"},
    {"product": "RBC", "units": 2, "date": "2026-10-20"},
]
MARROW = lab("bone marrow blasts", 2, DAY)
NOT_5Q = [{"iscn": "46,XX[20]", "date": DAY}]
DEL_5Q = [{"iscn": "46,XX,del(5)(q13q33)[12]/46,XX[8]", "date": DAY}]


def _ids(found: PatientState) -> set[str]:
    return {option.id for option in found.options}


def test_every_rule_is_whole() -> None:
    asked = {name for rule in RULES for word in ("all", "any", "none") for name in rule.get(word, ())}
    remarks = {name for rule in RULES for word in ("for_if", "against_if") for name in rule.get(word, {})}
    assert len(RULES) >= 25
    assert asked | remarks | set(table("options")["questions"]) <= set(CONDITIONS)
    assert all(rule["src"].startswith("seeds/") and rule["why"] for rule in RULES)
    assert len({rule["id"] for rule in RULES}) == len(RULES)
    assert all(rule.get("all") or rule.get("any") for rule in RULES)


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_says_what_would_decide_it(name: str) -> None:
    assert needs(name)


def _after_esa(**lists: object) -> PatientState:
    given = {"therapies": [FAILED_ESA], "transfusions": FOUR_UNITS, "observations": [LOWER, MARROW],
             "karyotypes": NOT_5Q, "complete": ["therapies", "transfusions"]}  # fmt: skip
    return state(**{**given, **lists})


def test_after_esa_failure_with_transfusions() -> None:
    assert {"R012", "R014", "R019", "H016"} <= _ids(_after_esa())


def test_del_5q_brings_lenalidomide_and_takes_imetelstat() -> None:
    found = _ids(_after_esa(karyotypes=DEL_5Q))
    assert "R008" in found
    assert not found & {"R014", "R019"}


def test_prior_hma_takes_imetelstat() -> None:
    after = [FAILED_ESA, hma(start="2026-06-10", end="2026-09-01", cycles=3, best_response="none")]
    assert "R014" not in _ids(_after_esa(therapies=after))


def test_an_unknown_karyotype_leaves_imetelstat_undecided_and_names_it() -> None:
    found = _after_esa(karyotypes=[])
    (undecided,) = [option for option in found.options_undecided if option.id == "R014"]
    assert undecided.needs == ("karyotype",)
    assert undecided.source == "seeds/003:57-69, 003:88-90"


def test_a_conflict_between_sources_is_shown() -> None:
    (imetelstat,) = [option for option in _after_esa().options if option.id == "R014"]
    assert any("ring sideroblasts" in said for said in imetelstat.against)


def test_untreated_del_5q_with_anaemia_and_no_transfusion() -> None:
    labs = [LOWER, MARROW, lab("hemoglobin", 9, DAY, "g/dL"), lab("serum EPO", 80, DAY, "mU/mL")]
    found = state(observations=labs, karyotypes=DEL_5Q, complete=["therapies", "transfusions"])
    assert {"R009", "R010"} <= _ids(found)
    assert not _ids(found) & {"R008", "R013"}


def test_transplant_warns_of_tp53() -> None:
    found = state(
        therapies=[hma(end="2026-09-01", cycles=8, best_response="SD", outcome="no response")],
        mutations=[{"gene": "TP53", "status": "detected", "date": DAY}],
        donor={"haploidentical": True, "transplant_candidate": True},
    )
    (transplant,) = [option for option in found.options if option.id == "R005"]
    assert any("TP53" in said for said in transplant.against)
    assert "H012" in {caution.id for caution in found.cautions}
    assert found.questions


def test_a_failure_declared_too_early_brings_the_advice_to_go_on() -> None:
    found = _ids(
        state(therapies=[hma(end="2026-03-20", cycles=3, best_response="none")], observations=[MARROW])
    )
    assert "U001" in found
    assert "H004" not in found
