"""What the last night changed, for programs."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matcher.settings import Home
from matcher.web.app import create_app
from matcher.web.settings import WebSettings
from tests.lib.nights_of_patients import asking, match_night, publish_studies, write_patient
from tests.web.conftest import ADDRESS

PATH = "/api/v1/changes"
ECOG = [{"name": "ECOG", "value": 1, "date": "2026-10-28"}]


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 3, tzinfo=UTC)


@pytest.fixture
def nights(tmp_path: Path) -> Home:
    """Two nights: in the second a trial is new to Anna."""
    home, patients = Home(tmp_path / "home").make(), tmp_path / "patients"
    write_patient(patients, "a", id="anna", observations=ECOG)
    for day, count in ((1, 1), (2, 2)):
        publish_studies(
            home, [asking(number + 1, "ECOG performance status 0-2") for number in range(count)], at(day)
        )
        match_night(home, patients, at(day))
    return home


def test_the_changes_of_the_last_night_come_as_they_are_kept(nights: Home, tmp_path: Path) -> None:
    with TestClient(create_app(WebSettings(nights, tmp_path / "patients")), ADDRESS) as client:
        document = client.get(PATH).json()
        earlier = client.get(PATH, params={"since": "2026-11-01"})
        unknown = client.get(PATH, params={"since": "yesterday"})
    assert document["schema"] == "mdsmatch.changes/1"
    (anna,) = document["patients"]
    assert [(one["nct_id"], one["kind"], one["effect"]) for one in anna["changes"]] == [
        ("NCT00000002", "new", "gained")
    ]
    assert earlier.json()["patients"][0]["changes"] == anna["changes"]
    assert (unknown.status_code, "is no earlier night" in unknown.json()["detail"]) == (400, True)
    events = [json.loads(line) for line in nights.audit.read_text(encoding="utf-8").splitlines()]
    assert [(one["event"], one["patient"], one["route"]) for one in events] == [("saw", "*", "/changes")] * 2


def test_without_a_night_of_patients_there_is_nothing_to_tell(browser: TestClient) -> None:
    answer = browser.get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert "No night has matched patients yet." in answer.json()["detail"]
