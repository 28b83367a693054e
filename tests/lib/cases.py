"""One criterion, one small chart, and the whole verdict that must come of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from criteria.nodes import Criterion
from matcher.evaluate.evaluate import evaluate
from matcher.truth import Truth
from tests.lib.charts import chart

T, U, F = Truth.TRUE, Truth.UNKNOWN, Truth.FALSE


@dataclass(frozen=True)
class Case:
    """What is asked, of whom, and what must be answered; `paths` are those of the evidence."""

    about: str
    criterion: Criterion
    parts: dict[str, Any]
    truth: Truth
    reason: str
    basis: str = "recorded"
    needs: list[str] = field(default_factory=list)
    opens_on: str | None = None
    paths: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Compare the whole verdict."""
        found = evaluate(self.criterion, chart(**self.parts))
        assert (found.truth, found.reason) == (self.truth, self.reason)
        assert (found.basis, list(found.needs)) == (self.basis, self.needs)
        assert (str(found.opens_on) if found.opens_on else None) == self.opens_on
        assert [piece.path for piece in found.evidence] == self.paths


def each(cases: Sequence[Case]) -> pytest.MarkDecorator:
    """A test for each case, named by what it is about; two of one name are a slip."""
    names = [case.about for case in cases]
    assert len(names) == len(set(names))
    return pytest.mark.parametrize("case", cases, ids=names)
