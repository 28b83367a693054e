"""The worklist and the nights in a browser, on a home of three nights."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from matcher.errors import RegistryError
from matcher.nights.diary import Diary
from matcher.settings import Home
from matcher.web.settings import WebSettings
from tests.lib.live_server import Live, live_server
from tests.lib.nights_of_patients import asking, match_night, publish_studies, write_patient
from tests.lib.studies import nct
from tests.web.browser.conftest import SCREENS, Tab

ECOG_1 = [{"name": "ECOG", "value": 1, "date": "2026-10-28"}]
AZACITIDINE = [{"drug": "azacitidine", "start": "2026-01-01", "end": "2026-10-10", "outcome": "relapse"}]

every_screen = pytest.mark.parametrize("screen", SCREENS)


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 3, tzinfo=UTC)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """Anna loses a trial, wins another and waits for a washout; Berta's file breaks; Clara's list stays."""
    home = Home(tmp_path / "home").make()
    people = home.patients
    write_patient(people, "a", id="anna", observations=ECOG_1, therapies=AZACITIDINE, complete=["therapies"])
    berta = write_patient(people, "b", id="berta")
    write_patient(people, "c", id="clara", observations=[ECOG_1[0] | {"value": 4}])
    washout = asking(3, "No azacitidine within 28 days", "ECOG <= 2")
    nights = ([asking(1, "ECOG <= 2")], [asking(1, "ECOG <= 2"), washout], [asking(2, "ECOG <= 2"), washout])
    for day, studies in enumerate(nights, 1):
        publish_studies(home, studies, at(day))
        if day == 3:
            berta.write_text("{", encoding="utf-8")
        match_night(home, people, at(day))
    Diary(home, at(1)).step("read", {"pull": 3.2})
    Diary(home, at(2)).failed(RegistryError("the registry cannot be reached; try again later"))
    with live_server(WebSettings(home, people, now=lambda: at(3) + timedelta(hours=5))) as server:
        yield server


@every_screen
@pytest.mark.parametrize("scripting", [True, False])
def test_the_pages_are_for_everybody(tab: Tab, scripting: bool) -> None:
    for name in ("patients", "nights"):
        page = tab.open(f"/{name}")
        expect(page.locator("h1")).to_have_count(1)
        tab.keep(name)
        assert not tab.too_wide()
        if scripting:
            assert tab.violations() == []


def test_who_needs_attention_is_reached_by_keyboard(tab: Tab, live: Live) -> None:
    page = tab.open("/patients")
    anna = page.get_by_role("article").filter(has_text="anna")
    for words in ("new: 1", "lost: 1", "washout ends soon", "washout ends on 2026-11-08"):
        expect(anna).to_contain_text(words)
    page.get_by_role("link", name="anna", exact=True).focus()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute(
        "href", f"/patients/{live.handle('anna')}/trials/{nct(2)}"
    )
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live.url}/patients/{live.handle('anna')}/trials/{nct(2)}")


def test_an_earlier_night_is_chosen_with_the_form(tab: Tab) -> None:
    page = tab.open("/patients")
    expect(page.locator("main")).to_contain_text("b.json")
    page.get_by_label("Compare with").select_option("20261101T030000Z")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("compared with the night of 2026-11-01 03:00 UTC")
    expect(page.get_by_label("Compare with")).to_have_value("20261101T030000Z")


def test_the_nights_warn_and_say_how_each_ended(tab: Tab) -> None:
    page = tab.open("/nights")
    expect(page.locator(".warning").first).to_contain_text("The last 2 nights did not come to their end.")
    expect(page.get_by_role("row").nth(1)).to_contain_text("the registry cannot be reached")
    page.get_by_text("More of this night").first.click()
    expect(page.get_by_text("pulling the registry 3.2 s")).to_be_visible()
