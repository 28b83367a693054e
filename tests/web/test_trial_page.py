"""A trial as a page: facts, sites, what was read of each line, versions, feasibility."""

import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from criteria import nodes
from criteria.eligibility import Coverage, Eligibility, EligibilitySource, Item
from criteria.nodes import Criterion
from criteria.parse import parse_many
from matcher.export.sites import Home as Residence
from matcher.feasibility.funnel import Feasibility, Step
from matcher.registry.archive import Archive
from matcher.registry.record import Contact, Location, TrialRecord
from matcher.registry.source import RawRecord
from matcher.registry.study import write_json
from matcher.registry.versions import RecordVersion
from matcher.settings import Home
from matcher.store.rows import StoredTrial
from matcher.trial import Trial
from matcher.web.pages.trial import TrialPage, trial_page
from matcher.web.pages.trial_feasibility import feasibility_page
from matcher.web.pages.trial_versions import VersionsPage, versions_page
from matcher.web.wording import words
from tests.lib.html_page import Page
from tests.lib.shortlists import ECOG, HOUSTON, record
from tests.lib.snapshots import published
from tests.lib.studies import study

SAY = words()
NCT = "NCT02907359"
PARIS = Location(facility="Clinic", city="Paris", country="France", lat=48.85, lon=2.35, status="RECRUITING")
DALLAS = Location(facility="Center", city="Dallas", country="United States", lat=32.78, lon=-96.8,
                  contacts=(Contact(name="Front desk", phone="555-0100"),))  # fmt: skip
NOWHERE = Location(facility="Bern site", city="Bern", country="Switzerland")


def trial(criterion: Criterion = ECOG, scope: str | None = None, **fields: object) -> Trial:
    text = "ECOG 0-2"
    about: TrialRecord = record(**({"eligibility_criteria": text} | fields))
    item = Item(id="NCT00000001#i1", section="inclusion", text=text, start=0, end=8, criterion=criterion,
                scope=scope)  # fmt: skip
    coverage = Coverage(sentences=1, structured=1, administrative=0, unparsed=0)
    return Trial(about, Eligibility(nct_id=about.nct_id, items=(item,), coverage=coverage))


def page(one: Trial, home: Residence | None = None) -> TrialPage:
    return trial_page(SAY, one, home)


def test_facts_that_are_not_given_are_left_out() -> None:
    found = dict(page(trial(lead_sponsor="A sponsor", phases=("PHASE2",))).facts)
    assert found["Sponsor"] == "A sponsor"
    assert found["Phase"].startswith("Phase 2")
    assert "Why it was stopped" not in found


def test_sites_stand_by_country_and_city_and_by_distance_from_a_home() -> None:
    one = trial(locations=(DALLAS, PARIS, NOWHERE))
    assert [site.name for site in page(one).sites] == [
        "Clinic, Paris, France", "Bern site, Bern, Switzerland", "Center, Dallas, United States",
    ]  # fmt: skip
    near = page(one, HOUSTON)
    assert [site.name.split(",")[1].strip() for site in near.sites] == ["Dallas", "Paris", "Bern"]
    assert (near.sites[0].distance, near.sites[2].distance) == ("366 km", "")
    assert near.sites[0].contacts == ("Front desk, 555-0100",)
    assert near.sites_lead == SAY("trial_page.sites_near")


def test_a_home_without_coordinates_orders_nothing() -> None:
    assert page(trial(locations=(DALLAS,)), Residence("US")).sites_lead == SAY("trial_page.sites_by_country")


def test_a_trial_without_sites_says_so() -> None:
    assert page(trial()).sites_lead == SAY("trial_page.no_sites")


