"""Fingerprints: equal for the same, different for whatever would be read differently."""

import pytest

from matcher.store.meta import Reader, fingerprint, parse_key
from tests.lib.snapshots import READER, meta_of, stored

PAIRS = [("NCT00000001", "a"), ("NCT00000002", "b")]


def test_order_does_not_matter() -> None:
    assert fingerprint(PAIRS, "t") == fingerprint(PAIRS[::-1], "t")


@pytest.mark.parametrize(
    ("content", "timestamp"),
    [
        (PAIRS[:1], "t"),
        ([("NCT00000001", "b"), ("NCT00000002", "a")], "t"),
        (PAIRS, "u"),
        (PAIRS, None),
        ([], "t"),
    ],
)
def test_other_content_has_another_fingerprint(content: list[tuple[str, str]], timestamp: str | None) -> None:
    assert fingerprint(content, timestamp) != fingerprint(PAIRS, "t")


@pytest.mark.parametrize(
    ("sha256", "reader"),
    [
        ("other", READER),
        ("00000001", Reader("tiny-2", READER.vocabulary)),
        ("00000001", Reader(READER.parser, "words-2")),
    ],
)
def test_another_record_parser_or_vocabulary_is_read_anew(sha256: str, reader: Reader) -> None:
    assert parse_key("00000001", READER) == parse_key("00000001", READER)
    assert parse_key(sha256, reader) != parse_key("00000001", READER)


def test_ids_sort_by_time_and_tell_contents_apart() -> None:
    early, late = meta_of([stored(1)], hour=3), meta_of([stored(1)], hour=14)
    other = meta_of([stored(2)], hour=3)
    assert early.id < late.id
    assert early.id.partition("-")[2] == late.id.partition("-")[2] != other.id.partition("-")[2]
