"""The nights: runs, counts, failures, freshness, without a word of a patient."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matcher.errors import RegistryError
from matcher.nights.diary import Diary
from matcher.nights.kept import NightSummary
from matcher.nights.reading import freshness, read_nights
from matcher.operations.night_lock import one_night
from matcher.settings import Home
from matcher.web.app import create_app
from matcher.web.pages.night_words import age_words, duration_words, night_words
from matcher.web.pages.nights import NightsPage, nights_page
from matcher.web.settings import WebSettings
from matcher.web.wording import words
from tests.web.conftest import ADDRESS

SUMMARY = NightSummary(
    snapshot="20261101T030000Z-0badcafe",
    registry_timestamp="2026-10-31T09:00:05",
    source="https://registry.example/api/v2",
    published=True,
    trials=1,
    items=30,
    archived=3,
    read=2,
    reused=1,
    unread=0,
    vanished=0,
    problems=("NCT00000001: <script>alert(1)</script>",),
    patients=2,
    patients_refused=1,
    verdicts={"possible": 6},
    changes={"patients": 2, "gained": 1, "lost": 0, "changed": 2, "washouts": 1},
    seconds={"pull": 1.54, "match": 130.0},
)
BEGAN = datetime(2026, 11, 1, 3, tzinfo=UTC)


def diary(home: Home, night: int) -> Diary:
    began = BEGAN + timedelta(days=night - 1)
    return Diary(home, began, lambda: began + timedelta(seconds=47))


@pytest.fixture
def four(home: Home) -> Home:
    """A good night, a failed one, one that was killed, and one whose file is damaged."""
    diary(home, 1).done(SUMMARY)
    failed = diary(home, 2)
    failed.step("pull", {})
    failed.failed(RegistryError("the registry cannot be reached; try again later"))
    diary(home, 3).step("read", {"pull": 1.5})
    (home.nights / "20261104T030000Z.json").write_text("{", encoding="utf-8")
    return home


def shown(home: Home, *, running: bool = False, now: datetime = BEGAN + timedelta(days=4)) -> NightsPage:
    nights = read_nights(home, running=running)
    return nights_page(words(), nights, freshness(nights, "2026-10-31T09:00:05", now))


def test_every_night_says_how_it_ended(four: Home) -> None:
    page = shown(four)
    assert [(night.began, night.ending_words) for night in page.nights] == [
        ("2026-11-04 03:00", "unreadable"),
        ("2026-11-03 03:00", "never ended"),
        ("2026-11-02 03:00", "failed"),
        ("2026-11-01 03:00", "done"),
    ]
    assert [night.why for night in page.nights] == [
        "What was kept of it cannot be read.",
        "It was killed, or the machine went down, in the step: reading eligibility texts. "
        "The next night mends what it left.",
        "In the step: pulling the registry. the registry cannot be reached; try again later",
        "",
    ]
    assert shown(four, running=True).nights[1].why == "It is at the step: reading eligibility texts."


def test_a_night_that_is_done_shows_its_counts_and_the_time_of_each_step(four: Home) -> None:
    night = shown(four).nights[-1]
    assert (night.took, night.trials, night.patients) == ("47 s", "1 trial", "2 matched, 1 file refused")
    assert night.changes == "trials gained: 1, changed: 2, washouts: 1"
    assert night.steps == (("pulling the registry", "1.5 s"), ("matching patients", "2 min"))
    more = dict(night.more)
    assert more["Records read"] == "2" and more["Verdicts, all patients"] == "6 possible"
    assert more["Published"] == "a new snapshot"


def test_freshness_is_told_and_what_should_worry_is_a_warning(four: Home) -> None:
    page = shown(four)
    assert dict(page.facts) == {
        "Data of the registry": "2026-10-31T09:00:05, 4 days ago",
        "Last night that came to its end": "2026-11-01 03:00, 3 days ago",
        "Nights on record": "1 unreadable, 1 never ended, 1 failed, 1 done",
    }
    assert page.warnings == (
        "The last 3 nights did not come to their end. The lists are of an earlier one.",
        "The last good night is 3 days old. What has changed since is not in the lists.",
        "The registry's data is 4 days old.",
    )


def test_after_a_good_night_nothing_worries(home: Home) -> None:
    diary(home, 1).done(SUMMARY)
    assert shown(home, now=BEGAN + timedelta(hours=6)).warnings == ()


def test_a_home_without_nights_says_how_to_begin(home: Home) -> None:
    page = shown(home)
    assert (page.nights, dict(page.facts)["Last night that came to its end"]) == ((), "none")


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(), "0 minutes"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_an_age_is_said_in_its_largest_unit(age: timedelta, said: str) -> None:
    assert age_words(words(), age) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (47.4, "47 s"), (119, "119 s"), (120, "2 min"), (3600, "60 min")],
)
def test_a_duration_is_said_in_its_unit(seconds: float, said: str) -> None:
    assert duration_words(words(), seconds) == said


@pytest.mark.parametrize("name", ["n", "", "20261301T030000Z"])
def test_a_night_of_another_name_is_shown_as_it_is(name: str) -> None:
    assert night_words(name) == name


# --- the route ---------------------------------------------------------------------------------------------


def browser(home: Home) -> TestClient:
    settings = WebSettings(home, home.patients, now=lambda: BEGAN + timedelta(hours=5))
    return TestClient(create_app(settings), ADDRESS)


def test_the_page_escapes_what_the_registry_wrote(four: Home) -> None:
    html = browser(four).get("/nights").text
    assert "&lt;script&gt;alert(1)" in html and "<script" not in html
    assert '<tr id="night-20261101T030000Z">' in html
    assert "2026-10-31T09:00:05, 22 hours ago" in " ".join(html.split())


def test_a_night_that_runs_is_seen_by_the_lock(home: Home) -> None:
    diary(home, 1).step("read", {})
    with one_night(home):
        assert "It is at the step: reading eligibility texts." in browser(home).get("/nights").text
    assert "never ended" in browser(home).get("/nights").text


def test_the_page_is_there_where_no_snapshot_can_be_read(four: Home) -> None:
    home = four
    home.pointer.unlink()
    answer = browser(home).get("/nights")
    assert answer.status_code == 200
    assert "no snapshot is published; run `mdsmatch nightly` first" in answer.text
    assert "never ended" in answer.text


def test_a_home_that_no_night_has_seen_is_no_fault(home: Home, tmp_path: Path) -> None:
    home.nights.rmdir()
    assert "No night has run in this home yet." in browser(home).get("/nights").text
