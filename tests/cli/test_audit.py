"""`mdsmatch audit` calls patients by their ids again, and says where the log is damaged."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.sample.load import sample_patients
from matcher.settings import Home
from matcher.web.audit import EVERYBODY, Audit, Happening
from matcher.web.patient_folder import PatientFolder
from matcher.web.secret import secret_of
from tests.lib.command_line import CommandLine


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home from which two patients were seen, one of whom has no file any more."""
    found = Home(tmp_path).make()
    found.patients.mkdir()
    shutil.copy(sample_patients()[2], found.patients)
    handle = PatientFolder(found.patients, secret_of(found.web_key)).handle
    audit = Audit(found.audit, lambda: datetime(2026, 11, 1, 8, tzinfo=UTC))
    for patient in (handle("published-3"), "0" * 32, EVERYBODY, None):
        audit.record(Happening("saw", "dr-meyer", "10.0.0.9", "/patients/{handle}", patient, "s1"))
    return found


def patients(out: str) -> list[str]:
    return [line.split("\t")[4] for line in out.splitlines()]


def test_patients_are_called_by_their_ids(mdsmatch: CommandLine, home: Home) -> None:
    ran = mdsmatch("audit", "--home", home.root)
    assert (ran.code, ran.err) == (0, "")
    assert patients(ran.out) == ["published-3", "0" * 32, "*", "-"]
    first = "2026-11-01T08:00:00.000+00:00\tsaw\tdr-meyer\t10.0.0.9\tpublished-3\ts1\t/patients/{handle}\t-"
    assert ran.out.splitlines()[0] == first


def test_one_patient_can_be_asked_for(mdsmatch: CommandLine, home: Home) -> None:
    ran = mdsmatch("audit", "--patient", "published-3", "--home", home.root)
    assert patients(ran.out) == ["published-3", "*"]


def test_without_a_log_and_with_a_damaged_one_the_reason_is_said(mdsmatch: CommandLine, home: Home) -> None:
    with home.audit.open("a", encoding="ascii") as log:
        log.write("[]\n")
    damaged = mdsmatch("audit", "--home", home.root)
    assert damaged.code == 5
    assert damaged.err == f"mdsmatch: {home.audit}: line 5 is damaged; look at who can write there\n"
    home.audit.unlink()
    missing = mdsmatch("audit", "--home", home.root)
    assert missing.code == 3
    assert "nothing was served from this home yet" in missing.err
