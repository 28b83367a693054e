"""The archive keeps every version verbatim, whatever happens to the process that writes."""

import errno
import gzip
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import StoreError
from matcher.registry.archive import Archive
from matcher.registry.source import RawRecord
from matcher.registry.study import write_json
from tests.lib.studies import nct, study


def record(number: int, status: str = "RECRUITING", updated: str = "2026-01-01") -> RawRecord:
    return RawRecord.of(nct(number), write_json(study(number, status=status, updated=updated)))


def files(root: Path) -> list[Path]:
    return sorted((root / "records").rglob("*.json.gz"))


def index(root: Path) -> Path:
    return root / "index.tsv"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=400), min_size=1, max_size=6))
def test_what_is_put_is_got_and_putting_again_changes_nothing(contents: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive, root = Archive(Path(folder)), Path(folder)
        records = [RawRecord.of(nct(1), content) for content in contents]
        new = [archive.put(each) for each in records]
        assert new == [content not in contents[:place] for place, content in enumerate(contents)]
        before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        assert [archive.put(each) for each in records] == [False] * len(records)
        assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
        assert [archive.get(each.sha256) for each in records] == contents
        assert archive.versions(nct(1)) == tuple(dict.fromkeys(each.sha256 for each in records))


def test_a_file_a_version_named_by_its_hash(tmp_path: Path) -> None:
    one = record(1)
    Archive(tmp_path).put(one)
    path = tmp_path / "records" / one.sha256[:2] / f"{one.sha256}.json.gz"
    assert files(tmp_path) == [path]
    assert path.read_bytes() == gzip.compress(one.content, 6, mtime=0)


def test_versions_come_in_order_of_arrival(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, second, other = record(1), record(1, "COMPLETED"), record(2)
    for each in (first, other, second, first):
        archive.put(each)
    for reader in (archive, Archive(tmp_path)):
        assert reader.versions(nct(1)) == (first.sha256, second.sha256)
        assert reader.versions(nct(2)) == (other.sha256,)
        assert reader.versions(nct(3)) == ()


def test_a_reader_sees_what_another_writes(tmp_path: Path) -> None:
    reader, writer = Archive(tmp_path), Archive(tmp_path)
    assert reader.versions(nct(1)) == ()
    writer.put(record(1))
    assert reader.versions(nct(1)) == (record(1).sha256,)


def test_a_line_that_is_still_being_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put(record(1))
    line = f"{nct(2)}\t{record(2).sha256}\n"
    with index(tmp_path).open("a") as file:
        file.write(line[:30])
        file.flush()
        assert archive.versions(nct(2)) == ()
        file.write(line[30:])
    assert archive.versions(nct(2)) == (record(2).sha256,)


def test_looking_into_an_archive_that_is_not_there_creates_nothing(tmp_path: Path) -> None:
    assert Archive(tmp_path / "archive").versions(nct(1)) == ()
    assert list(tmp_path.iterdir()) == []


def test_the_wrong_hash_is_a_fault_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not have the hash"):
        Archive(tmp_path).put(record(1)._replace(content=b"other"))
    assert files(tmp_path) == []


@pytest.mark.parametrize("lost", ["whole index", "last line", "half of the last line", "first line"])
def test_the_index_is_restored_from_the_files(tmp_path: Path, lost: str) -> None:
    records = [record(1, updated="2026-01-03"), record(1, updated="2026-01-04"), record(2)]
    archive = Archive(tmp_path)
    for each in records:
        archive.put(each)
    whole = index(tmp_path).read_bytes()
    lines = whole.splitlines(keepends=True)
    left = {
        "whole index": b"",
        "last line": b"".join(lines[:-1]),
        "half of the last line": whole[:-40],
        "first line": b"".join(lines[1:]),
    }
    index(tmp_path).write_bytes(left[lost])
    restored = Archive(tmp_path)
    assert sorted(restored.versions(nct(1))) == sorted(each.sha256 for each in records[:2])
    assert restored.versions(nct(2)) == (records[2].sha256,)
    assert restored.put(record(3)) is True
    assert Archive(tmp_path).versions(nct(3)) == (record(3).sha256,)


def test_without_an_index_versions_come_in_order_of_their_updates(tmp_path: Path) -> None:
    days = ["2026-01-05", "2026-01-03", "2026-01-04"]
    for day in days:
        Archive(tmp_path).put(record(1, updated=day))
    index(tmp_path).unlink()
    assert Archive(tmp_path).versions(nct(1)) == tuple(record(1, updated=day).sha256 for day in sorted(days))


def test_an_index_that_vanishes_under_a_writer_is_begun_anew(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put(record(1))
    assert archive.versions(nct(1)) == (record(1).sha256,)
    index(tmp_path).unlink()
    archive.put(record(2))
    assert archive.versions(nct(2)) == (record(2).sha256,)
    assert Archive(tmp_path).versions(nct(1)) == (record(1).sha256,)


DAMAGE = {
    "cut": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "a bit turned": lambda content: content[:30] + bytes([content[30] ^ 1]) + content[31:],
    "another record": lambda content: gzip.compress(b"another"),
    "no gzip": lambda content: b"plain",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_refused_and_replaced_by_the_next_pull(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    archive = Archive(tmp_path)
    archive.put(record(1))
    (path,) = files(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(StoreError) as caught:
        archive.get(record(1).sha256)
    assert str(caught.value) == (
        f"{path}: this archived record is damaged; pull the registry again to replace it"
    )
    assert caught.value.exit_code == 5
    assert archive.put(record(1)) is True
    assert archive.get(record(1).sha256) == record(1).content


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"this archived record is missing; pull the registry again"):
        Archive(tmp_path).get("0" * 64)


def test_a_full_disk_ends_with_one_sentence_and_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    archive = Archive(tmp_path)
    archive.put(record(1))
    with monkeypatch.context() as patch, pytest.raises(StoreError) as caught:
        patch.setattr(os, "fsync", full)
        archive.put(record(2))
    assert str(caught.value).endswith(
        "the archive cannot be used here (no space left on device); free some space and run again"
    )
    assert [path.name for path in (tmp_path / "records").rglob("*") if path.is_file()] == [
        f"{record(1).sha256}.json.gz"
    ]
    assert archive.put(record(2)) is True


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"cannot be used here \(.*\); check the folder and its rights"):
        Archive(tmp_path / "file").put(record(1))


def test_what_a_killed_writer_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    Archive(tmp_path).put(record(1))
    folder = files(tmp_path)[0].parent
    old, fresh = folder / "old.partial", folder / "fresh.partial"
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    Archive(tmp_path)
    assert [path.exists() for path in (old, fresh)] == [False, True]


WRITER = """
import sys
from pathlib import Path
from matcher.registry.archive import Archive
from matcher.registry.source import RawRecord
from matcher.registry.study import write_json
from tests.lib.studies import nct, study

archive = Archive(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    archive.put(RawRecord.of(nct(number), write_json(study(number))))
"""


def writer(root: Path, count: int) -> subprocess.Popen[bytes]:
    project = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", WRITER, str(root), str(count)]
    return subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE)


def assert_whole(root: Path) -> set[str]:
    """Every file is what its name says, and the index knows all of them; returns the hashes."""
    hashes = {path.name.removesuffix(".json.gz") for path in files(root)}
    for path in files(root):
        content = gzip.decompress(path.read_bytes())
        assert hashlib.sha256(content).hexdigest() == path.name.removesuffix(".json.gz")
    archive = Archive(root)
    known = {sha256 for number in range(400) for sha256 in archive.versions(nct(number))}
    assert known == hashes
    return hashes


def test_a_writer_killed_at_any_moment_leaves_whole_records(tmp_path: Path) -> None:
    chance = random.Random(20261120)
    kept: set[str] = set()
    for _ in range(8):
        process = writer(tmp_path, 400)
        assert process.stdout is not None
        with process, process.stdout:
            process.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.03))
            process.send_signal(signal.SIGKILL)
        now = assert_whole(tmp_path)
        assert kept <= now
        kept = now
    with writer(tmp_path, 400) as process:
        process.communicate()
    assert process.returncode == 0
    assert assert_whole(tmp_path) == {record(number).sha256 for number in range(400)}


def test_two_writers_of_the_same_records(tmp_path: Path) -> None:
    writers = [writer(tmp_path, 150) for _ in range(2)]
    for process in writers:
        with process:
            process.communicate()
    assert [process.returncode for process in writers] == [0, 0]
    assert assert_whole(tmp_path) == {record(number).sha256 for number in range(150)}
    archive = Archive(tmp_path)
    assert [len(archive.versions(nct(number))) for number in range(150)] == [1] * 150
    assert list((tmp_path / "records").rglob("*.partial")) == []
