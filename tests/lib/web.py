"""What a browser of the tests does with pages: find the mark of a form, send a form, log in."""

import json
import re
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

MARK = re.compile(r'name="csrf" value="(\w+)"')


def mark_of(page: str) -> str:
    """The mark that the first form of a page carries."""
    found = MARK.search(page)
    assert found, "the page has no form"
    return found[1]


def send_form(browser: TestClient, page: str, address: str, **fields: Any) -> Response:
    """Load a page and send its form to `address`, with these fields."""
    loaded = browser.get(page)
    assert loaded.status_code == 200, loaded.text
    return browser.post(address, data={"csrf": mark_of(loaded.text), **fields})


def log_in(browser: TestClient, token: str) -> Response:
    """Send a token with the form of the login page."""
    return send_form(browser, "/login", "/login", token=token)


def happenings(path: Path) -> list[dict[str, str]]:
    """The lines of an audit log, without their times."""
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return [{key: value for key, value in json.loads(line).items() if key != "at"} for line in lines]
