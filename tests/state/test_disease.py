"""The disease by each classification: entities, candidates, boundaries."""

import gc
import weakref
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.state.derive import derive_state
from matcher.state.model_disease import Classification, Disease
from matcher.state.tables import table
from tests.state.patients import FIRST, FOURTH, SECOND, THIRD, chart, hma, lab, state

DAY = "2026-01-05"
ALL_FOUR = ("fab", "who_2016", "who_2022", "icc")


def _gene(gene: str, vaf: float | None = None, **more: Any) -> dict[str, Any]:
    status = "not_detected" if vaf is None else "detected"
    return {"gene": gene, "status": status, "date": DAY, **({"vaf": vaf} if vaf else {}), **more}


def _disease(
    marrow: float | None = 3.0,
    blood: float | None = 0.0,
    iscn: str = "46,XX[20]",
    term: str = "MDS",
    related: bool | None = False,
    mutations: tuple[dict[str, Any], ...] = (),
    labs: tuple[dict[str, Any], ...] = (),
    **more: Any,
) -> Disease:
    blasts = [("bone marrow blasts", marrow), ("peripheral blood blasts", blood)]
    panel = {gene: _gene(gene) for gene in ("TP53", "SF3B1", "RUNX1", "NPM1")}
    panel |= {one["gene"]: one for one in mutations}
    found = state(
        diagnoses=[{"term": term, "date": DAY, "status": "active", "therapy_related": related}],
        observations=[*(lab(name, value, DAY) for name, value in blasts if value is not None), *labs],
        karyotypes=[{"iscn": iscn, "date": DAY}] if iscn else [],
        mutations=list(panel.values()),
        **more,
    ).disease
    assert found is not None
    return found


def _entities(found: Disease) -> tuple[str | None, ...]:
    return tuple(getattr(found, name).entity for name in ALL_FOUR)


def _names(found: Classification) -> list[str]:
    return [one.name for one in found.candidates]


RS = (lab("ring sideroblasts", 30, DAY),)
NO_RS = (lab("ring sideroblasts", 2, DAY),)


@pytest.mark.parametrize(
    ("given", "entities"),
    [
        ({"marrow": 7, "term": "MDS-EB1"}, ("RAEB", "MDS-EB-1", "MDS-IB1", "MDS with excess blasts")),
        ({"marrow": 12}, ("RAEB", "MDS-EB-2", "MDS-IB2", "MDS/AML")),
        ({"marrow": 10}, ("RAEB", "MDS-EB-2", "MDS-IB2", "MDS/AML")),
        ({"marrow": 3, "blood": 6}, ("RAEB-t", "MDS-EB-2", "MDS-IB2", "MDS with excess blasts")),
        ({"marrow": 24}, ("RAEB-t", "AML", "AML", "AML")),
        ({"marrow": 35}, ("AML",) * 4),
        ({"marrow": 12, "related": True},
         ("RAEB", "therapy-related myeloid neoplasm", "MDS-IB2", "MDS/AML")),
        ({"iscn": "46,XX,del(5)(q13q33)[20]", "labs": NO_RS},
         ("RA", "MDS with isolated del(5q)", "MDS with low blasts and isolated 5q deletion",
          "MDS with del(5q)")),
        ({"iscn": "47,XX,del(5)(q13q33),+8[20]", "labs": NO_RS},
         ("RA", "MDS with isolated del(5q)", "MDS with low blasts and isolated 5q deletion",
          "MDS with del(5q)")),
        ({"iscn": "45,XX,del(5)(q13q33),-7[20]", "term": "MDS-MLD", "labs": NO_RS},
         ("RA", "MDS-MLD", "MDS with low blasts", "MDS, NOS")),
        ({"labs": RS, "mutations": (_gene("SF3B1", 0.3),), "term": "MDS-RS-SLD"},
         ("RARS", "MDS-RS-SLD", "MDS with low blasts and SF3B1 mutation", "MDS with mutated SF3B1")),
        ({"labs": NO_RS, "mutations": (_gene("SF3B1", 0.06),), "term": "MDS-MLD"},
         ("RA", "MDS-MLD", "MDS with low blasts and SF3B1 mutation", "MDS, NOS")),
        ({"labs": RS, "mutations": (_gene("SF3B1", 0.3), _gene("RUNX1", 0.2)), "term": "MDS-RS-MLD"},
         ("RARS", "MDS-RS-MLD", "MDS with low blasts and SF3B1 mutation", "MDS, NOS")),
        ({"labs": NO_RS, "term": "MDS-MLD", "mutations": (_gene("TP53", 0.7),)},
         ("RA", "MDS-MLD", "MDS with biallelic TP53 inactivation", "MDS with mutated TP53")),
        ({"marrow": 12, "mutations": (_gene("TP53", 0.7),)},
         ("RAEB", "MDS-EB-2", "MDS with biallelic TP53 inactivation", "MDS/AML with mutated TP53")),
        ({"marrow": 7, "mutations": (_gene("NPM1", 0.3),)},
         ("RAEB", "MDS-EB-1", "AML with a defining genetic abnormality", "MDS with excess blasts")),
        ({"marrow": 12, "iscn": "46,XX,t(8;21)(q22;q22)[20]"},
         ("RAEB", *("AML with a recurrent genetic abnormality", "AML with a defining genetic abnormality",
                    "AML with a recurrent genetic abnormality"))),
    ],
)  # fmt: skip
def test_entities(given: dict, entities: tuple) -> None:
    assert _entities(_disease(**given)) == entities


