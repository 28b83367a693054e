"""What the parser reads, sentence by sentence: the manual of the language is `sentences.txt`."""

import pytest

from criteria.parse import read_text
from criteria.render import render
from tests.lib.manual import Case, cases

CASES = cases()


def test_the_manual_is_whole() -> None:
    assert len(CASES) >= 80
    assert len({case.sentence for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence[:60])
def test_reads(case: Case) -> None:
    criterion = read_text(case.sentence, excluding=case.excluding)
    assert criterion is not None
    assert render(criterion) == case.described