@pytest.mark.parametrize(
    ("criterion", "style"),
    [
        (ECOG, "structured"),
        (nodes.Administrative(topic="consent"), "administrative"),
        (nodes.Unparsed(text="zorbs"), "unparsed"),
        (nodes.AllOf(children=(ECOG, nodes.Detail(text="first"))), "detail"),
        (nodes.AllOf(children=(ECOG, nodes.Ambiguity(text="and/or"))), "detail"),
        (nodes.AllOf(children=(nodes.Unparsed(text="zorbs"), nodes.Detail(text="first"))), "unparsed"),
    ],
)
def test_how_a_line_was_understood_has_a_sign_and_a_word(criterion: Criterion, style: str) -> None:
    (found,) = page(trial(criterion)).readings.values()
    assert (found.style, found.mark, found.words) == (
        style,
        SAY(f"trial_page.mark.{style}"),
        SAY(f"trial_page.read.{style}"),
    )


def test_a_line_is_said_in_plain_english_with_its_remarks() -> None:
    (found,) = page(trial(nodes.Detail(text="first"), "Cohort B")).readings.values()
    assert found.structured
    assert found.remarks == ("For people to check: first", "Only asked in: Cohort B")


# --- versions ----------------------------------------------------------------------------------------------


def version(number: int, **fields: object) -> RecordVersion:
    return RecordVersion(number, f"{number}" * 64, record(**fields))


def compared(*versions: RecordVersion, older: int | None = None, newer: int | None = None) -> VersionsPage:
    return versions_page(SAY, record(), versions, "2" * 64, older, newer)


def test_the_last_two_versions_are_compared() -> None:
    found = compared(
        version(1, overall_status="NOT_YET_RECRUITING"),
        version(2, overall_status="RECRUITING", eligibility_criteria="Age 18"),
        version(3, overall_status="COMPLETED", eligibility_criteria="Age 21"),
    )
    assert (found.older, found.newer) == (2, 3)
    assert [(one.name, one.before, one.after) for one in found.fields] == [
        ("Status", "Taking patients now", "Finished")
    ]
    assert [run.text for run in found.text[0].runs] == ["Age", "18", "21"]
    assert [one.current for one in found.versions] == [False, True, False]


@pytest.mark.parametrize(
    ("older", "newer", "pair"), [(1, 3, (1, 3)), (3, 1, (1, 3)), (None, 2, (1, 2)), (9, 9, (2, 3))]
)
def test_any_two_versions_can_be_compared(
    older: int | None, newer: int | None, pair: tuple[int, int]
) -> None:
    found = compared(version(1), version(2), version(3), older=older, newer=newer)
    assert (found.older, found.newer) == pair
    assert (found.fields, found.text) == ((), ())


def test_fewer_than_two_versions_are_nothing_to_compare() -> None:
    assert compared().note == SAY("versions.none")
    assert compared(version(1)).note == SAY("versions.one")


# --- feasibility -------------------------------------------------------------------------------------------


def test_the_funnel_is_shown_with_the_line_that_costs_most() -> None:
    step = Step("NCT00000001#e2", "exclusion", "HIV", False, 2, 3, 1, 3, 3, 2, ())
    found = feasibility_page(SAY, record(), Feasibility("NCT00000001", 6, 3, 1, (step,), step.id), 1)
    assert found.costliest == "Costs most: e2, not met by 3 of 6; 2 fail no other line."
    assert found.heading == "NCT00000001 in a cohort: 6 patients, 3 not ruled out, 1 eligible"
    assert found.skipped == "1 patient file could not be used and is left aside."
    (row,) = found.steps
    assert (row.name, row.passing, row.failing, row.unknown, row.left, row.only, row.costliest) == (
        "e2", 2, 3, 1, 3, 2, True,
    )  # fmt: skip


# --- served ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["", "/versions", "/feasibility", "/versions?older=1&newer=2"])
def test_the_pages_are_served_whole(browser: TestClient, tail: str) -> None:
    answer = browser.get(f"/trials/{NCT}{tail}")
    assert answer.status_code == 200
    assert Page(answer.text).unclosed == []


