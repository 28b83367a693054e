"""Patients of a folder against the snapshot: shortlists for each, and not a fact elsewhere."""

import errno
import json
import stat
from datetime import date
from pathlib import Path

import pytest

from matcher.chart import Chart
from matcher.errors import BadInput, StoreError
from matcher.match import TrialMatch
from matcher.operations import matching
from matcher.operations.matching import FILES, clear_exports, match_patients
from matcher.settings import Home
from matcher.trial import Trial
from tests.lib.snapshots import published, stored

PATIENT = {"schema": "mdsmatch.patient/1", "as_of": "2026-11-01"}
OWN_FILES = [*(name for _, name in FILES), "judged.json"]
TRIALS = [stored(number) for number in (1, 2, 3)]


@pytest.fixture
def patients(tmp_path: Path) -> Path:
    folder = tmp_path / "patients"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, **facts: object) -> None:
    (folder / f"{name}.json").write_text(json.dumps(PATIENT | facts), encoding="utf-8")


def test_each_patient_gets_every_file(home: Home, patients: Path) -> None:
    published(home, TRIALS)
    write(patients, "a", id="anna")
    write(patients, "b", id="berta")
    done = match_patients(home, patients, "20261101T030000Z", keep=7)
    assert done.folder == home.exports / "20261101T030000Z"
    assert (done.patients, done.refused, done.trials) == (2, 0, 3)
    assert sum(done.verdicts.values()) == 2 * 3
    names = sorted(path.relative_to(done.folder).as_posix() for path in done.folder.rglob("*.*"))
    own = [f"{patient}/{name}" for patient in ("anna", "berta") for name in OWN_FILES]
    assert names == sorted([*own, "basis.json", "changes.json"])


def test_what_is_written_is_its_owners_alone(home: Home, patients: Path) -> None:
    published(home, TRIALS)
    write(patients, "a", id="anna")
    write(patients, "b", id="")
    folder = match_patients(home, patients, "n", keep=7).folder
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.glob("*/")] if path.is_dir()} == {
        0o700
    }


def test_a_file_that_cannot_be_used_is_named_and_stops_nobody(home: Home, patients: Path) -> None:
    published(home, TRIALS)
    write(patients, "a", id="anna")
    write(patients, "b", id="berta", surprise=1)
    write(patients, "c", id="anna")
    (patients / "d.json").write_text("{", encoding="utf-8")
    write(patients, "e", id="emma")
    done = match_patients(home, patients, "n", keep=7)
    assert (done.patients, done.refused) == (2, 3)
    lines = (done.folder / "refused.txt").read_text(encoding="utf-8").splitlines()
    assert [Path(line.partition(": ")[0]).name for line in lines] == ["b.json", "c.json", "d.json"]


@pytest.mark.parametrize(
    "patient_id", ["../../outside", "/etc/passwd", "..", ".", "a/b", "x" * 200, "Анна", "CON:"]
)
def test_no_id_leads_out_of_the_folder(home: Home, patients: Path, patient_id: str) -> None:
    published(home, TRIALS)
    write(patients, "a", id=patient_id)
    before = {path for path in home.root.rglob("*") if home.exports not in path.parents}
    folder = match_patients(home, patients, "n", keep=7).folder
    (own,) = (path for path in folder.iterdir() if path.is_dir())
    assert sorted(path.name for path in own.iterdir()) == sorted(OWN_FILES)
    assert {path for path in home.root.rglob("*") if home.exports not in path.parents} == before


def test_ids_that_look_alike_do_not_share_a_folder(home: Home, patients: Path) -> None:
    published(home, TRIALS)
    for name, patient_id in {"a": "x y", "b": "x-y", "c": "x/y", "d": "X-Y"}.items():
        write(patients, name, id=patient_id)
    folder = match_patients(home, patients, "n", keep=7).folder
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 4


