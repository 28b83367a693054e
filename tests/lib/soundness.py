"""What must hold of the reading of any text whatever."""

import re

from criteria.eligibility import Eligibility, Item, Span
from criteria.render import render

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def assert_whole(text: str, reading: Eligibility) -> None:
    """Every visible character belongs to one span, and every span says what stands there."""
    readable = _LONE_SURROGATE.sub("\ufffd", text)
    edge = 0
    for start, end, said in sorted(_places([*reading.items, *reading.headings, *reading.notes])):
        assert edge <= start <= end
        assert readable[start:end] == said
        assert not readable[edge:start].strip()
        edge = end
    assert not readable[edge:].strip()


def assert_sound(text: str, reading: Eligibility) -> None:
    """The reading is whole, in order, counted right, can be kept as JSON and be said in words."""
    assert_whole(text, reading)
    for spans in (reading.items, reading.headings, reading.notes):
        places = _places(spans)
        assert places == sorted(places)
    _assert_counted(reading)
    assert Eligibility.model_validate_json(reading.model_dump_json()) == reading
    assert all(render(item.criterion).strip() for item in reading.items)


def _assert_counted(reading: Eligibility) -> None:
    counted = reading.coverage
    asked = [item for item in reading.items if item.section != "structured"]
    assert counted.sentences == len(asked)
    assert counted.sentences == counted.structured + counted.administrative + counted.unparsed
    assert len({item.id for item in reading.items}) == len(reading.items)


def _places(spans: tuple[Item | Span, ...] | list[Item | Span]) -> list[tuple[int, int, str]]:
    return [(s.start, s.end, s.text) for s in spans if s.start is not None and s.end is not None]
