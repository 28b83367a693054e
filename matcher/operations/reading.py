"""Reads records: from the archive's bytes to stored trials in a chunk file. Runs in a process of its own.

The parser is named by its module, which offers `parse_many` and `PARSER_VERSION`, so that the parser and its
libraries are loaded in the reading process only. Nothing here loads the store's engine.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from pydantic import TypeAdapter

from criteria.eligibility import Coverage, Eligibility, EligibilitySource, Item
from criteria.nodes import Unparsed
from criteria.vocabulary.load import vocabulary
from matcher.registry.archive import Archive
from matcher.registry.record import TrialRecord, eligibility_source
from matcher.registry.study import read_json
from matcher.settings import PRIVATE_FILE
from matcher.store.meta import Reader
from matcher.store.quotes import misquoted
from matcher.store.rows import StoredTrial
from matcher.trial import Trial

PARSER = "criteria.parse"

_STORED: TypeAdapter[StoredTrial] = TypeAdapter(StoredTrial)

Parse = Callable[[Iterable[EligibilitySource]], Iterator[Eligibility]]


@dataclass(frozen=True)
class Version:
    """One version of one trial's record, and the key of its reading."""

    nct_id: str
    sha256: str
    parse_key: str


@dataclass(frozen=True)
class Chunk:
    """Records to read together, and the file into which their readings go, a line each."""

    archive: Path
    versions: tuple[Version, ...]
    out: Path
    parser: str = PARSER


class MisreadError(Exception):
    """The parser broke its promise about a record: another trial, another number of readings, other words."""


def identify(parser: str) -> Reader:
    """Who reads: the parser's version and the vocabulary's fingerprint."""
    return Reader(import_module(parser).PARSER_VERSION, vocabulary().fingerprint)


def read_chunk(chunk: Chunk) -> int:
    """Read the records of a chunk and write the chunk file; how many there were.

    Whatever the parser raises is raised: the caller then reads the records one by one.
    """
    records = [_record(chunk.archive, version) for version in chunk.versions]
    parse: Parse = import_module(chunk.parser).parse_many
    readings = parse(eligibility_source(record) for record in records)
    read = zip(chunk.versions, records, readings, strict=True)
    write_chunk(chunk.out, [_checked(version, record, reading) for version, record, reading in read])
    return len(records)


def store_unread(chunk: Chunk, why: str) -> None:
    """Write the chunk file for records on which the parser broke: each with its text as one unparsed item."""
    records = [_record(chunk.archive, version) for version in chunk.versions]
    stored = [
        StoredTrial(Trial(record, unread(record, why)), version.sha256, version.parse_key, failed=True)
        for version, record in zip(chunk.versions, records, strict=True)
    ]
    write_chunk(chunk.out, stored)


def unread(record: TrialRecord, why: str) -> Eligibility:
    """The reading of a record that could not be read: nothing is lost, nothing is claimed."""
    text = record.eligibility_criteria
    item = Item(
        id=f"{record.nct_id}#i0",
        section="inclusion",
        text=text,
        start=0,
        end=len(text),
        criterion=Unparsed(text=text, why=why),
        issues=(f"The whole text is kept as one item: {why}.",),
    )
    coverage = Coverage(sentences=1, structured=0, administrative=0, unparsed=1)
    return Eligibility(nct_id=record.nct_id, items=(item,), coverage=coverage)


def write_chunk(path: Path, stored: list[StoredTrial]) -> None:
    """Write a chunk file, one stored trial a line."""
    path.touch(mode=PRIVATE_FILE)
    path.write_bytes(b"".join(_STORED.dump_json(each) + b"\n" for each in stored))


def read_back(path: Path) -> Iterator[StoredTrial]:
    """The stored trials of a chunk file."""
    with path.open("rb") as lines:
        yield from map(_STORED.validate_json, lines)


def _record(archive: Path, version: Version) -> TrialRecord:
    return TrialRecord.from_study(read_json(_archive(archive).get(version.sha256)))


@cache
def _archive(root: Path) -> Archive:
    return Archive(root)


def _checked(version: Version, record: TrialRecord, reading: Eligibility) -> StoredTrial:
    if reading.nct_id != record.nct_id:
        raise MisreadError("the parser answered for another trial")
    if misquoted(record.eligibility_criteria, reading) is not None:
        raise MisreadError("the parser quoted words that are not in the text")
    return StoredTrial(Trial(record, reading), version.sha256, version.parse_key)
