"""Nights in a row, as a home keeps them: failed ones, patients who come and go, broken files."""

import json
import shutil
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from matcher.changes.files import BASIS, CHANGES, JUDGED
from matcher.changes.model import NightChanges
from matcher.changes.since import changes_since, last_changes
from matcher.errors import BadInput, StoreError
from matcher.operations import matching
from matcher.settings import Home
from tests.lib.nights_of_patients import asking, match_night, publish_studies, write_patient
from tests.lib.studies import nct

ECOG_1 = [{"name": "ECOG", "value": 1, "date": "2026-10-28"}]
ECOG_3 = [{"name": "ECOG", "value": 3, "date": "2026-10-28"}]
AZACITIDINE = [{"drug": "azacitidine", "start": "2026-01-01", "end": "2026-10-20", "outcome": "relapse"}]
STUDIES = [asking(1, "ECOG performance status 0-2"), asking(2, "Age >= 18 years")]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


@pytest.fixture
def patients(tmp_path: Path) -> Path:
    """Anna, fit and grown up."""
    folder = tmp_path / "patients"
    write_patient(folder, "a", id="anna", observations=ECOG_1, birth_date="1950-01-01")
    return folder


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 3, tzinfo=UTC)


def told(found: NightChanges, patient_id: str = "anna") -> list[tuple[Any, ...]]:
    (patient,) = (each for each in found.patients if each.patient_id == patient_id)
    return [(change.nct_id, change.kind, change.effect, change.because) for change in patient.changes]


def compared(found: NightChanges) -> dict[str, str | None]:
    return {
        each.patient_id: each.compared_with.night if each.compared_with else None for each in found.patients
    }


def test_the_first_night_has_nothing_to_compare_with(home: Home, patients: Path) -> None:
    publish_studies(home, STUDIES, at(1))
    found = match_night(home, patients, at(1))
    assert (compared(found), told(found)) == ({"anna": None}, [])
    nothing = dict.fromkeys(("gained", "lost", "changed", "washouts", "refused", "gone"), 0)
    assert found.counts == {"patients": 1, "first": 1} | nothing


def test_a_night_says_what_the_registry_the_patient_and_the_day_changed(home: Home, patients: Path) -> None:
    washout = asking(3, "No azacitidine within 28 days")
    treated = {"therapies": AZACITIDINE, "complete": ["therapies"]}
    write_patient(patients, "a", id="anna", birth_date="1950-01-01", **treated)
    publish_studies(home, [*STUDIES, washout], at(1))
    first = match_night(home, patients, at(1))
    assert [(each.state, each.on) for each in first.patients[0].washouts] == []

    later = {"observations": ECOG_3, "as_of": "2026-11-18"}
    write_patient(patients, "a", id="anna", birth_date="1950-01-01", **treated, **later)
    publish_studies(home, [STUDIES[0], asking(2, "Age >= 90 years"), washout, asking(4, "Adults")], at(2))
    found = match_night(home, patients, at(2))
    assert told(found) == [
        (nct(3), "verdict", "gained", ("patient", "day")),
        (nct(4), "new", "gained", ("registry",)),
        (nct(1), "verdict", "lost", ("patient",)),
        (nct(2), "verdict", "lost", ("registry", "patient")),
    ]
    assert [(each.nct_id, each.state, each.on) for each in found.patients[0].washouts] == [
        (nct(3), "ended", date(2026, 11, 18))
    ]
    assert (found.counts["gained"], found.counts["lost"], found.counts["washouts"]) == (1, 1, 1)


def test_the_same_night_again_changes_nothing_and_another_reader_is_no_change(
    home: Home, patients: Path
) -> None:
    publish_studies(home, STUDIES, at(1))
    match_night(home, patients, at(1))
    assert told(match_night(home, patients, at(2))) == []
    publish_studies(home, STUDIES, at(3), parser="another")
    assert told(match_night(home, patients, at(3))) == []


