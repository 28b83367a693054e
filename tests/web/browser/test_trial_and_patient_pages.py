"""Trials, a trial, a patient and a match in a browser."""

import json
import re

import pytest
from playwright.sync_api import expect

from matcher.patient import load_patient
from matcher.registry.archive import Archive
from matcher.registry.record import Location
from matcher.registry.source import RawRecord
from matcher.registry.study import write_json
from matcher.sample.load import sample_studies
from matcher.store.rows import StoredTrial
from matcher.trial import Trial
from tests.lib.charts import file_of
from tests.lib.live_server import Live
from tests.lib.sample_home import sample_readings
from tests.lib.snapshots import published
from tests.web.browser.conftest import SCREENS, Tab

NCT = "NCT03259516"
PATIENT = "published-3"

AT_HOUSTON = "at-houston"
SITES = (
    Location(facility="Clinic", city="Lyon", country="France", lat=45.76, lon=4.84),
    Location(facility="Center", city="Houston", country="United States", lat=29.71, lon=-95.4),
)

every_screen = pytest.mark.parametrize("screen", SCREENS)


def match_path(live: Live) -> str:
    return f"/patients/{live.handle(PATIENT)}/trials/{NCT}"


def paths(live: Live) -> dict[str, str]:
    """Every page of this file by name."""
    return {
        "trials": "/trials",
        "trials-search": "/trials?q=azacitidin&phase=PHASE2",
        "trial": f"/trials/{NCT}",
        "versions": f"/trials/{NCT}/versions",
        "feasibility": f"/trials/{NCT}/feasibility",
        "patient": f"/patients/{live.handle(PATIENT)}",
        "patient-closed": f"/patients/{live.handle(PATIENT)}?closed=true",
        "match": f"{match_path(live)}?line=i6",
    }


def add_sites(live: Live) -> None:
    """Publish a snapshot in which the trial has sites, and add a patient who lives near one of them."""
    home = live.desk.settings.home
    known = next(one for one in sample_readings().trials if one.record.nct_id == NCT)
    moved = Trial(known.record.model_copy(update={"locations": SITES}), known.eligibility)
    published(home, [StoredTrial(moved, "0" * 64, NCT)], hour=5)
    content = file_of(location={"country": "US", "lat": 29.7, "lon": -95.4}) | {"id": AT_HOUSTON}
    (home.patients / f"{AT_HOUSTON}.json").write_text(json.dumps(content), encoding="utf-8")


def two_versions(live: Live) -> None:
    """Put two versions of the trial into the archive."""
    study = next(one for one in sample_studies() if NCT in json.dumps(one))
    archive = Archive(live.desk.settings.home.archive)
    for word in ("12 months", "6 months"):
        module = study["protocolSection"]["eligibilityModule"]
        changed = module | {"eligibilityCriteria": f"Adults only.\n* No surgery within {word}."}
        study["protocolSection"]["eligibilityModule"] = changed
        archive.put(RawRecord.of(NCT, write_json(study)))


@every_screen
@pytest.mark.parametrize("scripting", [True, False])
def test_every_page_is_readable_on_every_screen(tab: Tab, scripting: bool) -> None:
    two_versions(tab.live)
    for name, path in paths(tab.live).items():
        page = tab.open(path)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.get_by_text("Information, not advice.")).to_be_visible()
        tab.keep(name)
        if scripting:
            assert not tab.too_wide(), name
            assert tab.violations() == [], name


def test_every_page_can_be_printed_with_its_details(tab: Tab) -> None:
    page = tab.open(match_path(tab.live))
    reason = page.locator("details.line").first.locator(".told dd").first
    expect(reason).not_to_be_visible()
    page.emulate_media(media="print")
    expect(reason).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    tab.keep("match-print")


# --- trials ------------------------------------------------------------------------------------------------


def test_trials_are_searched_and_narrowed_with_the_keyboard(tab: Tab) -> None:
    page = tab.open("/trials")
    page.get_by_label("Words").focus()
    page.keyboard.type("azacitidin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trials?q=azacitidin*")
    found = page.locator(".trials > li")
    before = found.count()
    assert before > 1
    page.get_by_label("Phase").select_option("PHASE3")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**phase=PHASE3*")
    assert 0 < found.count() < before
    tab.keep("trials-narrowed")
    page.reload()
    expect(page.get_by_label("Words")).to_have_value("azacitidin")
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("h2#found")).to_contain_text("25 trials")


def test_a_trial_is_opened_from_the_list(tab: Tab) -> None:
    page = tab.open(f"/trials?q={NCT}")
    page.locator(".trials a").click()
    expect(page).to_have_url(re.compile(f"/trials/{NCT}$"))
    expect(page.locator(".beside .row").first).to_be_visible()


def test_sites_are_ordered_from_the_patient_who_is_chosen(tab: Tab) -> None:
    add_sites(tab.live)
    page = tab.open(f"/trials/{NCT}")
    sites = page.locator(".sites > li")
    expect(sites.first).to_contain_text("Lyon")
    page.get_by_label("Distance from").select_option(label=AT_HOUSTON)
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"near=[0-9a-f]{32}"))
    expect(sites.first).to_contain_text("Houston")
    expect(sites.first).to_contain_text("km")
    tab.keep("trial-near")