@pytest.mark.parametrize(
    ("marrow", "by_20", "by_30"),
    [
        (19.9, "no", "no"),
        (20, "boundary", "no"),
        (20.5, "yes", "no"),
        (30, "yes", "boundary"),
        (31, "yes", "yes"),
    ],
)  # fmt: skip
def test_aml_by_each_boundary(marrow: float, by_20: str, by_30: str) -> None:
    assert [one.answer for one in _disease(marrow).aml] == [by_20, by_30]


def test_exactly_twenty_percent_is_said_and_not_decided() -> None:
    found = _disease(20)
    assert "AML where 20% counts as AML, not where it must be more" in found.aml[0].said
    assert _entities(found) == (None, None, None, None)
    assert [_names(getattr(found, name)) for name in ALL_FOUR] == [
        ["RAEB-t", "RAEB"], ["AML", "MDS-EB-2"], ["AML", "MDS-IB2"], ["AML", "MDS/AML"],
    ]  # fmt: skip
    assert found.who_2022.missing == ("on which side of the line 20% blasts are counted",)


def test_what_is_missing_leaves_candidates_and_names_what_decides() -> None:
    found = _disease(3, None, iscn="", mutations=({"gene": "TP53", "status": "unknown", "date": DAY},))
    assert found.who_2022.entity is None
    assert "MDS with biallelic TP53 inactivation" in _names(found.who_2022)
    assert _names(found.who_2022)[-1] == "MDS with low blasts"
    assert {"blood blasts", "karyotype: del(5q) alone or with one other but -7/del(7q)"} <= set(
        found.who_2022.missing
    )


def test_rare_entities_are_named_apart_and_not_ruled_out() -> None:
    found = _disease(7)
    assert found.who_2016.entity == "MDS-EB-1"
    assert found.who_2016.unless == ("MDS-EB-2: Auer rods not recorded",)
    there = _disease(7, conditions=[{"term": "Auer rods", "status": "active", "date": DAY}])
    gone = _disease(7, conditions=[{"term": "Auer rods", "status": "absent", "date": DAY}])
    assert (there.who_2016.entity, there.who_2022.entity) == ("MDS-EB-2", "MDS-IB2")
    assert (gone.who_2016.entity, gone.who_2016.unless) == ("MDS-EB-1", ())


@pytest.mark.parametrize(
    ("marrow", "white", "subtype", "entities"),
    [
        (3, 8, "dysplastic", ("CMML", "CMML-0", "CMML-1", "CMML-1")),
        (7, 12.9, "dysplastic", ("CMML", "CMML-1", "CMML-1", "CMML-1")),
        (12, 13, "proliferative", ("CMML", "CMML-2", "CMML-2", "CMML-2")),
        (24, 40, "proliferative", ("CMML", "AML", "AML", "AML")),
    ],
)
def test_cmml(marrow: float, white: float, subtype: str, entities: tuple) -> None:
    found = _disease(marrow, term="CMML", labs=(lab("white blood cells", white, DAY, "10*9/L"),))
    assert found.cmml is not None
    assert (found.cmml.subtype, _entities(found)) == (subtype, entities)