def test_a_reading_that_turns_a_verdict_is_told_from_the_registry(
    home: Home, patients: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The older parser is played by one that reads another text; the entry stays the same."""
    publish_studies(home, STUDIES, at(1))
    match_night(home, patients, at(1))
    judged = home.exports / "20261101T030000Z" / BASIS
    basis = json.loads(judged.read_text(encoding="utf-8"))
    basis["snapshot"]["parser"] = "older"
    basis["trials"][nct(1)]["reading"] = "other"
    judged.write_text(json.dumps(basis), encoding="utf-8")
    kept = home.exports / "20261101T030000Z" / "anna" / JUDGED
    lists = json.loads(kept.read_text(encoding="utf-8"))
    lists["trials"][nct(1)]["verdict"] = "possible"
    kept.write_text(json.dumps(lists), encoding="utf-8")
    assert told(match_night(home, patients, at(2))) == [(nct(1), "verdict", "changed", ("reading",))]


def test_a_night_that_fails_leaves_the_last_good_one_to_compare_with(
    home: Home, patients: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_studies(home, STUDIES, at(1))
    match_night(home, patients, at(1))
    publish_studies(home, STUDIES[:1], at(2))
    with monkeypatch.context() as broken:
        broken.setattr(matching, "_put_in_place", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(OSError, match="full"):
            match_night(home, patients, at(2))
    found = match_night(home, patients, at(3))
    assert compared(found) == {"anna": "20261101T030000Z"}
    assert told(found) == [(nct(2), "lost", "lost", ("registry",))]


def test_patients_come_and_go_and_come_back(home: Home, patients: Path) -> None:
    publish_studies(home, STUDIES, at(1))
    berta = write_patient(patients, "b", id="berta", observations=ECOG_3)
    match_night(home, patients, at(1))
    berta.unlink()
    second = match_night(home, patients, at(2))
    assert [(gone.patient_id, gone.last_night) for gone in second.gone] == [("berta", "20261101T030000Z")]
    assert match_night(home, patients, at(3)).gone == ()
    write_patient(patients, "renamed", id="berta", observations=ECOG_1)
    back = match_night(home, patients, at(4))
    assert compared(back) == {"anna": "20261103T030000Z", "berta": "20261101T030000Z"}
    assert told(back, "berta") == [(nct(1), "verdict", "gained", ("patient",))]


def test_a_broken_file_is_named_with_whose_it_was_for_as_long_as_it_is_broken(
    home: Home, patients: Path
) -> None:
    publish_studies(home, STUDIES, at(1))
    berta = write_patient(patients, "b", id="berta", observations=ECOG_3)
    match_night(home, patients, at(1))
    berta.write_text("{", encoding="utf-8")
    (patients / "c.json").write_text("{", encoding="utf-8")
    for day in (2, 3):
        found = match_night(home, patients, at(day))
        assert [(each.file, each.patient_id, each.last_night) for each in found.refused] == [
            ("b.json", "berta", "20261101T030000Z"),
            ("c.json", None, None),
        ]
        assert "is not JSON" in found.refused[0].why
        assert found.gone == ()
    write_patient(patients, "b", id="berta", observations=ECOG_1)
    assert compared(match_night(home, patients, at(4)))["berta"] == "20261101T030000Z"


def test_a_file_on_which_this_program_breaks_is_told_without_its_trace(
    home: Home, patients: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_studies(home, STUDIES, at(1))
    with monkeypatch.context() as broken:
        broken.setattr(matching, "shortlist_of", lambda *_, **__: 1 // 0)
        found = match_night(home, patients, at(1))
    (refused,) = found.refused
    assert refused.why.endswith("a.json: this program broke on it, please report that to its makers")


def test_after_the_last_kept_night_a_list_is_new(home: Home, patients: Path) -> None:
    publish_studies(home, STUDIES, at(1))
    berta = write_patient(patients, "b", id="berta")
    match_night(home, patients, at(1), keep=1)
    berta.unlink()
    match_night(home, patients, at(2), keep=1)
    write_patient(patients, "b", id="berta")
    assert compared(match_night(home, patients, at(3), keep=1)) == {
        "anna": "20261102T030000Z",
        "berta": None,
    }


@pytest.mark.parametrize("file", [BASIS, f"anna/{JUDGED}", CHANGES])
@pytest.mark.parametrize("content", ["", "{}", '{"schema": "mdsmatch.judged/2"}'])
def test_a_damaged_file_of_an_earlier_night_is_as_if_it_were_not_there(
    home: Home, patients: Path, file: str, content: str
) -> None:
    publish_studies(home, STUDIES, at(1))
    match_night(home, patients, at(1))
    (home.exports / "20261101T030000Z" / file).write_text(content, encoding="utf-8")
    found = match_night(home, patients, at(2))
    whole = file == CHANGES
    assert compared(found) == {"anna": "20261101T030000Z" if whole else None}


def test_what_is_written_is_its_owners_alone_and_the_same_for_the_same_nights(
    tmp_path: Path, patients: Path
) -> None:
    written = []
    for name in ("one", "two"):
        home = Home(tmp_path / name).make()
        publish_studies(home, STUDIES, at(1))
        match_night(home, patients, at(1))
        publish_studies(home, STUDIES[1:], at(2))
        match_night(home, patients, at(2))
        folder = home.exports / "20261102T030000Z"
        files = [folder / BASIS, folder / CHANGES, folder / "anna" / JUDGED]
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        written.append([file.read_bytes() for file in files])
    assert written[0] == written[1]
    assert json.loads(written[0][1])["schema"] == "mdsmatch.changes/1"


# --- since any night ---------------------------------------------------------------------------------------


@pytest.fixture
def three(home: Home, patients: Path) -> Home:
    """Three nights: on the second a trial is gone, on the third another is new."""
    for day, studies in enumerate((STUDIES, STUDIES[:1], [STUDIES[0], asking(4, "Adults")]), 1):
        publish_studies(home, studies, at(day))
        match_night(home, patients, at(day))
    return home


def test_the_last_night_is_shown_as_it_was_written(three: Home) -> None:
    found = last_changes(three)
    assert (found.night, found.since) == ("20261103T030000Z", None)
    assert told(found) == [(nct(4), "new", "gained", ("registry",))]


@pytest.mark.parametrize("since", ["20261101T030000Z", "2026-11-01"])
def test_it_can_be_compared_with_any_kept_night_or_day(three: Home, since: str) -> None:
    found = changes_since(three, since)
    assert (found.night, found.since) == ("20261103T030000Z", "20261101T030000Z")
    assert [change[:3] for change in told(found)] == [(nct(4), "new", "gained"), (nct(2), "lost", "lost")]


@pytest.mark.parametrize("since", ["20261102T030000Z", "2026-11-02", "2026-12-24"])
def test_since_the_night_before_is_what_that_night_wrote(three: Home, since: str) -> None:
    assert changes_since(three, since) == last_changes(three).model_copy(update={"since": "20261102T030000Z"})


@pytest.mark.parametrize("since", ["20261103T030000Z", "20251101T030000Z", "2026-10-31", "yesterday", "../x"])
def test_a_night_that_is_not_kept_is_said_with_those_that_are(three: Home, since: str) -> None:
    with pytest.raises(BadInput, match="kept are 20261102T030000Z, 20261101T030000Z"):
        changes_since(three, since)


def test_a_home_without_matched_patients_says_what_to_do(home: Home) -> None:
    with pytest.raises(StoreError, match="no night has matched patients yet; run `mdsmatch nightly"):
        last_changes(home)


@pytest.mark.parametrize("file", [BASIS, CHANGES, f"anna/{JUDGED}"])
def test_damage_of_the_last_night_is_said(three: Home, file: str) -> None:
    (three.exports / "20261103T030000Z" / file).write_text("{}", encoding="utf-8")
    if file == CHANGES:
        with pytest.raises(StoreError, match="cannot be read"):
            last_changes(three)
    with pytest.raises(StoreError, match="cannot be read"):
        changes_since(three, "2026-11-01")


def test_exports_of_an_older_program_are_no_nights_to_compare(three: Home) -> None:
    shutil.copytree(three.exports / "20261103T030000Z", three.exports / "20261104T030000Z")
    (three.exports / "20261104T030000Z" / CHANGES).unlink()
    assert last_changes(three).night == "20261103T030000Z"