@pytest.mark.parametrize("tail", ["", "/versions", "/feasibility"])
@pytest.mark.parametrize("number", ["NCT99999999", "nonsense", "NCT029073590"])
def test_a_trial_that_is_not_there_is_said(browser: TestClient, number: str, tail: str) -> None:
    assert browser.get(f"/trials/{number}{tail}").status_code == 404


def test_a_number_may_be_written_small(browser: TestClient) -> None:
    assert browser.get(f"/trials/{NCT.lower()}").status_code == 200


def test_the_archived_versions_are_shown(browser: TestClient, home: Home) -> None:
    digits = int(NCT.removeprefix("NCT"))
    for status in ("RECRUITING", "COMPLETED"):
        raw = write_json(study(digits, status=status, criteria=f"Adults only, {status}."))
        Archive(home.archive).put(RawRecord.of(NCT, raw))
    shown = Page(browser.get(f"/trials/{NCT}/versions").text).text
    assert "From version 1 to version 2" in shown
    assert "Taking patients now Finished" in shown
    assert "removed: RECRUITING. added: COMPLETED." in shown


def test_a_hostile_record_of_the_archive_is_only_words(browser: TestClient, home: Home) -> None:
    digits = int(NCT.removeprefix("NCT"))
    for text in ("Adults", "<script>alert(1)</script>\u202e"):
        Archive(home.archive).put(RawRecord.of(NCT, write_json(study(digits, criteria=text))))
    answer = browser.get(f"/trials/{NCT}/versions")
    assert "<script" not in answer.text
    assert "\u202e" not in answer.text


def test_distances_are_from_the_patient_who_is_named_by_handle(browser: TestClient, home: Home) -> None:
    listed = Page(browser.get(f"/trials/{NCT}").text)
    handles = [option["value"] for option in listed.named("option") if option.get("value")]
    for handle in handles:
        assert browser.get(f"/trials/{NCT}?near={handle}").status_code == 200
    assert browser.get(f"/trials/{NCT}?near=nobody").status_code == 404


def test_no_address_names_a_patient(browser: TestClient, home: Home) -> None:
    ids = [json.loads(file.read_text())["id"] for file in home.patients.glob("*.json")]
    page = Page(browser.get(f"/trials/{NCT}").text)
    assert len(ids) == 4
    for _, attributes in page.tags:
        assert not any(one in attributes.get("href", "") + attributes.get("action", "") for one in ids)


EVIL = "<script>alert(1)</script>\u202e\x1b[31m"


def hostile() -> StoredTrial:
    text = f'Inclusion Criteria:\n\n* {EVIL} ECOG 0-2\n* "><img src=x onerror=alert(1)>\n'
    place = Location(facility=EVIL, city=EVIL, country=EVIL, contacts=(Contact(name=EVIL, email=EVIL),))
    about = record(brief_title=EVIL, official_title=f"{EVIL} 2", acronym=EVIL, brief_summary=EVIL,
                   lead_sponsor=EVIL, why_stopped=EVIL, conditions=(EVIL,), eligibility_criteria=text,
                   phases=(EVIL,), overall_status=EVIL, locations=(place,))  # fmt: skip
    (reading,) = parse_many([EligibilitySource(about.nct_id, text)])
    return StoredTrial(Trial(about, reading), "0" * 64, "hostile")


def test_a_hostile_record_is_only_words(browser: TestClient, home: Home) -> None:
    published(home, [hostile()], hour=5)
    shown = browser.get("/trials/NCT00000001").text
    handle = next(one["value"] for one in Page(shown).named("option") if one.get("value"))
    paths = ["/trials", f"/trials?q={quote(EVIL)}", "/trials/NCT00000001/feasibility", f"/patients/{handle}",
             f"/trials/NCT00000001?near={handle}", f"/patients/{handle}/trials/NCT00000001"]  # fmt: skip
    for html in (shown, *(browser.get(path).text for path in paths)):
        page = Page(html)
        assert page.unclosed == []
        assert not page.named("script") and not page.named("img")
        assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
        assert "\u202e" not in html and "\x1b" not in html
