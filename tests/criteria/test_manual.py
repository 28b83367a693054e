"""No rule of the parser without a sentence that exercises it, no role of a word that nobody asks for."""

from functools import cache

import pytest

from criteria import words
from criteria.eligibility import EligibilitySource
from criteria.parse import parse
from criteria.render import render
from criteria.vocabulary.load import DATA, read
from tests.lib.manual import Exercised, cases, exercised
from tests.lib.rules import Rule, dead_roles, kinds, readers, roles, unknown_roles, without_sentence

LISTS = {
    "at_least": "* At least two of the following:\n    * ECOG 0 to 2\n    * Age 60 or older\n    * Anemia"
}
"""Kinds that only a list can ask for, with such a list."""

UNREAD = {"residence"}
"""Kinds that no reader makes: they stand only in criteria that people write."""


plain = pytest.mark.skipif(not words.__file__.endswith(".py"), reason="only plain modules can be watched")


@cache
def _met() -> Exercised:
    return exercised(cases())


def test_every_kind_of_criterion_has_a_sentence() -> None:
    assert without_sentence(kinds(), _met().kinds | LISTS.keys() | UNREAD) == []


@plain
def test_every_reader_has_a_sentence() -> None:
    assert without_sentence(readers(), _met().readers) == []


@plain
def test_every_role_of_a_cue_has_a_sentence() -> None:
    assert without_sentence(roles(read(DATA)), _met().roles) == []


def test_every_role_of_a_cue_is_asked_for_by_code() -> None:
    assert dead_roles(roles(read(DATA))) == []


def test_every_role_that_code_asks_for_is_among_the_cues() -> None:
    assert unknown_roles(read(DATA)) == []


def test_a_list_is_read_as_its_kind() -> None:
    (item,) = parse(EligibilitySource("NCT00000000", LISTS["at_least"])).items
    assert item.criterion.kind == "at_least"
    assert render(item.criterion) == "at least 2 of: ECOG 0 to 2; age at least 60 years; anemia"


def test_a_kind_that_no_reader_makes_has_no_sentence_indeed() -> None:
    assert not UNREAD & _met().kinds


def test_what_lacks_a_sentence_is_told_with_file_and_line() -> None:
    rules = [Rule("cues.csv", 7, "frobnicated"), Rule("cues.csv", 8, "negation")]
    assert without_sentence(rules, {"negation"}) == ["cues.csv:7: 'frobnicated' has no sentence"]
    assert dead_roles(rules) == ["cues.csv:7: 'frobnicated' is a role that no code asks for"]


def test_a_role_that_the_data_lack_is_told_with_file_and_line() -> None:
    cues = [row for row in read(DATA) if row.concept.key != "rider"]
    told = unknown_roles(cues)
    assert told and all(fault.endswith(": 'rider' is no role of cues.csv") for fault in told)
    assert any(fault.startswith("criteria/pipeline/riders.py:") for fault in told)