def test_two_versions_are_compared(tab: Tab) -> None:
    two_versions(tab.live)
    page = tab.open(f"/trials/{NCT}")
    page.get_by_role("link", name="Versions and what changed").click()
    expect(page.locator("del")).to_have_text(re.compile("removed: 12"))
    expect(page.locator("ins")).to_have_text(re.compile("added: 6"))
    page.get_by_label("Later version").select_option("1")
    page.get_by_role("button", name="Show what changed").click()
    expect(page.get_by_text("The eligibility text is the same, word for word.")).to_be_visible()


# --- a patient ---------------------------------------------------------------------------------------------


def test_closed_trials_are_shown_on_demand_and_a_match_is_opened(tab: Tab) -> None:
    page = tab.open(paths(tab.live)["patient"])
    expect(page.locator("#group-closed")).to_have_count(0)
    page.get_by_role("link", name="Show trials that take no patients now").click()
    expect(page.locator("#group-closed")).to_be_visible()
    page.locator(".ranked a").first.click()
    expect(page.locator("details.line").first).to_be_visible()


def test_a_shortlist_is_taken_along(tab: Tab) -> None:
    page = tab.open(paths(tab.live)["patient"])
    with page.expect_download() as download:
        page.get_by_role("button", name="For the coordinator, as csv").click()
    assert download.value.suggested_filename == "shortlist-coordinator.csv"


# --- a match -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scripting", [True, False])
def test_a_click_shows_reason_and_structured_form(tab: Tab, scripting: bool) -> None:
    page = tab.open(match_path(tab.live))
    opened = page.locator("details#i6")
    expect(opened.get_by_text("Read as")).not_to_be_visible()
    opened.locator("summary").click()
    expect(opened.get_by_text("Read as")).to_be_visible()
    expect(opened.get_by_label("Value")).to_be_visible()
    tab.keep("match-line")


def test_a_line_is_opened_with_the_keyboard(tab: Tab) -> None:
    page = tab.open(match_path(tab.live))
    page.locator("details#i6 summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("details#i6").get_by_label("Value")).to_be_visible()


@pytest.mark.parametrize("scripting", [True, False])
def test_an_unknown_is_answered_and_the_verdict_follows(tab: Tab, scripting: bool) -> None:
    page = tab.open(f"{match_path(tab.live)}?line=i6")
    expect(page.locator("details#i6 > summary .badge")).to_contain_text("open")
    page.locator("details#i6").get_by_label("Value").fill("0.8")
    page.locator("details#i6").get_by_role("button", name="Answer").click()
    expect(page.locator("details#i6 > summary .badge")).to_contain_text("met")
    expect(page.locator("details#i6 > summary")).to_contain_text("was: open")
    expect(page.locator(".changed li")).to_have_count(1)
    assert "0.8" not in page.url
    tab.keep("match-answered")
    if scripting:
        assert tab.violations() == []
    page.get_by_role("button", name="Drop the answer on total bilirubin").click()
    expect(page.locator("details#i6 > summary .badge")).to_contain_text("open")


def test_an_answer_of_yes_or_no_follows_too(tab: Tab) -> None:
    page = tab.open(f"{match_path(tab.live)}?line=e1")
    page.locator("details#e1").get_by_label("Answer").select_option("absent")
    page.locator("details#e1").get_by_role("button", name="Answer").click()
    expect(page.locator("details#e1 > summary .badge")).to_contain_text("not present")


def test_a_wrong_answer_is_refused_beside_the_line(tab: Tab) -> None:
    page = tab.open(f"{match_path(tab.live)}?line=i6")
    page.locator("details#i6").get_by_role("button", name="Answer").click()
    expect(page.locator("details#i6").get_by_role("alert")).to_contain_text("Nothing was answered")
    tab.faults.clear()  # the console tells of the answer 400
    tab.keep("match-refused")
    assert tab.violations() == []


def test_answers_are_saved_to_the_patient_s_file(tab: Tab) -> None:
    page = tab.open(f"{match_path(tab.live)}?line=i6")
    page.locator("details#i6").get_by_label("Value").fill("0.8")
    page.locator("details#i6").get_by_role("button", name="Answer").click()
    page.get_by_role("button", name="Save to the patient's file").click()
    expect(page.get_by_role("status")).to_contain_text("saved")
    expect(page.locator("details#i6 > summary .badge")).to_contain_text("met")
    saved = load_patient(tab.live.desk.settings.patients / f"{PATIENT}.json")
    assert (saved.observations[-1].name, saved.observations[-1].value) == ("total bilirubin", 0.8)
    tab.keep("match-saved")


def test_a_whole_round_needs_no_mouse(tab: Tab) -> None:
    page = tab.open(match_path(tab.live))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert {"A", "SUMMARY"} <= reached
