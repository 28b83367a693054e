"""The same criteria however a text is laid out: each text written anew in every layout that can hold it."""

import json
import re
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import pytest

from criteria.eligibility import EligibilitySource
from criteria.layout.clean import clean
from criteria.layout.items import ItemLayout, Segment, lay_out
from criteria.nodes import Criterion
from criteria.parse import parse
from matcher.sample.load import sample_studies
from tests.lib import relay
from tests.lib.shared import SHARED, needs_shared

Write = Callable[[str], str | None]

LISTED: dict[str, Write] = {
    "legacy": partial(relay.written, style=relay.LEGACY),
    "narrow": partial(relay.written, style=relay.NARROW),
    "markdown": partial(relay.written, style=relay.MARKDOWN),
    "outline": partial(relay.written, style=relay.OUTLINE),
}
FLAT: dict[str, Write] = {
    "stars": partial(relay.flattened, flat=relay.STARS),
    "dashes": partial(relay.flattened, flat=relay.DASHES),
    "numbers": partial(relay.flattened, flat=relay.NUMBERS),
    "tildes": partial(relay.flattened, flat=relay.TILDES),
}
LAYOUTS = LISTED | FLAT

LEAST_FLAT = 0.15
"""The share of real texts that can go on one line: the others have lists in lists or headings in sections."""

each_layout = pytest.mark.parametrize("layout", LAYOUTS)
Words = tuple[str, tuple["Words", ...]]


class Read(NamedTuple):
    """What is read of one item, without its place in the text."""

    section: str
    scope: str | None
    donor: bool
    leads: tuple[str, ...]
    words: Words
    criterion: Criterion


def read(text: str) -> list[Read]:
    """The criteria of a text, with their words as a reader sees them."""
    layouts, reading = lay_out(text).items, parse(EligibilitySource("NCT00000000", text))
    return [_read(text, layout, item.criterion) for layout, item in zip(layouts, reading.items, strict=True)]


def _read(text: str, item: ItemLayout, criterion: Criterion) -> Read:
    leads = tuple(clean(text[start:end]) for start, end in item.context)
    return Read(item.section, item.scope, item.donor, leads, _words(text, item.body), criterion)


def _words(text: str, segment: Segment) -> Words:
    return clean(text[segment.start : segment.end]), tuple(_words(text, child) for child in segment.children)


def _text(study: dict[str, object]) -> str:
    module = study["protocolSection"]["eligibilityModule"]  # type: ignore[index]
    return str(module["eligibilityCriteria"])


@cache
def _sample() -> dict[str, str]:
    studies = {study["protocolSection"]["identificationModule"]["nctId"]: study for study in sample_studies()}
    return {number: _text(study) for number, study in studies.items()}


@cache
def _registry() -> dict[str, str]:
    paths = sorted((SHARED / "registry").glob("*.json"))
    return {path.stem: _text(json.loads(path.read_text(encoding="utf-8"))) for path in paths}


@cache
def _original(text: str) -> list[Read]:
    return read(text)


def _relaid(texts: dict[str, str], layout: str) -> dict[str, str]:
    """The texts that this layout can hold, written in it."""
    written = {number: LAYOUTS[layout](text) for number, text in texts.items()}
    return {number: text for number, text in written.items() if text is not None}


def _differing(texts: dict[str, str], relaid: dict[str, str]) -> list[str]:
    """The records whose criteria differ, with the first criterion that does, as it was and as it is."""
    pairs = {number: (_original(texts[number]), read(text)) for number, text in relaid.items()}
    return [f"{number}: {_first(*pair)}" for number, pair in pairs.items() if pair[0] != pair[1]]


def _first(before: list[Read], after: list[Read]) -> str:
    for was, now in zip(before, after, strict=False):
        if was != now:
            return f"{was}\n  became {now}"
    return f"{len(before)} criteria became {len(after)}"


@each_layout
def test_the_sample_reads_the_same_in_any_layout(layout: str) -> None:
    texts = _sample() if layout in LISTED else {number: _noteless(text) for number, text in _sample().items()}
    relaid = _relaid(texts, layout)
    assert len(relaid) >= (len(texts) if layout in LISTED else 5)
    assert not _differing(texts, relaid)


def _noteless(text: str) -> str:
    """A text of the sample without the note that opens it, which one line could not set apart."""
    return text[text.index("Inclusion Criteria") :]


@needs_shared
@pytest.mark.shared
@each_layout
def test_the_real_records_read_the_same_in_any_layout(layout: str) -> None:
    texts = _registry()
    relaid = _relaid(texts, layout)
    assert len(texts) >= 440
    assert len(relaid) == len(texts) if layout in LISTED else len(relaid) >= LEAST_FLAT * len(texts)
    differing = _differing(texts, relaid)
    assert not differing, f"{len(differing)} of {len(relaid)} differ in {layout}:\n" + "\n".join(differing)


@needs_shared
@pytest.mark.shared
def test_writing_anew_loses_no_word() -> None:
    """The writer is held to account apart from the reader: the words come out as they went in."""
    for text in _registry().values():
        for write in LISTED.values():
            assert _long_words(write(text) or "") == _long_words(text)


def _long_words(text: str) -> list[str]:
    """Words too long for a list mark (`ii.`)."""
    return re.findall(r"[^\W\d_]{4,}", clean(text))
