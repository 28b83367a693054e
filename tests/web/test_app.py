"""What every page and every room has: a frame, one snapshot, and words when something goes wrong."""

import logging
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from matcher.errors import BadInput
from matcher.settings import Home
from matcher.web.app import create_app
from matcher.web.assets import address
from matcher.web.problems import Problem
from matcher.web.settings import WebSettings
from matcher.web.wording import words
from tests.web.conftest import ADDRESS


def test_the_first_page_says_what_is_here(browser: TestClient) -> None:
    answer = browser.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "25 trials and 4 patients." in answer.text
    assert "Information, not advice." in answer.text
    assert re.search(r"Snapshot 20261101T030000Z-\w{8} · registry 2026-10-31T09:00:05 · parser", answer.text)
    assert '<html lang="en">' in answer.text
    assert 'href="#content"' in answer.text


def test_a_page_loads_nothing_from_elsewhere_and_holds_no_script_or_style(browser: TestClient) -> None:
    page = browser.get("/").text
    assert re.findall(r'(?:src|href)="(?!/|#)', page) == []
    assert "<style" not in page
    assert "<script" not in page
    assert " style=" not in page


def test_an_asset_is_kept_for_ever_under_the_address_of_its_content(browser: TestClient) -> None:
    answer = browser.get(address("style.css"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "--accent" in answer.text
    assert "body.web" in answer.text
    for other in ("/static/000000000000/style.css", "/static/x/../../app.py", "/static/x/none.css"):
        assert browser.get(other).status_code == 404


def test_the_interface_describes_itself_and_only_itself(browser: TestClient) -> None:
    document = browser.get("/api/v1/openapi.json").json()
    assert "/api/v1/snapshot" in document["paths"]
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert [browser.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404] * 3


def test_the_snapshot_tells_what_it_is(browser: TestClient) -> None:
    told = browser.get("/api/v1/snapshot").json()
    assert (told["trials"], told["registry_timestamp"]) == (25, "2026-10-31T09:00:05")


def test_what_is_not_there_is_a_page_for_people_and_a_document_for_programs(browser: TestClient) -> None:
    page, document = browser.get("/nowhere"), browser.get("/api/v1/nowhere")
    assert (page.status_code, document.status_code) == (404, 404)
    assert "<h1>Not here</h1>" in page.text
    assert "Information, not advice." in page.text
    assert document.headers["content-type"] == "application/problem+json"
    assert document.json() == {
        "type": "about:blank",
        "title": "Not here",
        "status": 404,
        "detail": words()("problems.status_404.detail"),
    }


def test_a_night_that_never_was_is_said_with_the_way_to_mend_it(browser: TestClient, home: Home) -> None:
    home.pointer.unlink()
    page, document = browser.get("/"), browser.get("/api/v1/snapshot")
    assert (page.status_code, document.status_code) == (503, 503)
    assert "no snapshot is published; run `mdsmatch nightly` first" in page.text
    assert "run `mdsmatch nightly` first" in document.json()["detail"]


@pytest.fixture
def broken(settings: WebSettings) -> FastAPI:
    """An application of which some routes fail."""
    app = create_app(settings)

    def breaks() -> None:
        raise RuntimeError("hemoglobin 8.1 of Ada Example")

    def refuses() -> None:
        raise Problem(409, "status_429")

    def rejects(day: int) -> None:
        raise BadInput("patient.json: $.id: is missing; add it")

    def odd() -> None:
        raise Problem(418)

    for name, route in (("breaks", breaks), ("refuses", refuses), ("rejects", rejects), ("odd", odd)):
        app.get(f"/{name}")(route)
        app.get(f"/api/v1/{name}")(route)
    return app


@pytest.mark.parametrize("root", ["", "/api/v1"])
def test_a_fault_shows_no_traceback_and_logs_no_fact(
    broken: FastAPI, root: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = TestClient(broken, ADDRESS).get(f"{root}/breaks")
    assert answer.status_code == 500
    assert "This program broke" in answer.text
    assert "Ada" not in answer.text + caplog.text
    assert "Traceback" not in answer.text + caplog.text
    assert "fault: RuntimeError in breaks, line" in caplog.text


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("refuses", 409, "Wait a minute, then try again."),
        ("rejects?day=1", 400, "patient.json: $.id: is missing; add it"),
        ("rejects?day=Ada+Example", 422, "Missing, or not as it should be: query.day."),
        ("odd", 418, "This request cannot be answered."),
    ],
)
def test_a_refusal_says_why_and_repeats_nothing(broken: FastAPI, path: str, status: int, said: str) -> None:
    browser = TestClient(broken, ADDRESS)
    page, document = browser.get(f"/{path}"), browser.get(f"/api/v1/{path}")
    assert (page.status_code, document.status_code) == (status, status)
    assert said in page.text
    assert document.json()["detail"] == said
    assert "Ada" not in page.text + document.text
