"""The archived versions of a record, read as records."""

from pathlib import Path

import pytest

from matcher.errors import StoreError
from matcher.registry.archive import Archive
from matcher.registry.source import RawRecord
from matcher.registry.study import write_json
from matcher.registry.versions import Versions
from tests.lib.studies import nct, study


def put(root: Path, status: str) -> str:
    raw = RawRecord.of(nct(1), write_json(study(1, status=status)))
    Archive(root).put(raw)
    return raw.sha256


def test_versions_come_in_the_order_of_arrival(tmp_path: Path) -> None:
    hashes = [put(tmp_path, status) for status in ("RECRUITING", "COMPLETED")]
    found = Versions(tmp_path).of(nct(1))
    assert [(one.number, one.sha256, one.record.overall_status) for one in found] == [
        (1, hashes[0], "RECRUITING"),
        (2, hashes[1], "COMPLETED"),
    ]


def test_a_version_that_another_process_put_is_found(tmp_path: Path) -> None:
    put(tmp_path, "RECRUITING")
    versions = Versions(tmp_path)
    assert len(versions.of(nct(1))) == 1
    put(tmp_path, "COMPLETED")
    assert len(versions.of(nct(1))) == 2


def test_a_trial_that_was_never_pulled_has_none(tmp_path: Path) -> None:
    assert Versions(tmp_path).of(nct(7)) == ()


def test_a_damaged_version_is_said(tmp_path: Path) -> None:
    sha256 = put(tmp_path, "RECRUITING")
    versions = Versions(tmp_path)
    (tmp_path / "records" / sha256[:2] / f"{sha256}.json.gz").write_bytes(b"no")
    with pytest.raises(StoreError, match="damaged"):
        versions.of(nct(1))
