"""The night as a command: what it does, what it says, how it ends, and what it tells nobody."""

import json
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matcher.nights.reading import read_nights
from matcher.operations.night_lock import one_night
from matcher.settings import Home
from matcher.store.read import open_published
from matcher.web.app import create_app
from matcher.web.settings import WebSettings
from tests.flows.conftest import mdsmatch

pytestmark = pytest.mark.flow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nightly") / "home"


def test_a_night_and_the_next(home: Path, records: Path, patients: Path) -> None:
    asked = ("nightly", "--registry", records, "--patients", patients, "--home", home, "--all-statuses")
    first = mdsmatch(*asked, "--format", "json")
    assert first.returncode == 0, first.stderr
    summary = json.loads(first.stdout)
    assert summary["schema"] == "mdsmatch.night/1"
    expected = {
        "published": True,
        "trials": 25,
        "archived": 25,
        "read": 25,
        "reused": 0,
        "unread": 0,
        "vanished": 0,
    }
    assert {name: summary[name] for name in expected} == expected
    assert (summary["patients"], summary["patients_refused"], sum(summary["verdicts"].values())) == (2, 0, 50)
    with open_published(home) as snapshot:
        assert (snapshot.meta.id, len(snapshot.trials())) == (summary["snapshot"], 25)

    second = mdsmatch(*asked, "--format", "json")
    assert second.returncode == 0, second.stderr
    again = json.loads(second.stdout)
    expected = {"published": False, "snapshot": summary["snapshot"], "archived": 0, "read": 0, "reused": 25}
    assert {name: again[name] for name in expected} == expected

    _same_shortlists(Path(summary["exports"]), Path(again["exports"]))
    _nothing_half_done(Home(home))
    _private(Home(home))
    _look_at_the_pages(Home(home), patients)
    _silent_about_patients(Home(home), patients, first.stderr + second.stderr)
    _kept_in_the_diary(Home(home), [summary, again])


def _same_shortlists(first: Path, second: Path) -> None:
    files = [path.relative_to(first) for path in first.glob("*/*.*")]
    assert len(files) == 14
    assert [path for path in files if (first / path).read_bytes() != (second / path).read_bytes()] == []


def _nothing_half_done(home: Home) -> None:
    assert list(home.runs.iterdir()) == []
    assert [path.name for path in home.snapshots.iterdir() if path.suffix != ".duckdb"] == []
    assert [path.name for path in home.exports.iterdir() if path.suffix] == []


def _private(home: Home) -> None:
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (home.root, *home.root.iterdir())}
    assert {path.name: oct(mode) for path, mode in modes.items() if path.is_dir() and mode != 0o700} == {}
    kept = [
        home.pointer,
        *home.snapshots.iterdir(),
        *(path for path in home.exports.rglob("*.*") if path.is_file()),
    ]
    assert {path.name for path in kept if stat.S_IMODE(path.stat().st_mode) != 0o600} == set()


def _look_at_the_pages(home: Home, patients: Path) -> None:
    """Leave an audit log: somebody reads the worklist, a patient's page and the nights."""
    with TestClient(create_app(WebSettings(home, patients)), "http://127.0.0.1:8000") as browser:
        worklist = browser.get("/patients")
        assert "SecretPatient0" in worklist.text
        (path, *_) = re.findall(r'href="(/patients/[^"/]+)"', worklist.text)
        assert [browser.get(address).status_code for address in (path, "/nights")] == [200, 200]


def _values(patients: Path) -> set[bytes]:
    """Every text of the patients' files by which one would be known again, and the files' names.

    Single words may be anybody's. The day of judgement is left out: this test may run on it.
    """

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for name, child in value.items():
                yield from () if name in ("schema", "as_of") else texts(child)
        elif isinstance(value, list):
            for child in value:
                yield from texts(child)
        elif isinstance(value, str) and len(value) > 5 and not value.isalpha():
            yield value

    found = {path.name for path in patients.iterdir()}
    for path in patients.iterdir():
        found.update(texts(json.loads(path.read_text(encoding="utf-8"))))
    return {value.encode() for value in found}


