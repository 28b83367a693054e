"""What the registry is asked for."""

from datetime import date

import pytest

from matcher.registry.essie import SearchError, read_search
from matcher.registry.query import Query, default_query
from tests.lib.studies import nct, study


def test_an_empty_query_limits_nothing() -> None:
    assert Query().parameters() == {}


def test_what_is_given_becomes_a_parameter_each() -> None:
    query = Query("MDS", "AREA[Phase]PHASE3 OR AREA[Phase]PHASE2", ("RECRUITING", "COMPLETED"))
    assert query.parameters(date(2026, 11, 1), (nct(1), nct(2))) == {
        "query.cond": "MDS",
        "filter.advanced": "(AREA[Phase]PHASE3 OR AREA[Phase]PHASE2) AND "
        "AREA[LastUpdatePostDate]RANGE[2026-11-01,MAX]",
        "filter.overallStatus": "RECRUITING|COMPLETED",
        "filter.ids": f"{nct(1)}|{nct(2)}",
    }


@pytest.mark.parametrize("condition", [nct(1), f" {nct(1)}, nct00000002 ", "NCT1 NCT2"])
def test_numbers_alone_are_no_condition(condition: str) -> None:
    with pytest.raises(ValueError, match="ignore all filters"):
        Query(condition)


def test_ids_are_spelled_as_the_registry_spells_them() -> None:
    query = Query(ids=(" nct00000002", nct(1), "NCT00000002", "NCT123", "١٢٣", "NCT000000011"))
    assert query.well_formed_ids() == (nct(2), nct(1))
    assert query.malformed_ids() == ("NCT123", "١٢٣", "NCT000000011")


@pytest.mark.parametrize(
    ("condition", "criteria"),
    [
        ("Myelodysplastic Syndromes", ""),
        ("Higher-risk MDS", ""),
        ("Leukemia, Myelomonocytic, Chronic (CMML)", ""),
        ("Chronic Myelomonocytic Leukaemia", ""),
        ("Myelodysplastic/Myeloproliferative Neoplasm", ""),
        ("Acute Myeloid Leukemia With Myelodysplasia-Related Changes", ""),
        ("Acute Myeloid Leukemia", "AML, de novo or after a myelodysplastic syndrome"),
        ("AML", "secondary AML is allowed"),
    ],
)
def test_the_default_query_finds(condition: str, criteria: str) -> None:
    assert read_search(default_query().condition)(study(1, condition=condition, criteria=criteria))


@pytest.mark.parametrize(
    ("condition", "criteria"),
    [
        ("Acute Myeloid Leukemia", "any newly diagnosed disease"),
        ("Breast Cancer", "no history of a myelodysplastic syndrome"),
        ("Acute Lymphoblastic Leukemia", "no MDS"),
    ],
)
def test_the_default_query_leaves_out(condition: str, criteria: str) -> None:
    assert not read_search(default_query().condition)(study(1, condition=condition, criteria=criteria))


SEARCHES = {
    "anemia": False,
    "myelodysplastic": True,
    "Myelodysplastic Syndrome": True,
    '"syndrome myelodysplastic"': False,
    "syndrome myelodysplastic": True,
    "anemia OR myelodysplastic": True,
    "anemia AND myelodysplastic": False,
    "anemia myelodysplastic": False,
    "NOT anemia": True,
    "myelodysplastic AND NOT syndromes": False,
    "anemia AND anemia OR syndromes": True,
    "anemia AND (anemia OR syndromes)": False,
    "AREA[OverallStatus]RECRUITING": True,
    "AREA[OverallStatus](COMPLETED OR RECRUITING)": True,
    "AREA[LastUpdatePostDate]RANGE[2026-01-01,MAX]": True,
    "AREA[LastUpdatePostDate]RANGE[2026-01-02, MAX]": False,
    "AREA[LastUpdatePostDate]RANGE[MIN,2026-01-01]": True,
    "AREA[LastUpdatePostDate]RANGE[MIN,2025-12-31]": False,
    'AREA[EligibilityCriteria]"adults only" AND syndromes': True,
}


@pytest.mark.parametrize(("expression", "expected"), SEARCHES.items())
def test_the_stand_in_reads_the_search_language(expression: str, expected: bool) -> None:
    assert read_search(expression)(study(1)) is expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("(MDS", "missing ')'"),
        ("MDS)", "extraneous input ')'"),
        ("MDS AND", "no viable alternative"),
        ("", "no viable alternative"),
        ("AREA[Nothing]x", "Unknown area name: `Nothing`"),
    ],
)
def test_the_stand_in_refuses_what_is_no_search(expression: str, message: str) -> None:
    with pytest.raises(SearchError) as caught:
        read_search(expression)
    assert message in str(caught.value)
