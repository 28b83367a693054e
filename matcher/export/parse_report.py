"""Home to the report on what the parser could not read: most frequent shapes first, and the share by kind.

It is for those who teach the parser; it counts and shows, and reads nothing itself.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict

from criteria import nodes
from criteria.eligibility import Eligibility
from criteria.pipeline.remarks import leaves
from matcher.export.model import Provenance
from matcher.export.plaintext import one_line, opening

SCHEMA = "mdsmatch.parse-report/1"
MOST_SHAPES = 40
SHAPE_WORDS = 6
"""Lines that begin with the same six words, numbers alike, are of one shape."""
EXAMPLE_LIMIT = 160

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[\w#]+|[<>≤≥=]+")


class Frozen(BaseModel):
    """A frozen part of the report."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(Frozen):
    """How many leaves are of one kind, and their share of all leaves (0 to 1)."""

    kind: str
    count: int
    share: float


class Shape(Frozen):
    """How often words of one shape were not read, in how many trials, and one of them verbatim."""

    shape: str
    count: int
    trials: int
    example: str


class Report(Frozen):
    """What was read of `records` records with `items` items, of which `unparsed` have something not read."""

    records: int
    items: int
    unparsed: int
    kinds: tuple[Kind, ...]
    shapes: tuple[Shape, ...]


def parse_report(readings: Iterable[Eligibility]) -> Report:
    """Count all readings; kinds and shapes come most frequent first, at most 40 shapes."""
    read = list(readings)
    found = [(one.nct_id, leaf) for one in read for item in one.items for leaf in leaves(item.criterion)]
    missed = [(nct_id, leaf.text) for nct_id, leaf in found if isinstance(leaf, nodes.Unparsed)]
    return Report(
        records=len(read),
        items=sum(len(reading.items) for reading in read),
        unparsed=sum(reading.coverage.unparsed for reading in read),
        kinds=tuple(_kinds(leaf.kind for _, leaf in found)),
        shapes=tuple(_shapes(missed)),
    )


def report_document(report: Report, snapshot: Provenance) -> dict[str, Any]:
    """The report as a json document."""
    return {"schema": SCHEMA, "snapshot": asdict(snapshot)} | report.model_dump(mode="json")


def report_text(report: Report) -> Iterator[str]:
    """The report line by line."""
    share = report.unparsed / report.items if report.items else 0
    yield f"{report.records} records, {report.items} items, {report.unparsed} not (wholly) read ({share:.1%})"
    yield from ("", "leaves by kind")
    for kind in report.kinds:
        yield f"  {kind.count:7d}  {kind.share:6.1%}  {kind.kind}"
    yield from ("", "not read, most frequent first (times, trials, shape)")
    for shape in report.shapes:
        yield f"  {shape.count:5d} {shape.trials:5d}  {shape.shape}"
        yield f"               {shape.example}"


def shape_of(text: str) -> str:
    """The first words in lower case, every number as #: what alike lines have in common."""
    words = _WORD.findall(_NUMBER.sub("#", one_line(text).lower()))
    return " ".join(words[:SHAPE_WORDS])


def _kinds(kinds: Iterable[str]) -> Iterator[Kind]:
    counted = Counter(kinds)
    for kind, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        yield Kind(kind=kind, count=count, share=round(count / counted.total(), 4))


def _shapes(missed: Iterable[tuple[str, str]]) -> Iterator[Shape]:
    by_shape: dict[str, list[tuple[str, str]]] = {}
    for nct_id, text in missed:
        by_shape.setdefault(shape_of(text), []).append((nct_id, text))
    ranked = sorted(by_shape.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    for shape, found in ranked[:MOST_SHAPES]:
        trials = {nct_id for nct_id, _ in found}
        yield Shape(
            shape=shape, count=len(found), trials=len(trials), example=opening(found[0][1], EXAMPLE_LIMIT)
        )