def _silent_about_patients(home: Home, patients: Path, said: str) -> None:
    """Neither the terminal nor anything in the home but the exports tells of a patient."""
    files = [path for path in home.root.rglob("*") if path.is_file() and home.exports not in path.parents]
    looked_into = {folder for path in files for folder in path.parents}
    assert {home.prefect, home.nights, home.snapshots, home.archive} <= looked_into
    told = {path.name: path.read_bytes() for path in files} | {"the terminal": said.encode()}
    assert any(b"nightly-summary" in content for content in told.values()), "Prefect has no summary artifact"
    for secret in (b"SecretPatient", b"SecretFile", b"47,XX,+8", b"observations["):
        assert [name for name, content in told.items() if secret in content] == []
    ours = {path for path in files if not {home.archive, home.snapshots} & set(path.parents)}
    assert home.audit in ours
    logs = b"".join(path.read_bytes() for path in ours) + said.encode()
    values = _values(patients)
    assert len(values) >= 30
    assert {value for value in values if value in logs} == set()
    assert [str(path) for path in files if "Secret" in path.name] == []
    with closing(sqlite3.connect(home.prefect / "prefect.db")) as database:
        states = [
            name for (name,) in database.execute("SELECT name FROM flow_run_state WHERE type = 'COMPLETED'")
        ]
        (artifact, *_) = database.execute(
            "SELECT data FROM artifact WHERE key = 'nightly-summary'"
        ).fetchone()
    assert len(states) == 2
    assert "2 matched, 0 files refused" in artifact


def _kept_in_the_diary(home: Home, summaries: list[dict[str, object]]) -> None:
    nights = read_nights(home, running=False)
    kept = [night.kept.summary for night in reversed(nights) if night.kept and night.kept.summary]
    assert [summary.model_dump(mode="json") for summary in kept] == [
        {name: value for name, value in summary.items() if name != "schema"} | {"exports": None}
        for summary in summaries
    ]
    assert {night.ending for night in nights} == {"done"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.nights.iterdir()} == {0o600}


def test_a_second_night_in_the_same_home_is_told_so_at_once(tmp_path: Path, records: Path) -> None:
    home = Home(tmp_path / "home").make()
    with one_night(home):
        done = mdsmatch("nightly", "--registry", records, "--home", home.root)
    assert (done.returncode, done.stdout) == (5, "")
    said = f"mdsmatch: {home.root}: another night is running in this home; "
    assert done.stderr == f"{said}wait for it to end, or name another --home\n"


def test_what_goes_wrong_is_one_sentence_and_the_published_snapshot_stays(
    home: Path, records: Path, patients: Path, tmp_path: Path
) -> None:
    before = (home / "current").read_text(encoding="utf-8")
    kept = len(read_nights(Home(home), running=False))
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    cases = [
        (4, "http://127.0.0.1:9/api/v2", home, patients, "cannot be reached"),
        (3, tmp_path / "empty", home, patients, "holds no .json file"),
        (3, records, home, tmp_path / "empty", "holds no patient file"),
        (5, records, tmp_path / "file" / "home", patients, "not a folder"),
        (2, records, home, tmp_path / "nowhere", "does not exist"),
    ]
    for code, registry, place, people, words in cases:
        done = mdsmatch("nightly", "--registry", registry, "--home", place, "--patients", people)
        last = done.stderr.splitlines()[-1]
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert last.startswith("mdsmatch") and words in last
        assert "Traceback" not in done.stderr
    assert (home / "current").read_text(encoding="utf-8") == before
    third, second, first, *earlier = read_nights(Home(home), running=False)
    assert ([night.ending for night in (first, second, third)], len(earlier)) == (["failed"] * 3, kept)
    assert first.kept and second.kept and third.kept
    assert [night.kept.step for night in (first, second, third) if night.kept] == ["pull", "pull", "start"]
    assert "cannot be reached" in (first.kept.why or "")
    assert str(tmp_path) not in (third.kept.why or "folder of patients")


def test_a_patient_file_that_cannot_be_used_ends_the_night_with_exit_code_3_but_stops_nobody(
    home: Path, records: Path, patients: Path, tmp_path: Path
) -> None:
    for path in patients.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "SecretBroken.json").write_text('{"id": "SecretBroken", "surprise": 1}', encoding="utf-8")
    done = mdsmatch(
        "nightly", "--registry", records, "--home", home, "--patients", tmp_path, "--format", "json"
    )
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["patients"], summary["patients_refused"]) == (3, 2, 1)
    assert "SecretBroken" not in done.stderr
    refused = Path(summary["exports"]) / "refused.txt"
    assert str(refused) in done.stderr.splitlines()[-1]
    assert "SecretBroken.json" in refused.read_text(encoding="utf-8")


def test_a_full_disk_is_said_before_the_night_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import night_command

    monkeypatch.setattr(night_command, "LEAST_FREE", 10**18)
    with pytest.raises(OSError, match="MB are free"):
        night_command.run_night(tmp_path / "home", registry="unused", patients=None)
