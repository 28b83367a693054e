"""What the parser reads, sentence by sentence: the manual of the language is `sentences.txt`."""

from pathlib import Path
from typing import NamedTuple

import pytest

from criteria.parse import read_text
from criteria.render import render


class Case(NamedTuple):
    """A sentence, the section it stands in, and what it describes."""

    excluding: bool
    sentence: str
    described: str


def _cases() -> list[Case]:
    lines = Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines()
    asked = [line for line in lines if line[:2] in {"+ ", "- "}]
    described = [line.removeprefix("= ") for line in lines if line.startswith("= ")]
    return [Case(a[0] == "-", a[2:], d) for a, d in zip(asked, described, strict=True)]


CASES = _cases()


def test_the_manual_is_whole() -> None:
    assert len(CASES) >= 80
    assert len({case.sentence for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence[:60])
def test_reads(case: Case) -> None:
    criterion = read_text(case.sentence, excluding=case.excluding)
    assert criterion is not None
    assert render(criterion) == case.described
