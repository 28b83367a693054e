"""Every line of curl that the README shows is answered as it stands, on the bundled sample."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests.docs.test_documents import commands
from tests.lib.product import ROOT
from tests.web.conftest import ADDRESS

LINES = commands("curl")


def ask(browser: TestClient, words: list[str]) -> Response:
    """What curl would send with these arguments. Raises ValueError for one that is not known here."""
    headers, content, path = dict[str, str](), None, ""
    given = iter(words)
    for word in given:
        match word:
            case "-s":
                continue
            case "-H":
                name, _, value = next(given).partition(": ")
                headers[name] = value
            case "--data-binary":
                content = (ROOT / Path(next(given).removeprefix("@"))).read_bytes()
            case _ if word.startswith(ADDRESS) and not path:
                path = word.removeprefix(ADDRESS)
            case _:
                raise ValueError(word)
    if content is None:
        return browser.get(path, headers=headers)
    return browser.post(path, content=content, headers=headers)


@pytest.mark.parametrize("words", LINES, ids=lambda words: words[-1].removeprefix(ADDRESS))
def test_a_line_of_curl_is_answered(browser: TestClient, words: list[str]) -> None:
    answer = ask(browser, words)
    assert answer.status_code == 200
    document = answer.json()
    found = [
        document[key] for key in ("trials", "records", "matches", "patients", "entry") if key in document
    ]
    assert [bool(one) for one in found] == [True]


def test_the_readme_shows_each_kind_of_body() -> None:
    assert len(LINES) == 5
    assert sum("--data-binary" in words for words in LINES) == 2
