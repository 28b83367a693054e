"""Home to readings as a document (the contract's section 5) and as plain text for people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from criteria.eligibility import Eligibility, Item
from criteria.render import render
from matcher.export.model import Provenance
from matcher.export.plaintext import one_line

SCHEMA = "mdsmatch.parse/1"


def parse_document(
    readings: Iterable[Eligibility], snapshot: Provenance, paraphrased: Mapping[str, str]
) -> dict[str, Any]:
    """All readings, each with its items and what they say in plain English.

    `paraphrased` holds a note for every trial number whose text is not the registry's own.
    """
    records = [_record(reading, paraphrased) for reading in readings]
    return {"schema": SCHEMA, "snapshot": asdict(snapshot), "records": records}


def parse_text(readings: Iterable[Eligibility]) -> Iterator[str]:
    """All readings line by line: the registry's words, and below them what was read."""
    for reading in readings:
        yield from _reading(reading)
        yield ""


def _reading(reading: Eligibility) -> Iterator[str]:
    covered = reading.coverage
    yield reading.nct_id
    yield (
        f"{covered.sentences} items: {covered.structured} read, {covered.administrative} administrative, "
        f"{covered.unparsed} not (wholly) read"
    )
    for section in ("structured", "inclusion", "exclusion"):
        items = [item for item in reading.items if item.section == section]
        if items:
            yield from ("", section)
        for item in items:
            yield from _lines(item)


def _record(reading: Eligibility, paraphrased: Mapping[str, str]) -> dict[str, Any]:
    dumped = reading.model_dump(mode="json")
    rendered = [{"rendered": render(item.criterion)} for item in reading.items]
    items = [item | words for item, words in zip(dumped["items"], rendered, strict=True)]
    note = paraphrased.get(reading.nct_id)
    return dumped | {"items": items} | ({"paraphrase": True, "paraphrase_note": note} if note else {})


def _lines(item: Item) -> Iterator[str]:
    yield f"  {item.id}  {one_line(item.text)}"
    yield f"      = {one_line(render(item.criterion))}"
    if item.scope:
        yield f"      only for: {one_line(item.scope)}"
    for issue in item.issues:
        yield f"      ! {one_line(issue)}"
