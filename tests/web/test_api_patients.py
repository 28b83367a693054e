"""Patients for programs: those of the folder and those who come with the request; nothing of them is kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from matcher.sample.load import sample_bundles, sample_patients
from matcher.settings import Home
from tests.lib.bundles import LOINC, bundle, coded, observation

ROOT = "/api/v1"
FHIR = "application/fhir+json"
FILE = sample_patients()[2].read_bytes()
BUNDLE = sample_bundles()[0].read_bytes()


def send(browser: TestClient, path: str, content: Any, **headers: str) -> Any:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return browser.post(f"{ROOT}/{path}", content=body, headers={"Content-Type": "application/json"} | named)


def handle(browser: TestClient, number: int = 2) -> str:
    found: str = browser.get(f"{ROOT}/patients").json()["patients"][number]["handle"]
    return found


def log(home: Home) -> list[dict[str, str]]:
    return [json.loads(line) for line in home.audit.read_text(encoding="utf-8").splitlines()]


def test_the_patients_are_listed_with_handles_and_broken_files_with_their_fault(
    browser: TestClient, home: Home
) -> None:
    (home.patients / "broken.json").write_text('{"shoe_size": 42}', encoding="utf-8")
    document = browser.get(f"{ROOT}/patients").json()
    assert [one["id"] for one in document["patients"]] == [f"published-{n}" for n in (1, 2, 3, 4)]
    (fault,) = document["faults"]
    assert fault.startswith("broken.json: $")
    assert str(home.root) not in fault
    assert (log(home)[-1]["event"], log(home)[-1]["patient"]) == ("saw", "*")


def test_a_patients_matches_are_the_contracts_and_are_logged(browser: TestClient, home: Home) -> None:
    who = handle(browser)
    answer = browser.get(f"{ROOT}/patients/{who}/match?all_statuses=true")
    document = answer.json()
    assert (document["schema"], document["as_of"], len(document["matches"])) == (
        "mdsmatch.match/1",
        "2026-11-01",
        25,
    )
    first = document["matches"][0]
    assert {"patient_id", "nct_id", "verdict", "rank", "score", "overall_status", "criteria"} <= set(first)
    line = {
        "id",
        "section",
        "text",
        "start",
        "end",
        "verdict",
        "basis",
        "reason",
        "evidence",
        "needs",
        "opens_on",
    }
    assert all(line | {"criterion"} <= set(one) for one in first["criteria"])
    assert "Information, not advice." in document["note"]
    assert log(home)[-1]["patient"] == who
    assert log(home)[-1]["route"] == "/patients/{handle}/match"


def test_a_patients_matches_are_worked_out_once_and_change_with_the_file(
    browser: TestClient, home: Home
) -> None:
    path = f"{ROOT}/patients/{handle(browser)}/match"
    first = browser.get(path)
    mark = first.headers["etag"]
    assert first.headers["cache-control"] == "no-store"
    assert browser.get(path).content == first.content
    assert browser.get(path, headers={"If-None-Match": mark}).status_code == 304
    assert browser.get(f"{path}?all_statuses=true").headers["etag"] != mark
    assert browser.get(f"{path}?as_of=2026-10-21").headers["etag"] != mark
    assert browser.get(path, headers={"Accept": FHIR}).headers["etag"] != mark
    file = home.patients / "published-3.json"
    file.write_text(
        file.read_text(encoding="utf-8").replace('"value": 20,', '"value": 12,'), encoding="utf-8"
    )
    changed = browser.get(path, headers={"If-None-Match": mark})
    assert changed.status_code == 200
    assert changed.headers["etag"] != mark


def test_a_patients_state_is_the_contracts(browser: TestClient) -> None:
    (state,) = browser.get(f"{ROOT}/patients/{handle(browser)}/state").json()["states"]
    assert (state["patient_id"], state["hma"]["status"]) == ("published-3", "secondary")


@pytest.mark.parametrize("what", ["match", "state"])
def test_a_patient_who_is_not_there_is_not_there(browser: TestClient, what: str) -> None:
    assert browser.get(f"{ROOT}/patients/{'0' * 32}/{what}").status_code == 404
    assert browser.get(f"{ROOT}/patients/published-3/{what}").status_code == 422


# --- patients who come with the request -------------------------------------------------------------------


def test_a_file_in_the_body_is_judged_as_in_the_folder_and_nothing_is_kept(
    browser: TestClient, home: Home
) -> None:
    who = handle(browser)
    before = {
        path: path.stat().st_size
        for path in sorted(home.root.rglob("*"))
        if path.is_file() and path != home.audit
    }
    for path in ("match?all_statuses=true", "state", "next?all_statuses=true"):
        assert send(browser, path, FILE).status_code == 200
    after = {
        path: path.stat().st_size
        for path in sorted(home.root.rglob("*"))
        if path.is_file() and path != home.audit
    }
    assert after == before
    folder = browser.get(f"{ROOT}/patients/{who}/match?all_statuses=true")
    assert send(browser, "match?all_statuses=true", FILE).content == folder.content
    assert send(browser, "state", FILE).content == browser.get(f"{ROOT}/patients/{who}/state").content


def test_a_trial_that_is_named_is_judged_whatever_its_status(browser: TestClient) -> None:
    document = send(browser, "match?trial=NCT02907359&trial=NCT02577406", FILE).json()
    assert {one["nct_id"] for one in document["matches"]} == {"NCT02907359", "NCT02577406"}
    refused = send(browser, "match?trial=NCT00000000", FILE)
    night = browser.get(f"{ROOT}/snapshot").json()["id"]
    said = f"query.trial: NCT00000000 is not in the snapshot {night}; check the number"
    assert (refused.status_code, refused.json()["detail"]) == (400, said)
    assert send(browser, "match?trial=NCT1", FILE).status_code == 422


def test_a_bundle_is_judged_and_what_was_not_understood_is_said(browser: TestClient) -> None:
    document = send(browser, "match?all_statuses=true", BUNDLE, Content_Type=FHIR).json()
    assert (len(document["matches"]), document["issues"]) == (25, [])
    doubtful = bundle(observation(coded(LOINC, "2161-8"), valueInteger=1))
    (issue,) = send(browser, "state", doubtful).json()["issues"]
    assert (issue["path"], issue["kind"], issue["taken"]) == (
        "Bundle.entry[1].resource.code", "test_not_known", False,
    )  # fmt: skip


def test_lists_of_a_bundle_are_complete_only_if_the_asker_says_so(browser: TestClient) -> None:
    silent, whole = (
        send(browser, f"match?all_statuses=true{more}", BUNDLE).json() for more in ("", "&complete=therapies")
    )
    open_lines = [
        sum(line["verdict"] == "unknown" for one in document["matches"] for line in one["criteria"])
        for document in (silent, whole)
    ]
    assert open_lines[1] < open_lines[0]
    refused = send(browser, "match?complete=therapies", FILE)
    assert (refused.status_code, "is only for FHIR bundles" in refused.text) == (400, True)


def test_a_bundle_without_a_day_needs_one(browser: TestClient) -> None:
    assert "Bundle.timestamp: does not say" in send(browser, "state", bundle(timestamp=None)).json()["detail"]
    assert send(browser, "state?as_of=2026-11-01", bundle(timestamp=None)).status_code == 200


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (FHIR, FHIR),
        (f"{FHIR}, application/json;q=0.5", FHIR),
        ("application/json", "application/json"),
        (f"application/json, {FHIR}", "application/json"),
        ("*/*", "application/json"),
    ],
)
def test_matches_can_be_had_as_a_searchset(browser: TestClient, accept: str, media: str) -> None:
    asked = (
        send(browser, "match?all_statuses=true", BUNDLE, Accept=accept),
        browser.get(f"{ROOT}/patients/{handle(browser)}/match?all_statuses=true", headers={"Accept": accept}),
    )
    for answer in asked:
        assert answer.headers["content-type"] == media
        assert (answer.json().get("resourceType") == "Bundle") == (media == FHIR)


def test_next_steps_come_with_their_facts(browser: TestClient) -> None:
    (steps,) = send(browser, "next?all_statuses=true", FILE).json()["patients"]
    assert steps["patient_id"] == "published-3"
    assert steps["ask_next"]


# --- files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["html", "csv", "json"])
@pytest.mark.parametrize("audience", ["patient", "physician", "coordinator"])
def test_a_shortlist_is_made_and_fetched(browser: TestClient, home: Home, audience: str, ending: str) -> None:
    wanted = {"patient": handle(browser), "audience": audience, "format": ending, "all_statuses": True}
    made = browser.post(f"{ROOT}/shortlists", json=wanted)
    assert made.status_code == 201
    assert made.json()["name"] == f"shortlist-{audience}.{ending}"
    file = browser.get(made.headers["location"])
    assert file.status_code == 200
    assert file.headers["content-type"] == made.json()["media_type"]
    assert "attachment" in file.headers["content-disposition"]
    assert b"NCT02907359" in file.content
    assert [one["event"] for one in log(home)][-1] == "exported"


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({}, 422),
        ({"patient": "0" * 32, "audience": "patient", "format": "html"}, 404),
        ({"patient": "../../etc", "audience": "patient", "format": "html"}, 422),
        ({"patient": "0" * 32, "audience": "everybody", "format": "html"}, 422),
        ({"patient": "0" * 32, "audience": "patient", "format": "exe"}, 422),
        ({"patient": "0" * 32, "audience": "patient", "format": "html", "more": 1}, 422),
    ],
)
def test_a_shortlist_that_cannot_be_made_is_refused(
    browser: TestClient, wanted: dict[str, str], status: int
) -> None:
    assert browser.post(f"{ROOT}/shortlists", json=wanted).status_code == status
    assert browser.get(f"{ROOT}/shortlists/{'0' * 32}").status_code == 404
    assert browser.get(f"{ROOT}/shortlists/..%2Fabout").status_code in (404, 422)


# --- hostile bodies ---------------------------------------------------------------------------------------

SECRET = "Ada-Example-8.1"


def hostile(**facts: Any) -> bytes:
    return json.dumps({"schema": "mdsmatch.patient/1", "id": "x", "as_of": "2026-11-01", **facts}).encode()


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"hemoglobin 8.1",
    "half": b'{"schema": ',
    "a list": b"[]",
    "a word": b"null",
    "a key twice": b'{"id": "a", "id": "b"}',
    "no number": hostile(observations=[]).replace(b"[]", b'[{"name": "hb", "value": NaN}]'),
    "a number without end": hostile(observations=[]).replace(
        b"[]", b'[{"name": "hb", "value": ' + b"9" * 5000 + b"}]"
    ),
    "not utf-8": b"\xff\xfe{}",
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "deep within": hostile(conditions=[{"term": "x", "grade": [[[[[[]]]]]]}]),
    "unknown keys": hostile(**{SECRET: SECRET}),
    "a wrong type": hostile(observations={"name": SECRET}),
    "a wrong unit": hostile(observations=[{"name": "hemoglobin", "value": 8.1, "unit": SECRET}]),
    "a lone surrogate": b'{"schema": "mdsmatch.patient/1", "id": "\\ud800", "as_of": "2026-11-01"}',
    "control characters": hostile(id="\x1b[31m\x00"),
    "an id that breaks lines": hostile(id="a\nb"),
    "a date of no calendar": hostile(birth_date="2026-02-30"),
    "a bundle of nothing": b'{"resourceType": "Bundle"}',
    "a bundle of everything": b'{"resourceType": "Bundle", "entry": [null, 1, "x", [], {}, {"resource": 1}]}',
    "a resource": b'{"resourceType": "Patient", "id": "x"}',
}


@pytest.mark.parametrize("path", ["match", "state", "next"])
@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES.keys())
def test_a_hostile_body_is_refused_with_its_place_and_no_value(
    browser: TestClient, path: str, content: bytes
) -> None:
    answer = send(browser, path, content)
    assert answer.status_code == 400
    document = answer.json()
    assert document["detail"].startswith(("body: ", "Bundle.", "bundle: "))
    assert SECRET not in answer.text or content == BODIES["unknown keys"]
    assert "Traceback" not in answer.text
    assert document["detail"].isprintable()


def test_a_body_larger_than_ten_million_bytes_is_refused(browser: TestClient) -> None:
    answer = send(browser, "match", b" " * 10_000_001)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_a_body_that_says_it_is_no_json_is_not_read(browser: TestClient, media: str) -> None:
    assert send(browser, "match", FILE, Content_Type=media).status_code == 415


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "../../etc/passwd",
        "\u202egnp.exe",
        "{{7*7}}",
        "%00",
    ],
)
def test_hostile_words_of_a_patient_come_back_as_data(browser: TestClient, text: str) -> None:
    facts = {
        "diagnoses": [{"term": text}], "observations": [{"name": text, "value": text, "unit": text}],
        "conditions": [{"term": text, "grade": text}], "therapies": [{"drug": text, "stop_reason": text}],
        "karyotypes": [{"iscn": text}], "mutations": [{"gene": text, "variant": text, "status": "detected"}],
    }  # fmt: skip
    for path in ("match?all_statuses=true", "state", "next?all_statuses=true"):
        answer = send(browser, path, hostile(**facts))
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.content.isascii()


@pytest.mark.parametrize("path", ["match", "state", "next"])
@pytest.mark.parametrize("day", ["0001-01-01", "1879-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_from_which_no_window_can_be_reckoned_is_refused(
    browser: TestClient, path: str, day: str
) -> None:
    assert send(browser, f"{path}?as_of={day}", FILE).status_code == 422
    assert (
        send(browser, path, FILE.replace(b'"as_of": "2026-11-01"', f'"as_of": "{day}"'.encode())).status_code
        == 400
    )
    assert send(browser, path, bundle(timestamp=f"{day}T00:00:00Z")).status_code == 400


@pytest.mark.parametrize("path", ["match?all_statuses=true", "state", "next?all_statuses=true"])
@pytest.mark.parametrize("day", ["1880-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_can_be_reckoned_with(browser: TestClient, path: str, day: str) -> None:
    mark = "&" if "?" in path else "?"
    assert send(browser, f"{path}{mark}as_of={day}", FILE).status_code == 200


def test_long_words_are_read_in_time(browser: TestClient) -> None:
    long = "azacitidine and " * 120
    facts = [{"term": long[:1999]}] * 50
    assert send(browser, "state", hostile(diagnoses=facts)).status_code == 200


def test_the_folder_is_the_only_place_that_is_read(browser: TestClient, home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "secret.json"
    outside.write_bytes(FILE)
    (home.patients / "link.json").symlink_to(tmp_path / "nowhere.json")
    assert len(browser.get(f"{ROOT}/patients").json()["patients"]) == 4
