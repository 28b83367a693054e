"""The audit log: a line a happening, that nothing typed can forge and no fact can enter."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from matcher.sample.load import sample_patients
from matcher.settings import Home
from matcher.web.audit import Audit, Happening
from tests.lib.web import happenings

NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def test_a_line_says_who_saw_whose_matches_when_and_on_which_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    audit = Audit(path, lambda: NOW)
    audit.record(Happening("saw", "dr-meyer", "10.0.0.9", "/patients/{handle}", "0af3", "20261101T030000Z-1"))
    audit.record(Happening("refused", "-", "10.0.0.9", "/", why="no token"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text(encoding="ascii").splitlines() == [
        '{"at": "2026-11-01T08:30:00.000+00:00", "event": "saw", "user": "dr-meyer", "address": "10.0.0.9", '
        '"route": "/patients/{handle}", "patient": "0af3", "snapshot": "20261101T030000Z-1"}',
        '{"at": "2026-11-01T08:30:00.000+00:00", "event": "refused", "user": "-", "address": "10.0.0.9", '
        '"route": "/", "why": "no token"}',
    ]


def test_what_was_written_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text("earlier\n", encoding="ascii")
    Audit(path, lambda: NOW).record(Happening("login", "a", "", "/login"))
    assert path.read_text(encoding="ascii").startswith("earlier\n{")


@given(user=st.text(max_size=300), route=st.text(max_size=300))
def test_nothing_that_is_typed_makes_a_line_of_its_own(user: str, route: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.jsonl"
        Audit(path, lambda: NOW).record(Happening("refused", user, "", route))
        content = path.read_bytes()
    assert content.count(b"\n") == 1
    assert content.endswith(b"\n")
    assert all(0x20 <= sign < 0x7F for sign in content[:-1])
    said = json.loads(content)
    assert (said["user"], said["route"]) == (user[:200], route[:200])


@pytest.mark.parametrize("room", ["match", "state", "next"])
def test_a_patient_who_comes_with_the_request_is_logged_by_the_handle(
    browser: TestClient, home: Home, room: str
) -> None:
    content = sample_patients()[2].read_bytes()
    answer = browser.post(f"/api/v1/{room}", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    (line,) = happenings(home.audit)
    desk = browser.app.state.desk  # type: ignore[attr-defined]
    assert (line["event"], line["patient"]) == ("saw", desk.folder.handle("published-3"))
    assert line["route"].endswith(f"/{room}")