def test_without_white_cells_the_subtype_of_cmml_is_missing() -> None:
    found = _disease(3, term="CMML")
    assert found.cmml is not None
    assert (found.cmml.subtype, found.cmml.missing) == (None, ("white blood cell count",))


def test_a_recorded_entity_stands_in_for_blasts() -> None:
    found = _disease(None, None, term="MDS-EB2")
    assert (found.who_2016.entity, found.who_2022.entity) == ("MDS-EB-2", "MDS-IB2")
    assert [one.answer for one in found.aml] == ["unknown", "unknown"]


def test_what_is_counted_outweighs_the_recorded_entity() -> None:
    assert _disease(4, None, term="MDS-MLD").who_2016.entity is None
    assert "MDS-EB-2" not in _names(_disease(4, None, term="MDS-MLD").who_2016)
    assert _disease(12, None, term="MDS-MLD").who_2016.entity == "MDS-EB-2"


def test_a_recorded_entity_decides_no_boundary() -> None:
    assert _names(_disease(20, None, term="MDS-EB2").who_2022) == ["AML", "MDS-IB2"]


def test_recorded_aml() -> None:
    after = state(**FIRST).disease
    assert after is not None
    assert (after.family, after.who_2022.entity) == ("aml", "AML, myelodysplasia-related")
    assert [one.answer for one in after.aml] == ["yes", "boundary"]
    related = state(**FOURTH).disease
    assert related is not None
    assert (related.therapy_related, related.who_2016.entity) == (True, "therapy-related myeloid neoplasm")


def test_blasts_counted_under_treatment_are_said() -> None:
    assert any("after treatment" in note for note in _disease(3, therapies=[hma(start="2025-01-01")]).notes)
    assert not any("after treatment" in note for note in _disease(3).notes)


def test_earlier_radiation_asks_whether_it_is_therapy_related() -> None:
    rays = [{"name": "radiotherapy", "date": "2019-05-01"}]
    assert any("radiation came before" in note for note in _disease(3, related=None, procedures=rays).notes)
    assert not any("radiation" in note for note in _disease(3, related=False, procedures=rays).notes)


def test_monocytes_in_mds_are_said() -> None:
    found = _disease(3, labs=(lab("monocytes", 1.2, DAY, "10*9/L"),))
    assert any("CMML has to be excluded" in note for note in found.notes)


def test_nothing_is_claimed_without_a_diagnosis() -> None:
    assert state().disease is None
    found = state(observations=[lab("bone marrow blasts", 12, DAY)]).disease
    assert found is not None
    assert _entities(found) == (None,) * 4
    assert found.who_2016.why == "no diagnosis of the marrow is recorded"
    assert [one.answer for one in found.aml] == ["no", "no"]


def test_every_condition_of_the_table_is_known_and_worded() -> None:
    rules = table("disease")
    asked = {
        one.removeprefix("!")
        for name in ALL_FOUR
        for family in ("mds", "cmml", "aml")
        for entity in rules[name][family]
        for part in entity["all"]
        for one in part.split("|")
        if not one.startswith(("blasts:", "!blasts:"))
    }
    assert asked <= set(rules["needs"])


_lists = ("karyotypes", "mutations")


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([FIRST, SECOND, THIRD, FOURTH]), st.sets(st.sampled_from(_lists)))
def test_leaving_out_facts_never_takes_a_candidate_away(case: dict, left_out: set) -> None:
    full = state(**case).disease
    fewer = state(**{name: value for name, value in case.items() if name not in left_out}).disease
    assert full is not None
    assert fewer is not None
    for name in ("who_2016", "who_2022", "icc"):
        assert set(_names(getattr(full, name))) <= set(_names(getattr(fewer, name))) | {"AML"}


def test_nothing_that_is_remembered_holds_the_chart() -> None:
    held = chart(**FIRST)
    derive_state(held)
    gone = weakref.ref(held)
    del held
    gc.collect()
    assert gone() is None
