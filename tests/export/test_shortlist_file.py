"""Files are written whole, for their owner's eyes, and only in forms that there are."""

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.errors import BadInput
from matcher.export.model import Audience
from matcher.export.private_file import write_private
from matcher.export.shortlist import write_shortlist
from tests.lib.product import ROOT
from tests.lib.shortlists import entry, shortlist


@pytest.mark.parametrize(
    ("audience", "name", "begins"),
    [
        ("patient", "a.pdf", b"%PDF-1.7"),
        ("physician", "a.pdf", b"%PDF-1.7"),
        ("coordinator", "a.PDF", b"%PDF-1.7"),
        ("coordinator", "a.xlsx", b"PK"),
        ("physician", "a.xlsx", b"PK"),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_papers_and_workbooks_are_written_for_their_owner_only(
    tmp_path: Path, audience: Audience, name: str, begins: bytes, language: str
) -> None:
    write_shortlist(shortlist(entry()), audience, tmp_path / name, language)
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("audience", "name", "begins"),
    [
        ("patient", "a.html", "<!doctype html>"),
        ("physician", "a.HTML", "<!doctype html>"),
        ("coordinator", "a.html", "<!doctype html>"),
        ("patient", "a.csv", "\ufeffgroup,"),
        ("coordinator", "a.csv", "\ufeffpatient_id,"),
        ("physician", "a.csv", "\ufeffpatient_id,"),
        ("physician", "a.json", '{\n "schema": "mdsmatch.match/1"'),
        ("coordinator", "a.json", '{\n "schema": "mdsmatch.match/1"'),
        ("patient", "a.json", '{\n "patient_id": "example-1"'),
    ],
)
def test_the_ending_says_what_is_written(tmp_path: Path, audience: Audience, name: str, begins: str) -> None:
    write_shortlist(shortlist(entry()), audience, tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_patients_json_holds_no_verdict_and_no_fact(tmp_path: Path) -> None:
    write_shortlist(shortlist(entry()), "patient", tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads(text)["groups"][0]["trials"][0]["nct_id"] == "NCT00000001"
    assert not [word for word in ("verdict", "evidence", "ECOG 1") if word in text]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.txt", "the ending says what to write; use one of .html, .pdf, .csv, .json"),
        ("a.xlsx", "the ending says what to write; use one of .html, .pdf, .csv, .json"),
        ("a", "the ending says what to write; use one of .html, .pdf, .csv, .json"),
    ],
)
def test_other_endings_are_refused_with_a_sentence(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        write_shortlist(shortlist(entry()), "patient", tmp_path / name)
    assert str(refused.value) == f"{tmp_path / name}: {said}"
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_can_read_the_file_and_it_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o644)
    write_private(file, "new\r\n≥")
    assert file.read_bytes() == "new\r\n≥".encode()
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_writes_papers_and_pages_is_loaded_only_for_them() -> None:
    program = """
import sys
import matcher.export.shortlist
print(sorted({"jinja2", "typst", "xlsxwriter"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_private(tmp_path / "a.pdf", b"\xff\r\n\x00")
    assert (tmp_path / "a.pdf").read_bytes() == b"\xff\r\n\x00"
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o600


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        BadInput, match=r"/none/a\.html: there is no folder .*/none; make it, or name another"
    ):
        write_private(tmp_path / "none" / "a.html", "x")


def test_a_full_disk_leaves_the_old_file_and_names_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.html"
    file.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/somewhere/.mdsmatch-x")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left") as refused:
        write_private(file, "new")
    assert (refused.value.errno, refused.value.filename) == (errno.ENOSPC, str(file))
    assert file.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    with pytest.raises(IsADirectoryError) as refused:
        write_private(tmp_path / "a.html", "x")
    assert refused.value.filename == str(tmp_path / "a.html")