def test_closed_trials_are_left_out_unless_asked_for(home: Home, patients: Path) -> None:
    closed = TRIALS[0].trial.record.model_copy(update={"overall_status": "COMPLETED"})
    trial = type(TRIALS[0].trial)(closed, TRIALS[0].trial.eligibility)
    published(home, [TRIALS[0]._replace(trial=trial), *TRIALS[1:]])
    write(patients, "a", id="anna")
    counts = [
        sum(match_patients(home, patients, night, keep=7, all_statuses=wanted).verdicts.values())
        for night, wanted in (("n", False), ("o", True))
    ]
    assert counts == [2, 3]


def test_the_day_of_judgement_can_be_given(home: Home, patients: Path) -> None:
    published(home, TRIALS)
    write(patients, "a", id="anna")
    folder = match_patients(home, patients, "n", keep=7, as_of=date(2027, 2, 3)).folder
    document = json.loads((folder / "anna" / "coordinator.json").read_text(encoding="utf-8"))
    assert document["as_of"] == "2027-02-03"


def test_the_same_night_gives_the_same_bytes(home: Home, patients: Path) -> None:
    published(home, TRIALS)
    write(patients, "a", id="anna")
    first, second = (
        {
            path.name: path.read_bytes()
            for path in match_patients(home, patients, night, keep=7).folder.glob("anna/*.*")
        }
        for night in ("n", "o")
    )
    assert first == second and sorted(first) == sorted(OWN_FILES)


def test_the_last_nights_exports_stay(home: Home, patients: Path) -> None:
    published(home, TRIALS)
    write(patients, "a", id="anna")
    for night in ("1", "2", "3", "4"):
        match_patients(home, patients, night, keep=2)
    assert sorted(path.name for path in home.exports.iterdir()) == ["3", "4"]


def test_what_a_killed_night_half_wrote_is_cleared(home: Home) -> None:
    (home.exports / "1").mkdir()
    (home.exports / "2.partial" / "anna").mkdir(parents=True)
    clear_exports(home)
    assert [path.name for path in home.exports.iterdir()] == ["1"]


def test_a_folder_without_patients_is_refused(home: Home, patients: Path) -> None:
    published(home, TRIALS)
    with pytest.raises(BadInput, match="holds no patient file"):
        match_patients(home, patients, "n", keep=7)


def test_without_a_snapshot_nobody_is_matched(home: Home, patients: Path) -> None:
    write(patients, "a", id="anna")
    with pytest.raises(StoreError, match="run `mdsmatch nightly` first"):
        match_patients(home, patients, "n", keep=7)


def test_a_fault_of_this_program_stops_nobody_else_and_is_told_in_the_folder_only(
    home: Home, patients: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(home, TRIALS)
    for name in ("anna", "berta", "carla"):
        write(patients, name, id=name)
    real = matching.match_all

    def match_all(chart: Chart, trials: list[Trial]) -> list[TrialMatch]:
        if chart.patient_id == "berta":
            raise KeyError("a fact of Berta's")
        return real(chart, trials)

    monkeypatch.setattr(matching, "match_all", match_all)
    done = match_patients(home, patients, "n", keep=7)
    assert (done.patients, done.refused) == (2, 1)
    told = (done.folder / "refused.txt").read_text(encoding="utf-8")
    assert told.startswith(f"{patients / 'berta.json'}: this program broke on it") and "KeyError" in told


def test_a_full_disk_ends_the_matching_without_naming_a_patient(
    home: Home, patients: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(home, TRIALS)
    write(patients, "a", id="anna")

    def full(_shortlist: object, _audience: object, path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(matching, "write_shortlist", full)
    with pytest.raises(OSError, match="No space left") as caught:
        match_patients(home, patients, "n", keep=7)
    assert caught.value.filename == str(home.exports)
    assert "anna" not in str(caught.value)
    assert list(home.exports.glob("*/")) == [home.exports / "n.partial"]
