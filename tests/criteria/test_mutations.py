"""Whatever a text is, it is read soundly: a few hundred spoilt texts; `make mutations` reads them all."""

import json
from functools import cache

import pytest

from criteria.eligibility import EligibilitySource
from criteria.parse import parse
from matcher.sample.load import sample_studies
from tests.lib.monsters import MONSTERS, Monster
from tests.lib.mutations import MUTATIONS, Mutation, mutant
from tests.lib.shared import SHARED
from tests.lib.soundness import assert_sound

SEED = 20261120
SHARE = 300
LONG = 12_000
"""Characters of a monster here: enough for every limit of the parser, short enough to be read at once."""

BULK = SHARED / "bulk" / "eligibility.jsonl"


@cache
def _texts() -> tuple[str, ...]:
    """Real eligibility texts where they lie beside the project, else those of the sample."""
    if BULK.exists():
        with BULK.open(encoding="utf-8") as lines:
            return tuple(json.loads(line)["eligibilityCriteria"] for line in lines)
    records = (study["protocolSection"]["eligibilityModule"] for study in sample_studies())
    return tuple(record["eligibilityCriteria"] for record in records)


@pytest.mark.parametrize("number", range(SHARE))
def test_a_spoilt_text_is_read_soundly(number: int) -> None:
    text = mutant(_texts(), number, SEED).text
    assert_sound(text, parse(EligibilitySource("NCT00000000", text)))


@pytest.mark.parametrize("monster", MONSTERS.values(), ids=MONSTERS)
def test_a_monstrous_text_is_read_soundly(monster: Monster) -> None:
    text = monster(LONG)
    assert_sound(text, parse(EligibilitySource("NCT00000000", text)))


def test_a_mutant_is_always_the_same() -> None:
    assert mutant(_texts(), 7, SEED) == mutant(_texts(), 7, SEED) != mutant(_texts(), 8, SEED)


def test_every_mutation_is_among_the_share() -> None:
    names = ", ".join(mutant(_texts(), number, SEED).name for number in range(SHARE))
    assert [each for each in map(_name, MUTATIONS) if each not in names] == []


def _name(mutation: Mutation) -> str:
    return mutation.__name__.strip("_")
