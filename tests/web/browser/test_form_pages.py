"""The first page, the form of a patient file, and the login in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from matcher.patient import load_patient
from matcher.settings import Home
from matcher.web.settings import WebSettings
from matcher.web.tokens import Tokens
from tests.lib.live_server import Live, live_server
from tests.lib.sample_home import publish_sample
from tests.web.browser.conftest import SCREENS, Tab

KNOWN = "published-3"

every_screen = pytest.mark.parametrize("screen", SCREENS)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save the file").first.click()


def refused(tab: Tab) -> None:
    """The browser's own remark that the form came back with 422 is no fault."""
    assert all("422" in fault for fault in tab.faults), tab.faults
    tab.faults.clear()


@every_screen
@pytest.mark.parametrize("scripting", [True, False])
def test_the_form_and_the_first_page_are_readable_on_every_screen(tab: Tab, scripting: bool) -> None:
    edit = f"/patients/{tab.live.handle(KNOWN)}/edit"
    for name, path in {"start": "/", "enter": "/enter", "edit": edit}.items():
        page = tab.open(path)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.get_by_text("Information, not advice.")).to_be_visible()
        tab.keep(name)
        if scripting:
            assert not tab.too_wide(), name
            assert tab.violations() == [], name


@pytest.mark.parametrize("scripting", [True, False])
def test_a_patient_is_entered_row_by_row_and_mended_where_it_was_wrong(tab: Tab, scripting: bool) -> None:
    page = tab.open("/enter")
    page.get_by_label("Patient number").fill("new-1")
    tests = page.locator("#observations")
    tests.get_by_label("Name").fill("hemoglobin")
    tests.get_by_label("Value").fill("8,1")
    tests.get_by_label("Unit").fill("furlongs")
    page.get_by_role("button", name="Add a row: Tests and scores").click()
    second = tests.get_by_role("group").nth(1)
    expect(second.get_by_label("Name")).to_be_focused()
    second.get_by_label("Name").fill("ECOG")
    second.get_by_label("Value").fill("1")
    save(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing was saved: one field needs another look")
    unit = tests.get_by_label("Unit").first
    expect(unit).to_have_attribute("aria-invalid", "true")
    expect(unit).to_have_accessible_description("is not a unit known for hemoglobin; write g/dL")
    if scripting:
        assert tab.violations() == []
    tab.keep("enter-refused")
    refused(tab)
    unit.fill("g/dL")
    save(page)
    page.wait_for_url("**/patients/*")
    (file,) = tab.live.desk.settings.patients.glob("????????????????????????????????.json")
    saved = load_patient(file)
    assert [(one.name, one.value) for one in saved.observations] == [("hemoglobin", 8.1), ("ECOG", 1)]


def test_names_are_offered_while_typing(tab: Tab) -> None:
    page = tab.open("/enter")
    drug = page.locator("[name='therapies.0.drug']")
    offered = drug.evaluate("field => [...field.list.options].map(option => option.value)")
    assert "azacitidine" in offered
    assert len(offered) > 500


def test_enter_in_a_field_saves_and_adds_no_row(tab: Tab) -> None:
    page = tab.open("/enter")
    page.get_by_label("Patient number").fill("new-2")
    page.get_by_label("Patient number").press("Enter")
    page.wait_for_url("**/patients/*")
    assert "new-2" in page.inner_text("h1")


# --- the login -------------------------------------------------------------------------------------------


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Live]:
    """A server that demands a token."""
    home = Home(publish_sample(tmp_path / "home"))
    home.patients.mkdir()
    with live_server(WebSettings(home, home.patients, always_login=True)) as server:
        yield server


def test_a_token_opens_the_pages_and_a_logout_closes_them(chromium: Browser, ward: Live, shots: Path) -> None:
    token = Tokens(ward.desk.settings.home.tokens).add("dr-meyer", days=1)
    context = chromium.new_context(**SCREENS["phone"])  # type: ignore[arg-type]
    tab = Tab(context, ward, shots, "phone")
    page = tab.open("/patients")
    expect(page.locator("h1")).to_have_text("Log in")
    assert tab.violations() == []
    tab.keep("login")
    page.get_by_label("Your token").fill("mds_wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("Your token")).to_have_attribute("aria-invalid", "true")
    assert tab.violations() == []
    tab.keep("login-refused")
    page.get_by_label("Your token").fill(token)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("h1")).to_have_text("Trials for people with MDS")
    assert "mdsmatch_session" not in page.evaluate("document.cookie")
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("h1")).to_have_text("Log in")
    tab.open("/patients")
    expect(page.locator("h1")).to_have_text("Log in")
    assert tab.strangers == []
    context.close()
