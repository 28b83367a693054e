"""Patient files that are encrypted at rest: read with the key, refused in a sentence without it."""

import shutil
from pathlib import Path

import pytest

from matcher.cli.failures import exit_code
from matcher.errors import BadInput
from matcher.patient import load_patient
from matcher.sample.load import sample_patients
from matcher.sealed import KEY, new_key, opened, sealed
from matcher.web.patient_folder import PatientFolder
from matcher.web.secret import Secret
from tests.cli.conftest import mdsmatch
from tests.lib.command_line import CommandLine

__all__ = ["mdsmatch"]


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    made = new_key()
    monkeypatch.setenv(KEY, made)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(sample_patients()[0], tmp_path / "a.json"))


def test_sealing_and_opening_give_the_same_file(key: str, file: Path, mdsmatch: CommandLine) -> None:
    before, patient = file.read_bytes(), load_patient(file)
    ran = mdsmatch("seal", file)
    assert (ran.code, ran.out, ran.err) == (0, "", "1 files are sealed now\n")
    assert b"birth_date" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert load_patient(file) == patient
    assert mdsmatch("seal", "--open", file).code == 0
    assert file.read_bytes() == before


def test_sealing_twice_seals_once(key: str, file: Path, mdsmatch: CommandLine) -> None:
    patient = load_patient(file)
    assert mdsmatch("seal", file).code == mdsmatch("seal", file).code == 0
    assert load_patient(file) == patient


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "is encrypted; set MDSMATCH_KEY to the key that it was sealed with"),
        ("other", "is damaged, or sealed with another key; set MDSMATCH_KEY to that one"),
        ("not a key", "MDSMATCH_KEY holds no key; `mdsmatch seal --new-key` makes one"),
    ],
)
def test_a_wrong_or_missing_key_is_a_sentence(
    key: str, file: Path, monkeypatch: pytest.MonkeyPatch, mdsmatch: CommandLine, given: str | None, said: str
) -> None:
    mdsmatch("seal", file)
    monkeypatch.delenv(KEY)
    if given:
        monkeypatch.setenv(KEY, new_key() if given == "other" else given)
    ran = mdsmatch("state", file)
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
    assert key not in ran.err
    (listed,) = PatientFolder(file.parent, Secret(b"k" * 32)).files()
    assert listed.patient is None
    assert said in listed.fault


def test_a_damaged_file_is_refused(key: str, tmp_path: Path) -> None:
    content = bytearray(sealed("{}").encode())
    content[30] ^= 1
    with pytest.raises(BadInput, match="is damaged") as refused:
        opened(bytes(content), tmp_path / "a.json")
    assert exit_code(refused.value) == 3


def test_keys_can_be_changed_one_file_after_the_other(
    key: str, file: Path, monkeypatch: pytest.MonkeyPatch, mdsmatch: CommandLine
) -> None:
    patient = load_patient(file)
    mdsmatch("seal", file)
    newer = new_key()
    monkeypatch.setenv(KEY, f"{newer}, {key}")
    assert load_patient(file) == patient
    mdsmatch("seal", file)
    monkeypatch.setenv(KEY, newer)
    assert load_patient(file) == patient


def test_what_the_pages_save_is_sealed_while_there_is_a_key(key: str, file: Path) -> None:
    folder = PatientFolder(file.parent, Secret(b"k" * 32))
    (listed,) = folder.files()
    assert listed.patient is not None
    folder.save(listed.patient)
    assert b"birth_date" not in file.read_bytes()
    assert load_patient(file) == listed.patient == folder.find(listed.handle)


def test_without_a_key_nothing_is_sealed(
    file: Path, monkeypatch: pytest.MonkeyPatch, mdsmatch: CommandLine
) -> None:
    monkeypatch.delenv(KEY, raising=False)
    before = file.read_bytes()
    ran = mdsmatch("seal", file)
    assert (ran.code, file.read_bytes()) == (3, before)
    assert ran.err == "mdsmatch: MDSMATCH_KEY is not set; `mdsmatch seal --new-key` makes a key\n"
    assert mdsmatch("seal").code == 2


def test_a_new_key_is_printed_and_no_two_are_alike(mdsmatch: CommandLine) -> None:
    keys = {mdsmatch("seal", "--new-key").out.strip() for _ in range(3)}
    assert {len(key) for key in keys} == {44}
    assert len(keys) == 3
