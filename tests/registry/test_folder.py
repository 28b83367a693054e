"""A folder of studies as a source."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import BadInput
from matcher.registry.folder import FolderSource
from matcher.registry.query import Query, default_query
from matcher.registry.source import RawRecord, RegistryVersion, open_source
from tests.lib.shared import SHARED, needs_shared
from tests.lib.studies import nct, study

CHECK = "check that it is there and its rights"
ONE_STUDY = "keep one ClinicalTrials.gov v2 study a file"


def write(folder: Path, *studies: dict[str, Any]) -> Path:
    for each in studies:
        name = each["protocolSection"]["identificationModule"]["nctId"]
        (folder / f"{name}.json").write_text(json.dumps(each, indent=1))
    return folder


def pull(folder: Path, query: Query | None = None, since: date | None = None) -> Any:
    return FolderSource(folder).pull(query or default_query(), lambda record: None, since)


def test_every_record_byte_by_byte(tmp_path: Path) -> None:
    write(tmp_path, study(2), study(1, condition="Breast Cancer"))
    (tmp_path / "notes.txt").write_text("not a record")
    (tmp_path / "older").mkdir()
    records: list[RawRecord] = []
    told: list[tuple[int, int | None]] = []
    report = FolderSource(tmp_path).pull(default_query(), records.append, progress=lambda *t: told.append(t))
    assert records == [
        RawRecord.of(nct_id, (tmp_path / f"{nct_id}.json").read_bytes()) for nct_id in (nct(1), nct(2))
    ]
    assert report.nct_ids == (nct(1), nct(2))
    assert report.hashes == tuple(record.sha256 for record in records)
    assert (report.announced, report.restarts, report.problems) == (2, 0, ())
    assert told == [(1, 2), (2, 2)]


BAD_FILES = {
    "no JSON": (b"{", f"this file is no JSON; {ONE_STUDY}"),
    "empty": (b"", f"this file is no JSON; {ONE_STUDY}"),
    "nested without end": (b"[" * 100_000, f"this file is no JSON; {ONE_STUDY}"),
    "no UTF-8": (b'{"a": "\xff"}', f"this file is no JSON; {ONE_STUDY}"),
    "no number": (b"{}", f"$.protocolSection.identificationModule.nctId is no NCT number; {ONE_STUDY}"),
    "a list": (b"[]", f"$.protocolSection.identificationModule.nctId is no NCT number; {ONE_STUDY}"),
    "a malformed number": (
        b'{"protocolSection": {"identificationModule": {"nctId": "NCT12"}}}',
        f"$.protocolSection.identificationModule.nctId is no NCT number; {ONE_STUDY}",
    ),
}


@pytest.mark.parametrize(("content", "problem"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_reported_and_does_not_stop_the_rest(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    write(tmp_path, study(1), study(3))
    (tmp_path / f"{nct(2)}.json").write_bytes(content)
    report = pull(tmp_path)
    assert report.nct_ids == (nct(1), nct(3))
    assert report.problems == (f"{tmp_path / nct(2)}.json: {problem}",)


def test_a_folder_named_like_a_file(tmp_path: Path) -> None:
    (write(tmp_path, study(1)) / "x.json").mkdir()
    assert pull(tmp_path).problems == (
        f"{tmp_path}/x.json: this file cannot be read (is a directory); {CHECK}",
    )


def test_a_file_under_the_wrong_name_is_taken_as_what_it_holds(tmp_path: Path) -> None:
    write(tmp_path, study(1)).joinpath(f"{nct(1)}.json").rename(tmp_path / f"{nct(5)}.json")
    report = pull(tmp_path)
    assert report.nct_ids == (nct(1),)
    assert report.problems == (
        f"{tmp_path / nct(5)}.json: this file holds {nct(1)} and was taken as that; "
        f"rename it to {nct(1)}.json",
    )


def test_a_copy_gives_way_to_the_file_with_the_right_name(tmp_path: Path) -> None:
    write(tmp_path, study(1, status="RECRUITING"))
    (tmp_path / "A copy.json").write_text(json.dumps(study(1, status="COMPLETED")))
    report = pull(tmp_path)
    assert report.hashes == (RawRecord.of("", (tmp_path / f"{nct(1)}.json").read_bytes()).sha256,)
    assert report.problems == (
        f"{tmp_path}/A copy.json: {nct(1)} was taken from {nct(1)}.json already; remove one of the two",
    )


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / f"{nct(1)}.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(study(1)).encode())
    assert (pull(tmp_path).nct_ids, pull(tmp_path).problems) == ((nct(1),), ())


def test_since_leaves_out_only_what_is_surely_older(tmp_path: Path) -> None:
    dates = ["2026-10-31", "2026-11-01", "2026-11", "2026-10", "2026", "", "soon"]
    write(tmp_path, *(study(n, updated=day) for n, day in enumerate(dates)))
    assert pull(tmp_path, since=date(2026, 11, 1)).nct_ids == (nct(1), nct(2), nct(4), nct(5), nct(6))


def test_only_the_wanted_ids(tmp_path: Path) -> None:
    write(tmp_path, study(1), study(2), study(3))
    report = pull(tmp_path, Query(ids=(nct(3), "nct00000001", "NCT9", nct(8))))
    assert report.nct_ids == (nct(1), nct(3))
    assert report.problems == (
        "'NCT9' is no NCT number and was left out; write NCT and eight digits",
        f"{tmp_path}: {nct(8)} is not in this folder; check the number",
    )


def test_malformed_ids_alone_pull_nothing(tmp_path: Path) -> None:
    write(tmp_path, study(1))
    assert pull(tmp_path, Query(ids=("NCT9",))).nct_ids == ()


def remove(folder: Path) -> None:
    folder.rmdir()


def fill_with_text(folder: Path) -> None:
    (folder / "a.txt").write_text("x")


def fill_with_bad_files(folder: Path) -> None:
    (folder / "a.json").write_text("{")
    (folder / "b.json").write_text("{}")


NOTHING_GOOD: list[tuple[Callable[[Path], None], str]] = [
    (remove, "this folder cannot be read (no such file or directory); " + CHECK),
    (fill_with_text, f"this folder holds no .json file; {ONE_STUDY}"),
    (
        fill_with_bad_files,
        "none of the 2 files here holds a record; "
        "the first is {folder}/a.json: this file is no JSON; " + ONE_STUDY,
    ),
]


@pytest.mark.parametrize(("prepare", "fault"), NOTHING_GOOD)
def test_a_folder_without_one_good_record_is_bad_input(
    tmp_path: Path, prepare: Callable[[Path], None], fault: str
) -> None:
    prepare(tmp_path)
    for act in (FolderSource(tmp_path).version, lambda: pull(tmp_path)):
        with pytest.raises(BadInput) as caught:
            act()
        assert str(caught.value) == f"{tmp_path}: {fault.format(folder=tmp_path)}"
        assert caught.value.exit_code == 3


def test_the_timestamp_is_the_newest_update(tmp_path: Path) -> None:
    write(tmp_path, study(1, updated="2025-12-31"), study(2, updated="2026-03-01"), study(3, updated="soon"))
    assert FolderSource(tmp_path).version() == RegistryVersion("folder", "2026-03-01")
    assert pull(tmp_path, Query(ids=(nct(1),))).data_timestamp == "2026-03-01"


def test_without_dates_the_timestamp_marks_the_content(tmp_path: Path) -> None:
    write(tmp_path, study(1, updated=""), study(2, updated=""))
    before = FolderSource(tmp_path).version()
    (tmp_path / f"{nct(2)}.json").touch()
    assert FolderSource(tmp_path).version() == before
    assert before.data_timestamp.startswith("content ")
    write(tmp_path, study(2, updated="", status="COMPLETED"))
    assert FolderSource(tmp_path).version() != before


def test_open_source_tells_a_folder_from_an_address(tmp_path: Path) -> None:
    assert open_source(str(tmp_path)).describe() == f"folder {tmp_path}"
    assert open_source("HTTPS://example.org/api/v2").describe() == "registry HTTPS://example.org/api/v2"
    with pytest.raises(BadInput, match=r"^nowhere is neither a folder nor an http address; give "):
        open_source("nowhere")


def test_a_folder_is_read_without_loading_what_the_network_needs(tmp_path: Path) -> None:
    write(tmp_path, study(1))
    program = (
        "import sys; from matcher.registry.source import open_source; "
        f"print(open_source({str(tmp_path)!r}).version().api_version, 'requests' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "folder False\n"


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize(("name", "count"), [("registry", 449), ("registry-other", 387)])
def test_all_real_records_are_taken(name: str, count: int) -> None:
    report = pull(SHARED / name)
    assert (len(report.nct_ids), len(set(report.hashes)), report.problems) == (count, count, ())
