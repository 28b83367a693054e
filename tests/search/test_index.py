"""Trials are found by words, forgiving of spelling, and by what they are about."""

import pytest

from criteria import nodes
from criteria.eligibility import Coverage, Eligibility, Item
from criteria.nodes import Criterion
from criteria.quantity import Window
from matcher.registry.record import Intervention, Location
from matcher.search.facets import facets_of
from matcher.search.index import Question, TrialIndex
from matcher.trial import Trial
from tests.lib.shortlists import record

HMA_FAILED = nodes.PriorTherapy(agents=("HMA",), outcome="failed")
ESA_GIVEN = nodes.PriorTherapy(agents=("epoetin alfa",))


def trial(number: int, *criteria: Criterion, section: str = "inclusion", **fields: object) -> Trial:
    about = record(nct_id=f"NCT{number:08d}", **fields)
    items = tuple(
        Item.model_validate({"id": f"x#{place}", "section": section, "text": "x", "start": place,
                             "end": place + 1, "criterion": one})
        for place, one in enumerate(criteria)
    )  # fmt: skip
    coverage = Coverage(sentences=len(items), structured=len(items), administrative=0, unparsed=0)
    return Trial(about, Eligibility(nct_id=about.nct_id, items=items, coverage=coverage))


def drug(*names: str) -> tuple[Intervention, ...]:
    return tuple(Intervention(name=name, type="DRUG") for name in names)


SHELF = (
    trial(1, HMA_FAILED, brief_title="Venetoclax after azacitidine", interventions=drug("Venetoclax"),
          phases=("PHASE2",), locations=(Location(country="France"), Location(country="Germany"))),
    trial(2, ESA_GIVEN, brief_title="Luspatercept for anemia", interventions=drug("Luspatercept"),
          phases=("PHASE3",), overall_status="COMPLETED", last_update="2020-05-01",
          locations=(Location(country="United States"),)),
    trial(3, brief_title="Vidaza and observation", interventions=drug("5-azacitidine"), overall_status=None,
          phases=("PHASE1", "PHASE2")),
    trial(4, brief_title="A registry of care", overall_status="COMPLETED", last_update="2024-05-01"),
)  # fmt: skip
INDEX = TrialIndex(SHELF)


def found(words: str = "", **facets: str) -> list[int]:
    chosen = {name: frozenset({value}) for name, value in facets.items()}
    return [int(one.removeprefix("NCT")) for one in INDEX.search(Question(words, chosen)).nct_ids]


def test_without_a_question_every_trial_is_there_those_that_take_patients_first() -> None:
    assert found() == [1, 3, 4, 2]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("venetoclax", [1]),
        ("VENETO", [1]),
        ("venetoclx", [1]),
        ("luspatercpt", [2]),
        ("Reblozyl", [2]),
        ("vidaza", [3, 1]),
        ("NCT00000002", [2]),
        ("00000002", [2]),
        ("luspatercept anaemia", [2]),
        ("registry care", [4]),
        ("xyzzyx", []),
        ("   ", [1, 3, 4, 2]),
        ("<script>alert(1)</script>", []),
    ],
)
def test_words_find_trials(words: str, expected: list[int]) -> None:
    assert found(words) == expected


def test_where_no_trial_meets_all_words_the_rarest_word_leads_and_it_is_said() -> None:
    answer = INDEX.search(Question("luspatercept venetoclax xyzzyx"))
    assert (set(answer.nct_ids), answer.whole) == ({"NCT00000001", "NCT00000002"}, False)
    assert INDEX.search(Question("luspatercept")).whole


def test_a_short_word_is_not_guessed_at() -> None:
    assert found("VXY") == []


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [
        ("status", "RECRUITING", [1]),
        ("status", "closed", [4, 2]),
        ("status", "missing", [3]),
        ("phase", "PHASE2", [1, 3]),
        ("phase", "missing", [4]),
        ("drug_class", "HMA", [3]),
        ("drug_class", "BCL2_inhibitor", [1]),
        ("setting", "after_hma", [1]),
        ("setting", "after_esa", [2]),
        ("country", "fr", [1]),
        ("country", "us", [2]),
        ("country", "xx", []),
    ],
)
def test_a_facet_narrows(facet: str, value: str, expected: list[int]) -> None:
    assert found(**{facet: value}) == expected


def test_facets_and_words_are_met_together() -> None:
    assert found("azacitidine", phase="PHASE1", drug_class="HMA") == [3]
    assert found("azacitidine", country="us") == []


def test_counts_say_what_each_value_would_leave_beside_the_others() -> None:
    answer = INDEX.search(Question("", {"status": frozenset({"closed"}), "phase": frozenset({"PHASE3"})}))
    assert answer.nct_ids == ("NCT00000002",)
    assert answer.counts["phase"] == {"PHASE3": 1, "missing": 1}
    assert answer.counts["status"] == {"COMPLETED": 1, "closed": 1}


@pytest.mark.parametrize(
    ("criterion", "section"),
    [
        (nodes.Not(child=HMA_FAILED), "inclusion"),
        (HMA_FAILED, "exclusion"),
        (nodes.Not(child=HMA_FAILED), "exclusion"),
        (nodes.PriorTherapy(agents=("HMA",), window=Window(min_days=28)), "inclusion"),
        (nodes.PriorTherapy(agents=("mds_therapy",)), "inclusion"),
    ],
)
def test_what_keeps_out_lets_pass_or_asks_for_a_pause_is_no_setting(
    criterion: Criterion, section: str
) -> None:
    assert facets_of(trial(9, criterion, section=section)).setting == frozenset()


def test_one_of_several_ways_in_is_a_setting() -> None:
    either = nodes.AnyOf(children=(HMA_FAILED, nodes.AllOf(children=(ESA_GIVEN,))))
    assert facets_of(trial(9, either)).setting == {"after_hma", "after_esa"}


def test_an_empty_shelf_is_searched_too() -> None:
    answer = TrialIndex(()).search(Question("azacitidine"))
    assert (answer.nct_ids, answer.whole) == ((), True)
