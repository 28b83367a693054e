"""The data files of the evaluator speak of nothing that the vocabulary does not hold."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import matcher.evaluate.tables as tables
from criteria.vocabulary.load import vocabulary
from matcher.evaluate.tables import table

FILES = sorted(path.stem for path in Path(tables.DATA).glob("*.toml"))


def unknown(kind: str, *keys: str) -> set[str]:
    """The keys that no concept of the kind has."""
    return set(keys) - {concept.key for concept in vocabulary().of(kind)}


def test_every_file_is_read_by_name() -> None:
    assert FILES == [
        "adequate", "amino_acids", "boundaries", "comorbidity", "disease_blasts", "doubtful", "open_classes",
        "performance", "places", "procedures",
    ]  # fmt: skip
    assert all(table(name) for name in FILES)


def test_diseases_by_blasts() -> None:
    ranges = table("disease_blasts")["ranges"]
    assert len(ranges) == 17
    assert unknown("disease", *ranges) == set()
    assert all(0 <= one["from"] < one["below"] <= 100 for one in ranges.values())


def test_drugs_and_classes() -> None:
    rules = table("open_classes")
    assert unknown("drug", *rules["investigational"]["not_approved"]) == set()
    known = rules["myelosuppressive_drug"]
    assert (
        unknown("drug_class", *rules["property"]["classes"], *known["surely"], *known["surely_not"]) == set()
    )
    members = table("doubtful")["member"]
    assert unknown("drug", *(one["drug"] for one in members)) == set()
    assert unknown("drug_class", *(name for one in members for name in one["classes"])) == set()
    assert unknown("drug_class", *(one["agents"] for one in table("adequate")["class"])) == set()


def test_conditions() -> None:
    rules = table("comorbidity")
    keys = [*rules["umbrellas"], *rules["grave"]["conditions"], *rules["harmless"], *rules["treatment"],
            *rules["may_be"], *(key for keys in rules["may_be"].values() for key in keys),
            *rules["of_the_disease"]["conditions"], *rules["of_the_disease"]["except"], *rules["tests"],
            *rules["signs"]]  # fmt: skip
    assert unknown("condition", *keys) == set()
    classes = [*(key for one in rules["harmless"].values() for key in one["treated_by"]),
               *(key for keys in rules["treatment"].values() for key in keys)]  # fmt: skip
    assert unknown("drug_class", *classes) == set()


def test_labs_procedures_and_cues() -> None:
    rules = table("comorbidity")
    labs = [*(key for keys in rules["tests"].values() for key in keys),
            *(one["lab"] for one in rules["signs"].values()), table("adequate")["ineligible"]["lab"],
            *(lab for one in table("boundaries")["boundary"] for lab in one["labs"])]  # fmt: skip
    assert unknown("lab", *labs) == set()
    assert unknown("procedure", *table("procedures")["unlisted"]) == set()
    cues = rules["qualifiers"]
    assert unknown("cue", *cues["alternatives"], *cues["taken_as_given"]) == set()


def test_regions_hold_countries_of_the_table() -> None:
    places = table("places")
    members = {code for codes in places["regions"].values() for code in codes}
    assert members - set(places["countries"]) == set()


def confidences(value: Any) -> Iterator[str]:
    """Every confidence named anywhere in a table."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if key == "confidence":
            yield inner
        elif isinstance(inner, dict | list):
            yield from confidences(inner)


@pytest.mark.parametrize("name", FILES)
def test_confidences_are_those_in_use(name: str) -> None:
    content = tomllib.loads((tables.DATA / f"{name}.toml").read_text(encoding="utf-8"))
    assert set(confidences(content)) <= {"S", "M-high", "M-med", "M-low"}
