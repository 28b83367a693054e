"""A folder of patient files: listed whatever is in it, read anew when changed, never written half."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import BadInput
from matcher.patient import Patient, load_patient, read_patient
from matcher.web.patient_folder import PatientFolder
from matcher.web.secret import Secret


@pytest.fixture
def folder(tmp_path: Path) -> PatientFolder:
    return PatientFolder(tmp_path, Secret(b"k" * 32))


def content(patient_id: str, **facts: Any) -> dict[str, Any]:
    return {"schema": "mdsmatch.patient/1", "id": patient_id, "as_of": "2026-11-01", **facts}


def put(folder: PatientFolder, name: str, *, value: Any) -> Path:
    path = folder.folder / name
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def patient(patient_id: str, **facts: Any) -> Patient:
    return read_patient(content(patient_id, **facts), "made up")


def test_files_are_listed_by_name_broken_ones_with_their_fault(folder: PatientFolder) -> None:
    put(folder, "b.json", value=content("one"))
    broken = put(folder, "a.json", value=content("two") | {"shoe_size": 42})
    put(folder, "notes.txt", value=content("three"))
    first, second = folder.files()
    assert (first.path.name, first.patient, first.handle) == ("a.json", None, "")
    assert first.fault.startswith(f"{broken}: $.shoe_size: is not a known key; remove it")
    assert second.patient == patient("one")
    assert second.fault == ""


def test_a_handle_finds_its_patient_and_tells_nothing(folder: PatientFolder) -> None:
    put(folder, "a.json", value=content("Ada Example"))
    (file,) = folder.files()
    assert len(file.handle) == 32
    assert set(file.handle) <= set("0123456789abcdef")
    assert folder.find(file.handle) == patient("Ada Example")
    assert [folder.find(handle) for handle in ("", "Ada Example", "../a", "0" * 32)] == [None] * 4
    assert PatientFolder(folder.folder, Secret(b"o" * 32)).files()[0].handle != file.handle


def test_a_known_patient_is_found_without_looking_at_every_file(
    folder: PatientFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder, "a.json", value=content("one"))
    (file,) = folder.files()
    with monkeypatch.context() as patched:
        patched.setattr(PatientFolder, "files", None)
        assert folder.find(file.handle) == patient("one")
    put(folder, "a.json", value=content("one", sex="male"))
    assert folder.find(file.handle) == patient("one", sex="male")
    path.unlink()
    assert folder.find(file.handle) is None


def test_a_broken_file_is_found_under_no_handle(folder: PatientFolder) -> None:
    put(folder, "a.json", value={})
    assert folder.find("") is None


def test_an_id_in_two_files_is_a_fault_of_the_second(folder: PatientFolder) -> None:
    put(folder, "a.json", value=content("one", sex="male"))
    second = put(folder, "b.json", value=content("one", sex="female"))
    files = folder.files()
    assert [file.patient is None for file in files] == [False, True]
    assert files[1].fault == f"{second}: $.id stands in an earlier file too; give each patient an own one"
    second.with_name("a.json").unlink()
    (left,) = folder.files()
    assert left.patient == patient("one", sex="female")


def test_a_file_is_read_again_when_it_changed_and_only_then(
    folder: PatientFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder, "a.json", value=content("one"))
    read: list[Path] = []

    def counting(file: Path) -> Patient:
        read.append(file)
        return load_patient(file)

    monkeypatch.setattr("matcher.web.patient_folder.load_patient", counting)
    folder.files()
    folder.files()
    assert read == [path]
    put(folder, "a.json", value=content("one", sex="male"))
    os.utime(path, ns=(1, 1))
    assert folder.files()[0].patient == patient("one", sex="male")
    assert read == [path, path]


def test_what_is_saved_is_what_a_command_loads(folder: PatientFolder) -> None:
    whole = patient(
        "one", transfusions=[{"product": "RBC", "units": 2, "from": "2026-01-01", "to": "2026-01-09"}]
    )
    handle = folder.save(whole)
    (path,) = folder.folder.iterdir()
    assert (path.name, path.stat().st_mode & 0o777) == (f"{handle}.json", 0o600)
    assert load_patient(path) == whole == folder.find(handle)


def test_a_patient_is_saved_over_the_file_that_has_the_id(folder: PatientFolder) -> None:
    path = put(folder, "ward 3.json", value=content("one"))
    folder.save(patient("one", sex="female"))
    assert list(folder.folder.iterdir()) == [path]
    assert load_patient(path).sex == "female"


def test_nothing_is_written_that_would_be_refused(folder: PatientFolder) -> None:
    unborn = patient("one").model_copy(update={"birth_date": date(2030, 1, 1)})
    with pytest.raises(BadInput, match=r"\$\.birth_date: lies after `as_of`"):
        folder.save(unborn)
    assert list(folder.folder.iterdir()) == []


def test_no_file_is_written_that_is_too_large_to_be_read(folder: PatientFolder) -> None:
    rows = [{"iscn": "x" * 2_000}] * 5_000
    with pytest.raises(BadInput, match="would be larger than 10,000,000 bytes; write fewer rows"):
        folder.save(patient("one", karyotypes=rows))
    assert list(folder.folder.iterdir()) == []
