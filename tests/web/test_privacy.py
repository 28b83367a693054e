"""What a session of serving leaves behind: no log, no audit line and no file tells anything of a patient."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from matcher.settings import Home
from matcher.web.app import create_app
from matcher.web.routes import PAGES
from matcher.web.settings import WebSettings
from matcher.web.tokens import Tokens
from tests.lib.serving import serving
from tests.lib.web import mark_of

TOLD = ("Zebedee", "1949-07-23", "7.31415", "quuxomab", "Atlantis", "48.51234")
"""Values that stand in the patient's file and nowhere else."""

PATIENT: dict[str, Any] = {
    "schema": "mdsmatch.patient/1",
    "id": "Zebedee",
    "as_of": "2026-11-01",
    "birth_date": "1949-07-23",
    "location": {"country": "Atlantis", "lat": 48.51234, "lon": 9.1},
    "diagnoses": [{"term": "MDS with excess blasts 2", "date": "2025-02-10"}],
    "observations": [{"name": "hemoglobin", "value": 7.31415, "unit": "g/dL", "date": "2026-10-28"}],
    "therapies": [{"drug": "quuxomab", "start": "2026-01-01"}],
}


def addresses(settings: WebSettings, handle: str) -> list[str]:
    """Every page and room that can be got, with a patient and a trial where it takes one."""
    rooms = create_app(settings).openapi()["paths"]
    routes = [route for page in PAGES for route in page.routes if isinstance(route, APIRoute)]
    pages = [route.path for route in routes if "GET" in route.methods]
    filled = {"handle": handle, "nct_id": "NCT02907359"}
    found = {re.sub(r"{(\w+)}", lambda name: filled.get(name[1], "x"), path) for path in (*pages, *rooms)}
    return sorted(found)


@pytest.fixture
def file(home: Home) -> Path:
    """The patient's file, alone in its folder but for one that is broken."""
    for old in home.patients.iterdir():
        old.unlink()
    (home.patients / "b.json").write_text(json.dumps(PATIENT | {"Zebedee": 1}), encoding="utf-8")
    path = home.patients / "a.json"
    path.write_text(json.dumps(PATIENT), encoding="utf-8")
    return path


def visit_all(client: httpx.Client, settings: WebSettings, handle: str) -> list[int]:
    """Ask for everything, in good faith and in bad."""
    asked = [client.get(path) for path in addresses(settings, handle)]
    mark = mark_of(client.get("/").text)
    for told in TOLD:
        asked.append(client.get(f"/patients/{told}", params={"q": told}, headers={"X-Told": told}))
        asked.append(client.get(f"/api/v1/trials/{told}", params={"q": told}))
        asked.append(client.post("/enter", data={"csrf": mark, "id": told, "sex": told, "as_of": told}))
        asked.append(client.post(f"/{told}", content=told * 100, headers={"Sec-Fetch-Site": "cross-site"}))
        asked.append(client.post("/api/v1/match", content=f'{{"{told}": '))
        asked.append(client.post("/api/v1/match", json=PATIENT | {told: told}))
        asked.append(client.get("/", headers={"Authorization": f"Bearer {told}"}))
    asked.append(client.post("/api/v1/match", json=PATIENT))
    for audience, ending in (("physician", "html"), ("coordinator", "csv")):
        fields = {"csrf": mark, "audience": audience, "ending": ending, "all_statuses": "true"}
        asked.append(client.post(f"/patients/{handle}/exports", data=fields))
    return [answer.status_code for answer in asked]


def test_no_log_and_no_file_tells_of_a_patient(home: Home, settings: WebSettings, file: Path) -> None:
    token = Tokens(home.tokens).add("dr-meyer", days=1)
    with (
        serving(home.root, "--login") as served,
        httpx.Client(base_url=served.url, timeout=60, trust_env=False) as client,
    ):
        login = client.get("/login")
        client.post("/login", data={"csrf": mark_of(login.text), "token": token})
        handle = create_app(settings).state.desk.folder.handle("Zebedee")
        statuses = visit_all(client, settings, handle)
    assert statuses.count(200) >= 3
    assert 303 in statuses
    assert [status for status in statuses if status >= 500] == []
    assert served.code == 0
    assert served.printed.count("\n") == 1, served.printed
    made = set(home.web_exports.glob("*/shortlist-*"))
    own = {file, file.with_name("b.json"), *made}
    left = [path for path in home.root.rglob("*") if path.is_file() and path not in own]
    assert home.audit in left
    telling = [
        (path.relative_to(home.root).as_posix(), told)
        for path in left
        for told in (*TOLD, token)
        if told.encode() in path.read_bytes() or told in path.name
    ]
    assert telling == []
    assert [told for told in TOLD if told in served.printed] == []
    private = (home.audit, home.web_key, home.tokens, *made)
    assert [path.name for path in private if path.stat().st_mode & 0o077] == []


def test_the_audit_names_the_patient_by_the_handle(home: Home, settings: WebSettings, file: Path) -> None:
    with (
        serving(home.root) as served,
        httpx.Client(base_url=served.url, timeout=60, trust_env=False) as client,
    ):
        handle = create_app(settings).state.desk.folder.handle("Zebedee")
        assert client.get(f"/patients/{handle}/edit").status_code == 200
    (line,) = map(json.loads, home.audit.read_text(encoding="ascii").splitlines())
    assert (line["event"], line["user"], line["patient"]) == ("saw", "local", handle)
    assert line["route"] == "/patients/{handle}/edit"
