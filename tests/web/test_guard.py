"""What stands before every route: names, origins, forms, sizes, rates, headers."""

from collections.abc import Iterator

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.testclient import TestClient

from matcher.web.app import create_app
from matcher.web.guard.forms import form_check
from matcher.web.guard.headers import HEADERS
from matcher.web.settings import WebSettings, is_loopback
from tests.lib.web import happenings
from tests.web.conftest import ADDRESS


def echoing(settings: WebSettings) -> FastAPI:
    """The application with a page and rooms that take what is sent."""
    app, page = create_app(settings), APIRouter()

    @page.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.form())

    @page.get("/mark")
    def mark(request: Request) -> str:
        found: str = request.state.csrf
        return found

    @app.post("/api/v1/echo")
    async def measure(request: Request) -> int:
        return len(await request.body())

    @app.post("/api/v1/document")
    def document(content: dict[str, object]) -> int:
        return len(content)

    app.include_router(page, dependencies=[Depends(form_check)])
    return app


@pytest.fixture
def caller(settings: WebSettings) -> TestClient:
    return TestClient(echoing(settings), ADDRESS, follow_redirects=False)


# --- under which name ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "127.9.9.9"]
)
def test_the_names_of_this_machine_are_answered(browser: TestClient, host: str) -> None:
    assert browser.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "[::1", "", "10.0.0.1", "0"]
)
@pytest.mark.parametrize("path", ["/", "/api/v1/snapshot", "/nowhere"])
def test_a_name_that_leads_here_but_is_not_ours_is_refused(browser: TestClient, host: str, path: str) -> None:
    answer = browser.get(path, headers={"Host": host})
    assert answer.status_code == 421
    assert "asked for by a name that is not its own" in answer.text


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True), ("127.1.2.3", True), ("::1", True), ("localhost", True), ("0.0.0.0", False),
        ("::", False), ("192.168.1.5", False), ("ward.example", False), ("", False),
    ],
)  # fmt: skip
def test_a_token_is_demanded_on_any_address_but_loopback(
    settings: WebSettings, host: str, loopback: bool
) -> None:
    other = WebSettings(settings.home, settings.patients, host)
    assert is_loopback(host) is loopback
    assert other.login is not loopback


# --- from whose page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": ADDRESS}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
    ],
)
def test_a_room_takes_nothing_from_a_page_of_another_site(
    caller: TestClient, headers: dict[str, str], status: int
) -> None:
    assert caller.post("/api/v1/echo", content=b"x", headers=headers).status_code == status
    assert caller.get("/api/v1/snapshot", headers=headers).status_code == 200


def test_a_form_carries_the_mark_of_its_page(caller: TestClient) -> None:
    mark = caller.get("/mark").json()
    assert caller.post("/echo", data={"csrf": mark, "a": "1"}).json() == 2
    assert caller.post("/echo", data={"csrf": mark}, headers={"Origin": "null"}).status_code == 200
    for wrong in ({}, {"csrf": ""}, {"csrf": "0" * 32}, {"csrf": "ä"}):
        answer = caller.post("/echo", data={"a": "1", **wrong})
        assert answer.status_code == 403
        assert "The form did not come from a page of this server" in answer.text
    sent = {"csrf": mark}
    assert caller.post("/echo", data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert caller.post("/echo", json=sent).status_code == 403
    assert caller.post("/echo", files={"csrf": ("mark.txt", mark)}).status_code == 400


# --- how much --------------------------------------------------------------------------------------------


def chunks(number: int) -> Iterator[bytes]:
    return (b"x" * 1_000_000 for _ in range(number))


def test_ten_megabytes_pass_and_more_do_not_told_or_not(caller: TestClient) -> None:
    assert caller.post("/api/v1/echo", content=b"x" * 10_000_000).json() == 10_000_000
    assert caller.post("/api/v1/echo", content=chunks(10)).json() == 10_000_000
    for content in (b"x" * 10_000_001, chunks(11)):
        answer = caller.post("/api/v1/echo", content=content)
        assert answer.status_code == 413
        assert answer.json()["title"] == "Too large"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert caller.post("/echo", content=chunks(11), headers=form).status_code == 413


def test_a_form_that_is_too_large_is_told_so_on_a_page(caller: TestClient) -> None:
    answer = caller.post("/echo", data={"a": "x" * 10_000_001})
    assert answer.status_code == 413
    assert "<h1>Too large</h1>" in answer.text


@pytest.mark.parametrize("document", ["[" * 100_000, '{"a":' * 100_000, '{"a": 1', "\x00", '"x"'])
def test_a_document_that_is_none_is_refused_without_a_fault(caller: TestClient, document: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = caller.post("/api/v1/document", content=document, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


# --- how often -------------------------------------------------------------------------------------------


def test_one_request_too_many_has_to_wait(settings: WebSettings) -> None:
    few = WebSettings(settings.home, settings.patients, rate=3)
    caller = TestClient(create_app(few), ADDRESS)
    answers = [caller.get("/api/v1/snapshot") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["title"] == "Too many requests"


# --- what browsers are told ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/v1/health", "/api/v1/nowhere", "/static/x/y.css"])
def test_every_answer_tells_browsers_to_load_nothing_from_elsewhere(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_what_may_be_an_attack_is_logged(caller: TestClient, settings: WebSettings) -> None:
    caller.get("/", headers={"Host": "evil.example"})
    caller.post("/api/v1/echo", headers={"Origin": "http://evil.example"})
    caller.post("/echo", data={"csrf": "x"})
    logged = happenings(settings.home.audit)
    assert {(one["event"], one["user"], one["address"]) for one in logged} == {("refused", "-", "testclient")}
    assert [(one["route"], one["why"]) for one in logged] == [
        ("/", "under another server's name"),
        ("/api/", "from a page of another site"),
        ("/", "a form without its mark"),
    ]


def test_a_refused_request_has_the_headers_too(browser: TestClient) -> None:
    answer = browser.get("/", headers={"Host": "evil.example"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
