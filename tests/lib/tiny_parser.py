"""A parser of a few lines for tests of the store and of the night: a line an item, nothing understood.

Words in the text make it misbehave: BREAKS raises, DIES ends the process, HANGS never ends, LIES misquotes.
"""

import os
import signal
import time
from collections.abc import Iterable, Iterator

from criteria.eligibility import Coverage, Eligibility, EligibilitySource, Item, Span
from criteria.nodes import Administrative, Criterion, Unparsed

PARSER_VERSION = "tiny-1"


def parse_many(sources: Iterable[EligibilitySource]) -> Iterator[Eligibility]:
    """A reading for each source."""
    return map(parse, sources)


def parse(source: EligibilitySource) -> Eligibility:
    """Each line an item, lines that end in a colon a heading."""
    _misbehave(source.text)
    lines = list(_lines(source.text))
    items = tuple(
        _item(source.nct_id, position, line)
        for position, line in enumerate(line for line in lines if not line.text.endswith(":"))
    )
    if "LIES" in source.text:
        items = (items[0].model_copy(update={"text": "other words"}), *items[1:])
    unparsed = sum(item.criterion.kind == "unparsed" for item in items)
    return Eligibility(
        nct_id=source.nct_id,
        items=items,
        headings=tuple(line for line in lines if line.text.endswith(":")),
        coverage=Coverage(
            sentences=len(items), structured=0, administrative=len(items) - unparsed, unparsed=unparsed
        ),
    )


def _misbehave(text: str) -> None:
    if "BREAKS" in text:
        raise ValueError("the text of the record must not be quoted in a report: BREAKS")
    if "DIES" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "HANGS" in text:
        time.sleep(3600)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield Span(start=start, end=start + len(line.rstrip()), text=line.rstrip())
        start += len(line)


def _item(nct_id: str, position: int, line: Span) -> Item:
    criterion: Criterion = (
        Administrative(topic="consent") if "consent" in line.text else Unparsed(text=line.text)
    )
    return Item(
        id=f"{nct_id}#i{position}",
        section="inclusion",
        text=line.text,
        start=line.start,
        end=line.end,
        criterion=criterion,
    )
