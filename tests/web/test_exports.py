"""An export belongs to whoever made it; that it was made, and that another asked for it, is logged."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from matcher.settings import Home
from matcher.web.app import create_app
from matcher.web.exports import About, Exports
from matcher.web.settings import WebSettings
from matcher.web.tokens import Tokens
from tests.lib.web import happenings, log_in, send_form

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def users(home: Home) -> Iterator[tuple[TestClient, TestClient]]:
    """Two browsers of one server, each logged in as somebody else."""
    tokens = Tokens(home.tokens)
    app = create_app(WebSettings(home, home.patients, "0.0.0.0"))
    one, two = (
        TestClient(app, "http://ward.example", follow_redirects=False, client=(address, 1))
        for address in ("10.0.0.1", "10.0.0.2")
    )
    with one, two:
        log_in(one, tokens.add("one", days=None))
        log_in(two, tokens.add("two", days=None))
        yield one, two


def handle_of(home: Home, browser: TestClient) -> str:
    desk = browser.app.state.desk  # type: ignore[attr-defined]
    return next(file.handle for file in desk.patients() if file.path.stem == "published-3")


def test_a_shortlist_is_made_and_fetched_by_its_maker_only(
    users: tuple[TestClient, TestClient], home: Home
) -> None:
    one, two = users
    handle = handle_of(home, one)
    asked = {"audience": "physician", "ending": "json", "all_statuses": "true"}
    made = send_form(one, "/", f"/patients/{handle}/exports", **asked)
    assert made.status_code == 303
    fetched = one.get(made.headers["location"])
    assert fetched.headers["content-disposition"] == 'attachment; filename="shortlist-physician.json"'
    assert fetched.headers["cache-control"] == "no-store"
    assert len(json.loads(fetched.text)["matches"]) == 25
    other = two.get(made.headers["location"])
    assert other.status_code == 403
    assert "Only whoever made this file can fetch it." in other.text
    exported, refused = (one for one in happenings(home.audit) if one["event"] in ("exported", "refused"))
    snapshot = json.loads(fetched.text)["snapshot"]["id"]
    assert exported == {
        "event": "exported", "user": "one", "address": "10.0.0.1", "route": "/patients/{handle}/exports",
        "patient": handle, "snapshot": snapshot,
    }  # fmt: skip
    assert refused == {
        "event": "refused", "user": "two", "address": "10.0.0.2", "route": "/exports/{number}",
        "patient": handle, "snapshot": snapshot, "why": "another user's export",
    }  # fmt: skip


def test_files_of_exports_are_private(users: tuple[TestClient, TestClient], home: Home) -> None:
    handle = handle_of(home, users[0])
    send_form(users[0], "/", f"/patients/{handle}/exports", audience="patient", ending="html")
    (folder,) = home.web_exports.iterdir()
    assert folder.stat().st_mode & 0o777 == home.web_exports.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "about.json": 0o600,
        "shortlist-patient.html": 0o600,
    }


@pytest.mark.parametrize("number", ["0" * 32, "%2e%2e", "..%2f..%2ftokens.json", "x", "%00"])
def test_what_was_not_made_is_not_there(users: tuple[TestClient, TestClient], number: str) -> None:
    assert users[0].get(f"/exports/{number}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"audience": "nobody", "ending": "html"}, 422),
        ({"audience": "patient", "ending": "exe"}, 422),
        ({"audience": "patient"}, 422),
        ({}, 422),
    ],
)
def test_what_cannot_be_made_is_refused(
    users: tuple[TestClient, TestClient], home: Home, fields: dict[str, str], status: int
) -> None:
    handle = handle_of(home, users[0])
    assert send_form(users[0], "/", f"/patients/{handle}/exports", **fields).status_code == status
    unknown = send_form(users[0], "/", "/patients/x/exports", audience="patient", ending="html")
    assert unknown.status_code == 404
    assert not home.web_exports.exists()


def test_exports_go_after_a_week(home: Home) -> None:
    exports = Exports(home.web_exports)

    def made(at: datetime) -> str:
        about = About(user="a", patient="p", snapshot="s", made_at=at, name="x.csv")
        export = exports.begin(about)
        export.path.write_text("x", encoding="utf-8")
        return export.number

    old, new = made(NOW), made(NOW + timedelta(days=6))
    assert (exports.find(old) is None, exports.find(new) is None) == (False, False)
    made(NOW + timedelta(days=8))
    assert (exports.find(old) is None, exports.find(new) is None) == (True, False)
