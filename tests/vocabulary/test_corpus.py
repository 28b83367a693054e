"""The words of real eligibility texts: what names an illness is known."""

import json
import re
from collections.abc import Iterator

from criteria.vocabulary.load import vocabulary
from criteria.words import words
from tests.lib.shared import SHARED, needs_shared

NAMES_AN_ILLNESS = re.compile(
    r"\w{3,}(itis|osis|emia|pathy|oma|penia|plegia|rrhea|megaly|cytosis|philia|trophy|paresis|trauma)$"
)
"""Endings that only illnesses and findings have; leukemia, lymphoma and the like are diseases."""

NOT_ILLNESSES = frozenset({"diagnosis", "prognosis", "stoma", "hypertrophy"})

ENOUGH = 0.97


def texts() -> Iterator[str]:
    for path in sorted((SHARED / "registry").glob("NCT*.json")):
        record = json.loads(path.read_bytes())
        yield record["protocolSection"].get("eligibilityModule", {}).get("eligibilityCriteria", "")


def illness_words(known: frozenset[str]) -> Iterator[tuple[str, bool]]:
    for text in texts():
        for norm in {word.norm for word in words(text)} - NOT_ILLNESSES:
            if NAMES_AN_ILLNESS.match(norm):
                yield norm, norm in known


@needs_shared
def test_nearly_all_words_that_name_an_illness_are_known() -> None:
    known = frozenset(
        word for key, kind, _ in vocabulary().phrases() if kind in {"disease", "condition"} for word in key
    )
    found = list(illness_words(known))
    missed = sorted({word for word, is_known in found if not is_known})
    assert len(found) > 1000
    assert sum(is_known for _, is_known in found) / len(found) >= ENOUGH, missed
