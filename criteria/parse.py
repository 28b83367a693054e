"""Eligibility text to structured criteria: layout, then the pipeline over each item.

The way in for everybody who has a text. Importing it loads spaCy.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from criteria.collection import collection_paused
from criteria.eligibility import Coverage, Eligibility, EligibilitySource, Item, Span
from criteria.layout.items import ItemLayout, lay_out
from criteria.nodes import Criterion
from criteria.pipeline.build import read
from criteria.pipeline.compose import read_item
from criteria.pipeline.denials import lists_requirements
from criteria.pipeline.diseases import as_alternatives
from criteria.pipeline.remarks import remarks, standing
from criteria.structured import structured_items

VERSION = "1"

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


@cache
def parser_version() -> str:
    """The version of the parser: a number for people, and a fingerprint of its source.

    A reading made by another version is made anew.
    """
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(path for kind in ("*.py", "*.toml", "*.csv") for path in root.rglob(kind)):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return f"{VERSION}+{digest.hexdigest()[:8]}"


PARSER_VERSION = parser_version()


def parse(source: EligibilitySource) -> Eligibility:
    """The reading of one record. Never raises for what a text says; what is not understood is said so.

    Half a surrogate pair, which no file or store can hold, is read as the replacement character.
    """
    with collection_paused():
        return _parse(source)


def _parse(source: EligibilitySource) -> Eligibility:
    source = source._replace(text=_storable(source.text))
    layout = lay_out(source.text)
    items = [*structured_items(source), *_items(source, layout.items)]
    return Eligibility(
        nct_id=source.nct_id,
        items=tuple(items),
        headings=tuple(_span(source.text, span) for span in layout.headings),
        notes=tuple(_span(source.text, span) for span in layout.notes),
        coverage=_coverage(items),
    )


def parse_many(sources: Iterable[EligibilitySource]) -> Iterator[Eligibility]:
    """The readings of many records, in order, one at a time."""
    return map(parse, sources)


def _items(source: EligibilitySource, layouts: Sequence[ItemLayout]) -> Iterator[Item]:
    counts = {"inclusion": 0, "exclusion": 0}
    for layout, criterion in zip(layouts, _criteria(source, layouts), strict=True):
        counts[layout.section] += 1
        start, end = layout.body.start, layout.body.last
        yield Item(
            id=f"{source.nct_id}#{layout.section[0]}{counts[layout.section]}",
            section=layout.section,
            text=source.text[start:end],
            start=start,
            end=end,
            criterion=criterion,
            scope=layout.scope,
            issues=remarks(criterion, layout.scope),
        )


def _criteria(source: EligibilitySource, layouts: Sequence[ItemLayout]) -> list[Criterion]:
    """The tree of each item; diseases that are asked for one an item become alternatives."""
    excluded = [layout for layout in layouts if layout.section == "exclusion"]
    mistaken = lists_requirements([source.text[one.body.start : one.body.end] for one in excluded])
    trees = [
        read_item(one, source.text, _read, requirements=mistaken and one.section == "exclusion")
        for one in layouts
    ]
    asked = [i for i, layout in enumerate(layouts) if layout.section == "inclusion" and not layout.donor]
    for place, tree in zip(asked, as_alternatives([trees[i] for i in asked]), strict=True):
        trees[place] = tree
    return trees


def read_text(text: str, *, excluding: bool) -> Criterion | None:
    """What one stretch of clean text describes, None if it asks nothing.

    `excluding`: it stands among what keeps patients out, so its alternatives are each enough.
    """
    return _read(_storable(text), excluding)


@lru_cache(maxsize=50_000)
def _read(text: str, excluding: bool) -> Criterion | None:
    """Trials repeat each other, so readings are kept."""
    return read(text, excluding=excluding)


def _storable(text: str) -> str:
    """The text as a file can hold it. Searching each text for what hardly any has would take longer."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", text)
    return text


def _span(text: str, span: tuple[int, int]) -> Span:
    return Span(start=span[0], end=span[1], text=text[span[0] : span[1]])


def _coverage(items: Iterable[Item]) -> Coverage:
    counts = {"structured": 0, "administrative": 0, "unparsed": 0}
    for item in items:
        if item.section != "structured":
            counts[standing(item.criterion)] += 1
    return Coverage(sentences=sum(counts.values()), **counts)
