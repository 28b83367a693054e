"""What the vocabulary answers: concepts, what lies below what, and how its state is told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.errors import UnknownConcept
from criteria.vocabulary.load import load, vocabulary
from criteria.vocabulary.model import Concept, family
from tests.vocabulary.folder import write_vocabulary

CONCEPTS = st.sampled_from(vocabulary().concepts)


def test_a_concept_holds_its_row() -> None:
    found = vocabulary().concept("lab", "creatinine")
    assert (found.kind, found.key, found.name) == ("lab", "creatinine", "serum creatinine")
    assert found.attributes["unit"] == "mg/dL"
    assert found.attributes["uln_default"] == "1.2"
    assert "creatinine" in found.aliases
    assert found.exact == ("Cr",)
    assert found.confidence == "M-high"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(UnknownConcept, match="the vocabulary has no drug with the key 'unobtainium'"):
        vocabulary().concept("drug", "unobtainium")


def test_drugs_and_classes_are_one_family() -> None:
    assert family("drug") == family("drug_class") == "therapy"
    assert vocabulary().concept("drug", "HMA").kind == "drug_class"
    assert vocabulary().concept("drug_class", "azacitidine").kind == "drug"


@pytest.mark.parametrize(
    ("kind", "general", "special"),
    [
        ("drug_class", "growth_factor", "ESA"),
        ("drug_class", "HMA", "HMA_oral"),
        ("drug", "HMA", "oral azacitidine"),
        ("drug", "azacitidine", "oral azacitidine"),
        ("drug", "decitabine", "decitabine/cedazuridine"),
        ("drug", "anthracycline", "7+3"),
        ("drug", "intensive_chemotherapy", "7+3"),
        ("drug_class", "anticancer_therapy", "azacitidine"),
        ("drug_class", "disease_modifying", "lenalidomide"),
        ("disease", "AML", "APL"),
        ("disease", "MDS", "MDS-EB2"),
        ("disease", "MDS/MPN", "CMML-2"),
        ("disease", "myeloid_malignancy", "MDS"),
        ("disease", "hematologic_malignancy", "multiple_myeloma"),
        ("condition", "illness", "heart_failure"),
        ("condition", "cardiac_disease", "myocardial_infarction"),
        ("condition", "infection", "hepatitis_b"),
        ("condition", "hepatitis_b_or_c", "hepatitis_c"),
        ("condition", "nonmelanoma_skin_cancer", "basal_cell_carcinoma"),
        ("procedure", "stem_cell_transplant", "haploidentical_transplant"),
        ("karyotype", "abn(7)", "-7"),
    ],
)
def test_the_general_covers_the_special_and_not_the_other_way(kind: str, general: str, special: str) -> None:
    assert vocabulary().covers(kind, general, special)
    assert not vocabulary().covers(kind, special, general)


@pytest.mark.parametrize(
    ("kind", "general", "other"),
    [
        ("drug", "HMA", "cytarabine"),
        ("drug_class", "cytotoxic_chemotherapy", "azacitidine"),
        ("drug_class", "ESA", "filgrastim"),
        ("drug_class", "anticancer_therapy", "filgrastim"),
        ("disease", "MDS", "AML"),
        ("disease", "AML", "ALL"),
        ("disease", "MDS", "CMML"),
        ("condition", "malignancy", "hepatitis_b"),
        ("condition", "hepatitis_b", "hepatitis_c"),
        ("procedure", "allogeneic_transplant", "autologous_transplant"),
        ("karyotype", "-7", "del(7q)"),
    ],
)
def test_neighbours_do_not_cover_each_other(kind: str, general: str, other: str) -> None:
    assert not vocabulary().covers(kind, general, other)


def test_the_drugs_of_a_class_and_of_a_drug() -> None:
    assert vocabulary().drugs_in("HMA") >= {"azacitidine", "decitabine", "guadecitabine", "oral azacitidine"}
    assert vocabulary().drugs_in("darbepoetin alfa") == {"darbepoetin alfa"}
    assert "HMA_oral" not in vocabulary().drugs_in("HMA")
    assert vocabulary().drugs_in("investigational") == frozenset()


@given(CONCEPTS)
def test_a_concept_lies_below_itself_and_its_parents(concept: Concept) -> None:
    own = vocabulary().below(concept.kind, concept.key)
    assert concept.key in own
    assert all(own < vocabulary().below(concept.kind, parent) for parent in concept.parents)


def test_every_other_illness_lies_below_the_umbrella() -> None:
    """`comorbidity` covers all; what stands outside is no illness of its own."""
    known = vocabulary()
    illnesses = known.below("condition", "illness")
    outside = {c.key for c in known.of("condition") if not c.parents and c.key not in illnesses}
    assert outside == {"leukemic_liver", "leukemic_extramedullary", "organomegaly",
                       "social_situation", "mold_colonization", "vascular_access_problem"}  # fmt: skip


def test_the_fingerprint_changes_with_any_byte(tmp_path: Path) -> None:
    before = load(write_vocabulary(tmp_path)).fingerprint
    assert load(write_vocabulary(tmp_path)).fingerprint == before
    after = load(write_vocabulary(tmp_path, conditions="x1,xenon ill,,,test,S,\n")).fingerprint
    assert before != after
    assert len(after) == 12
    assert int(after, 16) >= 0


def test_a_missing_file_is_no_rows(tmp_path: Path) -> None:
    folder = write_vocabulary(tmp_path)
    (folder / "cues.csv").unlink()
    assert load(folder).of("cue") == ()


def test_it_is_read_once() -> None:
    assert vocabulary() is vocabulary()
