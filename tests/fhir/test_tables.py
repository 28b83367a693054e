"""The tables of codes: each has a source, each word is known to the vocabulary, each issue is used."""

import re
from pathlib import Path
from typing import Any

import pytest

from criteria.vocabulary.load import vocabulary
from matcher.fhir.tables import coded, table
from tests.lib.product import ROOT

DATA = sorted(path.stem for path in (ROOT / "matcher/fhir/data").glob("*.toml"))
CODED = [name for name in DATA if "group" in table(name)]
KINDS = {
    "conditions": ("disease", "condition"), "drugs": ("drug", "drug_class"), "genes": ("gene",),
    "labs": ("lab",), "scores": ("score",), "procedures": ("procedure",),
}  # fmt: skip


@pytest.mark.parametrize("name", CODED)
def test_each_group_of_codes_has_a_system_a_source_and_a_confidence(name: str) -> None:
    for group in table(name)["group"]:
        assert set(group) == {"system", "source", "confidence", "codes"}
        assert group["system"] in table("systems")["systems"]
        assert group["source"]
        assert group["confidence"] in {"S", "M-high", "M-med", "M-low"}


@pytest.mark.parametrize("name", CODED)
def test_a_code_stands_in_one_group(name: str) -> None:
    assert len(coded(name)) == sum(len(group["codes"]) for group in table(name)["group"])


@pytest.mark.parametrize("name", KINDS)
def test_what_a_code_stands_for_is_in_the_vocabulary(name: str) -> None:
    meanings = set(coded(name).values())
    assert {one for one in meanings if vocabulary().find(one, *KINDS[name]) is None} == set()


def test_an_issue_that_can_be_said_is_said_somewhere() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in Path(ROOT / "matcher/fhir").rglob("*.py")
    )
    rules = " ".join(str(_texts(table(name))) for name in ("statuses", "conditions"))
    used = set(re.findall(r"[\"'](\w+)[\"']", sources + rules))
    assert set(table("issues")) - used == set()


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    return [value] if isinstance(value, str) else []
