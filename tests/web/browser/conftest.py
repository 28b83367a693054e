"""A browser, a server with the bundled trials and the published patients, and a tab that watches requests.

Debian's chromium is used; without it these tests are skipped. Screenshots are kept in `screenshots`, or where
`MDSMATCH_SCREENSHOTS` says.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from matcher.sample.load import sample_patients
from matcher.settings import Home, make_private_folder
from matcher.web.settings import WebSettings
from tests.lib.live_server import Live, live_server
from tests.lib.product import ROOT
from tests.lib.sample_home import publish_sample

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SWITCHES = ["--no-sandbox", "--disable-background-networking"]
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"

SCREENS = {
    "light": {"viewport": {"width": 1100, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1100, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
}
"""On what pages are looked at. 200% on a screen of 1100 px is 550 px, which the phone covers."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed; .ci/run says how it is")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """A server on a home of its own."""
    home = Home(publish_sample(tmp_path / "home"))
    make_private_folder(home.patients)
    for file in sample_patients():
        shutil.copy(file, home.patients / file.name)
    with live_server(WebSettings(home, home.patients)) as server:
        yield server


class Tab:
    """One tab of the browser on the server; remembers every request to another host."""

    def __init__(self, context: BrowserContext, live: Live, shots: Path, screen: str) -> None:
        self.page: Page = context.new_page()
        self.live = live
        self.strangers: list[str] = []
        self.faults: list[str] = []
        self._shots, self._screen = shots, screen
        self.page.on("request", lambda request: self._watch(request.url))
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def _watch(self, url: str) -> None:
        if urlsplit(url).netloc != urlsplit(self.live.url).netloc:
            self.strangers.append(url)

    def open(self, path: str) -> Page:
        """Go to a page of the server."""
        answer = self.page.goto(self.live.url + path)
        assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"
        return self.page

    def keep(self, name: str) -> None:
        """Keep a screenshot of what is shown."""
        self.page.screenshot(path=self._shots / f"{name}-{self._screen}.png", full_page=True)

    def violations(self) -> list[str]:
        """What axe finds, its best practices counted too, with all details open: the rule and the places."""
        self.page.evaluate(OPEN_ALL)
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]

    def too_wide(self) -> bool:
        """Whether the page has to be scrolled sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where screenshots are kept."""
    folder = Path(os.environ.get("MDSMATCH_SCREENSHOTS", ROOT / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def screen() -> str:
    """On what the page is looked at; tests may ask for another by their parameters."""
    return "light"


@pytest.fixture
def scripting() -> bool:
    """Whether the browser runs scripts."""
    return True


@pytest.fixture
def tab(chromium: Browser, live: Live, shots: Path, screen: str, scripting: bool) -> Iterator[Tab]:
    """A tab that has asked no other host and met no fault when the test ends."""
    context = chromium.new_context(**SCREENS[screen], java_script_enabled=scripting)  # type: ignore[arg-type]
    found = Tab(context, live, shots, screen if scripting else f"{screen}-no-script")
    yield found
    assert found.strangers == []
    assert found.faults == []
    context.close()
