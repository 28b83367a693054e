"""A home with the bundled trials and the published patients, and a browser that asks for them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matcher.sample.load import sample_patients
from matcher.settings import Home, make_private_folder
from matcher.web.app import create_app
from matcher.web.settings import WebSettings
from tests.lib.sample_home import publish_sample

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def home(tmp_path: Path, _sample: Path) -> Home:
    """A home of its own for each test: a snapshot of the bundled trials, and the published patients."""
    found = Home(tmp_path / "home")
    shutil.copytree(_sample, found.root)
    make_private_folder(found.patients)
    for file in sample_patients():
        shutil.copy(file, found.patients / file.name)
    return found


@pytest.fixture
def settings(home: Home) -> WebSettings:
    """What `mdsmatch serve --home` makes of the command line."""
    return WebSettings(home, home.patients)


@pytest.fixture
def browser(settings: WebSettings) -> Iterator[TestClient]:
    """Asks as a browser on this machine does; a broken page is an answer and no exception."""
    with TestClient(create_app(settings), ADDRESS, follow_redirects=False) as client:
        yield client
