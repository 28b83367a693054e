"""Who may ask from elsewhere: a token, a session that a token began, and nobody else; refusals are logged."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from matcher.settings import Home
from matcher.web.app import create_app
from matcher.web.settings import WebSettings
from matcher.web.tokens import Tokens
from tests.lib.web import happenings, log_in, mark_of, send_form

PUBLIC = "http://ward.example:8000"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(home: Home, clock: Clock) -> Tokens:
    return Tokens(home.tokens, clock)


@pytest.fixture
def ward(home: Home, clock: Clock) -> Iterator[TestClient]:
    """A browser on another machine."""
    settings = WebSettings(home, home.patients, "0.0.0.0", now=clock)
    with TestClient(create_app(settings), PUBLIC, follow_redirects=False, client=("10.0.0.9", 1)) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def refused(why: str, route: str) -> dict[str, str]:
    return {"event": "refused", "user": "-", "address": "10.0.0.9", "route": route, "why": why}


def test_without_a_token_people_are_led_to_the_login_and_programs_are_refused(
    ward: TestClient, home: Home
) -> None:
    page, room = ward.get("/"), ward.get("/api/v1/snapshot")
    assert (page.status_code, page.headers["location"]) == (303, "/login")
    assert (room.status_code, room.headers["www-authenticate"]) == (401, "Bearer")
    assert "trials" not in room.text
    assert [ward.get(path).status_code for path in ("/api/v1/openapi.json", "/nowhere")] == [401, 303]
    assert happenings(home.audit)[:2] == [refused("no token", "/"), refused("no token", "/api/")]


def test_a_token_opens_the_interface(ward: TestClient, tokens: Tokens) -> None:
    token = tokens.add("dr-meyer", days=1)
    assert ward.get("/api/v1/snapshot", headers=bearer(token)).json()["trials"] == 25
    assert ward.get("/api/v1/snapshot", headers={"Authorization": f"bearer  {token}"}).status_code == 200


@pytest.mark.parametrize("given", ["Bearer wrong", "Bearer ", "Basic {token}", "{token}", "Bearer {token}x"])
def test_a_wrong_token_is_refused_and_logged(
    ward: TestClient, tokens: Tokens, home: Home, given: str
) -> None:
    headers = {"Authorization": given.format(token=tokens.add("dr-meyer", days=1))}
    answer = ward.get("/api/v1/snapshot", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert happenings(home.audit) == [refused("wrong or expired token", "/api/")]


def test_a_token_counts_until_it_expires_or_is_removed(
    ward: TestClient, tokens: Tokens, clock: Clock
) -> None:
    short, long = tokens.add("a", days=1), tokens.add("b", days=None)

    def status(token: str) -> int:
        return ward.get("/api/v1/snapshot", headers=bearer(token)).status_code

    clock.time += timedelta(days=1, seconds=-1)
    assert (status(short), status(long)) == (200, 200)
    clock.time += timedelta(seconds=1)
    assert (status(short), status(long)) == (401, 200)
    tokens.remove("b")
    assert status(long) == 401


def test_a_token_begins_a_session_that_a_logout_ends(ward: TestClient, tokens: Tokens, home: Home) -> None:
    answer = log_in(ward, tokens.add("dr-meyer", days=1))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "; HttpOnly" in cookie
    assert "; SameSite=strict" in cookie
    assert "; Secure" not in cookie
    page = ward.get("/")
    assert page.status_code == 200
    assert "dr-meyer" in page.text
    assert send_form(ward, "/", "/logout").status_code == 303
    ward.cookies.set("mdsmatch_session", cookie.partition("=")[2].partition(";")[0])
    assert ward.get("/").status_code == 303
    assert [one["event"] for one in happenings(home.audit)] == ["login", "logout", "refused"]


def test_behind_tls_the_cookie_goes_nowhere_else(ward: TestClient, tokens: Tokens) -> None:
    ward.headers["X-Forwarded-Proto"] = "https"
    assert "; Secure" in log_in(ward, tokens.add("dr-meyer", days=1)).headers["set-cookie"]


def test_a_wrong_token_begins_no_session(ward: TestClient, home: Home) -> None:
    answer = log_in(ward, "mds_wrong")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "This token is not known here" in answer.text
    assert "mds_wrong" not in answer.text
    assert happenings(home.audit) == [refused("wrong or expired token", "/")]


def test_a_login_needs_the_form_of_this_server(ward: TestClient, tokens: Tokens) -> None:
    token = tokens.add("dr-meyer", days=1)
    assert ward.post("/login", data={"token": token}).status_code == 403


def test_a_session_ends_by_the_clock_and_with_its_token(
    ward: TestClient, tokens: Tokens, clock: Clock
) -> None:
    token = tokens.add("dr-meyer", days=1)
    log_in(ward, token)
    clock.time += timedelta(hours=8, seconds=-1)
    assert ward.get("/").status_code == 200
    clock.time += timedelta(seconds=1)
    assert ward.get("/").status_code == 303
    log_in(ward, token)
    assert ward.get("/").status_code == 200
    tokens.remove("dr-meyer")
    assert ward.get("/").status_code == 303


def test_the_mark_of_one_session_is_none_in_another(ward: TestClient, tokens: Tokens) -> None:
    log_in(ward, tokens.add("a", days=1))
    mark = mark_of(ward.get("/").text)
    ward.cookies.clear()
    log_in(ward, tokens.add("b", days=1))
    assert mark_of(ward.get("/").text) != mark
    assert ward.post("/logout", data={"csrf": mark}).status_code == 403


def test_who_tries_too_often_has_to_wait_and_fills_no_log(
    ward: TestClient, tokens: Tokens, home: Home
) -> None:
    right = tokens.add("dr-meyer", days=1)
    statuses = [ward.get("/api/v1/snapshot", headers=bearer(f"{n}")).status_code for n in range(90)]
    refusals = statuses.count(401)
    assert set(statuses) == {401, 429}
    assert 30 <= refusals <= 60  # the minute may change meanwhile
    assert len(happenings(home.audit)) == refusals
    assert ward.get("/api/v1/snapshot", headers=bearer(right)).status_code == 200


def test_each_user_has_a_rate_of_their_own(home: Home) -> None:
    tokens = Tokens(home.tokens)
    one, two = tokens.add("one", days=None), tokens.add("two", days=None)
    settings = WebSettings(home, home.patients, "0.0.0.0", rate=2)
    with TestClient(create_app(settings), PUBLIC) as client:
        asked = [client.get("/api/v1/snapshot", headers=bearer(token)) for token in (one, one, one, two)]
    assert [answer.status_code for answer in asked] == [200, 200, 429, 200]


def test_a_loopback_address_demands_a_token_where_that_is_asked_for(home: Home) -> None:
    settings = WebSettings(home, home.patients, always_login=True)
    with TestClient(create_app(settings), "http://127.0.0.1", follow_redirects=False) as client:
        assert client.get("/").status_code == 303
        assert client.get("/", headers={"Host": "mds.example"}).status_code == 303
