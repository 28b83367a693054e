"""How a phrase finds its concept: by any usual spelling, and by a misspelling only where no doubt is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.vocabulary.load import vocabulary
from criteria.vocabulary.model import Concept
from criteria.vocabulary.nearest import Nearest

ILLNESS = ("disease", "condition")
THERAPY = ("drug", "drug_class")
MEASURED = ("score", "lab")

NAMED = st.sampled_from([c for c in vocabulary().concepts if c.kind not in {"unit", "cue"}])

CONTRACT = [
    ("MDS with excess blasts 2", ILLNESS, "MDS-EB2"),
    ("HIV infection", ILLNESS, "hiv"),
    ("congestive heart failure", ILLNESS, "heart_failure"),
    ("basal cell carcinoma of skin", ILLNESS, "basal_cell_carcinoma"),
    ("hemoglobin", MEASURED, "hemoglobin"),
    ("bone marrow blasts", MEASURED, "marrow_blasts"),
    ("ECOG", MEASURED, "ecog"),
    ("IPSS-R", MEASURED, "ipss_r"),
    ("serum EPO", MEASURED, "serum_epo"),
    ("AST", MEASURED, "ast"),
    ("epoetin alfa", THERAPY, "epoetin alfa"),
    ("azacitidine", THERAPY, "azacitidine"),
    ("deferasirox", THERAPY, "deferasirox"),
    ("allogeneic stem cell transplant", ("procedure",), "allogeneic_transplant"),
    ("SRSF2", ("gene",), "SRSF2"),
]
"""The terms of the example patient of the outer contract."""

SPELLINGS = [
    ("Hypomethylating agents", THERAPY, "HMA"),
    ("HMAs", THERAPY, "HMA"),
    ("DNMT inhibitor", THERAPY, "HMA"),
    ("5-azacytidine", THERAPY, "azacitidine"),
    ("Vidaza®", THERAPY, "azacitidine"),
    ("erythropoiesis-stimulating agents", THERAPY, "ESA"),
    ("rhEPO", THERAPY, "ESA"),
    ("G-CSF", THERAPY, "G_CSF"),
    ("ABT199", THERAPY, "venetoclax"),
    ("low dose Ara-C", THERAPY, "low-dose cytarabine"),
    ("strong CYP3A4 inhibitors", THERAPY, "CYP3A4_strong_inhibitor"),
    ("myelodysplastic syndromes (MDS)", ILLNESS, "MDS"),
    ("refractory anaemia with ringed sideroblasts", ILLNESS, "MDS-RS"),
    ("RAEB-T", ILLNESS, "RAEB-t"),
    ("chronic myelomonocytic leukaemia", ILLNESS, "CMML"),
    ("FAB M3", ILLNESS, "APL"),
    ("Gilbert's disease", ILLNESS, "gilbert_syndrome"),
    ("GVHD", ILLNESS, "gvhd"),
    ("carcinoma in situ of the uterine cervix", ILLNESS, "cervical_in_situ"),
    ("basal or squamous cell carcinoma of the skin", ILLNESS, "keratinocyte_carcinoma"),
    ("hepatitis B or C", ILLNESS, "hepatitis_b_or_c"),
    ("HCT-CI", MEASURED, "hct_ci"),
    ("SGOT", MEASURED, "ast"),
    ("CrCl", MEASURED, "creatinine_clearance"),
    ("absolute neutrophil count", MEASURED, "anc"),
    ("LVEF", MEASURED, "lvef"),
    ("5q-", ("karyotype",), "del(5q)"),
    ("-7", ("karyotype",), "-7"),
    ("−7", ("karyotype",), "-7"),
    ("monosomy 7", ("karyotype",), "-7"),
    ("t(8;21)(q22;q22)", ("karyotype",), "t(8;21)"),
    ("BCR-ABL", ("karyotype",), "t(9;22)"),
    ("p53", ("gene",), "TP53"),
    ("FLT-3", ("gene",), "FLT3"),
    ("major surgery", ("procedure",), "major_surgery"),
    ("Int-1", ("risk",), "Int-1"),
    ("very high risk", ("risk",), "Very High"),
]


@pytest.mark.parametrize(
    ("phrase", "kinds", "key"), CONTRACT + SPELLINGS, ids=[p for p, _, _ in CONTRACT + SPELLINGS]
)
def test_phrase_is_found(phrase: str, kinds: tuple[str, ...], key: str) -> None:
    found = vocabulary().find(phrase, *kinds)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    ("capitals", "word", "kind", "key"),
    [
        ("ALL", "all", "disease", "ALL"),
        ("AA", "aa", "disease", "aplastic_anemia"),
        ("RA", "ra", "disease", "MDS-SLD"),
        ("PS", "ps", "score", "ecog"),
        ("GO", "go", "drug", "gemtuzumab ozogamicin"),
        ("AZA", "aza", "drug", "azacitidine"),
        ("DEC", "dec", "drug", "decitabine"),
        ("BU", "bu", "drug", "busulfan"),
        ("KIT", "kit", "gene", "KIT"),
        ("MPL", "mpl", "gene", "MPL"),
        ("AIDS", "aids", "condition", "aids"),
        ("PE", "pe", "condition", "pulmonary_embolism"),
        ("CHIP", "chip", "disease", "CHIP"),
        ("ART", "art", "drug_class", "antiretroviral"),
        ("ET", "et", "disease", "ET"),
    ],
)
def test_short_forms_count_only_as_they_are_spelled(capitals: str, word: str, kind: str, key: str) -> None:
    found = vocabulary().find(capitals, kind)
    assert found is not None
    assert found.key == key
    assert vocabulary().find(word, kind) is None


@pytest.mark.parametrize("kind", sorted({c.kind for c in vocabulary().concepts} - {"unit", "cue"}))
def test_no_common_word_is_a_phrase(kind: str) -> None:
    common = (
        "a all an and any are art as at be by can do for go had has have he her his in is it kit may mean met"
    )
    common += " no not of on or our out set she so ten the them to up us was we who will with yes you"
    assert [word for word in common.split() if vocabulary().find(word, kind)] == []


@pytest.mark.parametrize(
    "phrase", ["", " ", "-", "unobtainium", "hypomethylating agents and more", "MDS MDS"]
)
def test_what_is_no_phrase_is_not_found(phrase: str) -> None:
    assert vocabulary().find(phrase) is None


def test_the_order_of_kinds_decides() -> None:
    lab, drug = vocabulary().find("vitamin D", "lab", "drug"), vocabulary().find("vitamin D", "drug", "lab")
    assert lab is not None
    assert drug is not None
    assert (lab.kind, drug.kind) == ("lab", "drug")


def test_each_phrase_finds_its_own_concept() -> None:
    phrases = [phrase for phrase in vocabulary().phrases() if phrase[1] != "cue"]
    assert len(phrases) > 5_000
    lost = [phrase for phrase in phrases if vocabulary().find(" ".join(phrase[0]), phrase[1]) is None]
    assert lost == []


def test_phrases_are_keys_and_exact_phrases_are_words_as_written() -> None:
    assert (("hypomethylating", "agent"), "drug_class", "HMA") in set(vocabulary().phrases())
    exact = set(vocabulary().exact_phrases())
    assert (("ALL",), "disease", "ALL") in exact
    assert (("-", "7"), "karyotype", "-7") in exact
    assert "unit" not in {kind for _, kind, _ in (*vocabulary().phrases(), *exact)}


@pytest.mark.parametrize(
    ("written", "kinds", "key"),
    [
        ("azacitadine", THERAPY, "azacitidine"),
        ("azacitidin", THERAPY, "azacitidine"),
        ("Decitabin", THERAPY, "decitabine"),
        ("lenalidomid", THERAPY, "lenalidomide"),
        ("darbepoetin-alpha", THERAPY, "darbepoetin alfa"),
        ("luspatercpt", THERAPY, "luspatercept"),
        ("congestive heart failur", ILLNESS, "heart_failure"),
        ("failure, heart, congestive", ILLNESS, "heart_failure"),
        ("myelodysplstic syndrom", ILLNESS, "MDS"),
        ("hemoglobine", MEASURED, "hemoglobin"),
        ("allogeneic stem cell transplantt", ("procedure",), "allogeneic_transplant"),
        ("all", ILLNESS, "ALL"),
        ("kit", ("gene",), "KIT"),
    ],
)
def test_a_misspelling_is_mended(written: str, kinds: tuple[str, ...], key: str) -> None:
    near = vocabulary().nearest(written, *kinds)
    assert near is not None
    concept, likeness = near
    assert concept.key == key
    assert 90 <= likeness <= 100


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("IDH3", ("gene",)),
        ("hepatitis F", ILLNESS),
        ("del(6q)", ("karyotype",)),
        ("epoetin gamma", THERAPY),
        ("MDS with excess blasts-3", ILLNESS),
        ("something else", ILLNESS),
        ("", ILLNESS),
    ],
)
def test_where_a_letter_or_digit_changes_the_sense_nothing_is_mended(
    written: str, kinds: tuple[str, ...]
) -> None:
    assert vocabulary().nearest(written, *kinds) is None


@pytest.mark.parametrize("pair", [("hypotension", "hypertension"), ("hypothyroidism", "hyperthyroidism")])
def test_hypo_never_meets_hyper(pair: tuple[str, str]) -> None:
    only = Nearest([(pair[0], "condition", pair[0])])
    assert only.find(pair[0] + "s", frozenset(), 90) == (pair[0], 100.0)
    assert only.find(pair[1], frozenset(), 50) is None


def test_two_as_near_as_each_other_are_a_doubt() -> None:
    both = Nearest([("prednisolone", "drug", "one"), ("prednisalone", "drug", "other")])
    assert both.find("prednisilone", frozenset(), 80) is None
    assert both.find("prednisolone", frozenset(), 80) == ("one", 100.0)


def test_a_kind_not_asked_for_is_not_found() -> None:
    assert vocabulary().nearest("azacitadine", "disease") is None


@given(NAMED, st.data())
def test_every_spelling_finds_its_concept_back(concept: Concept, data: st.DataObject) -> None:
    spelling = data.draw(st.sampled_from((*concept.aliases, *concept.exact)))
    assert vocabulary().find(spelling, concept.kind) is concept
