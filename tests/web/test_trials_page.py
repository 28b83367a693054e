"""The search for trials as a page."""

import re

import pytest
from fastapi.testclient import TestClient

from matcher.search.index import TrialIndex
from matcher.web.pages.trials import PER_PAGE, Asked, TrialsPage, records_of, trials_page
from matcher.web.wording import words
from tests.lib.html_page import Page
from tests.search.test_index import SHELF, trial

SAY = words()


def page(asked: Asked, shelf: tuple = SHELF) -> TrialsPage:  # type: ignore[type-arg]
    trials = {one.record.nct_id: one for one in shelf}
    return trials_page(SAY, asked, TrialIndex(shelf).search(asked.question), records_of(trials))


def test_a_row_says_what_a_trial_is() -> None:
    row = page(Asked()).rows[0]
    assert (row.nct_id, row.title) == ("NCT00000001", "Venetoclax after azacitidine")
    assert (row.status, row.standing, row.phase) == ("Taking patients now", "open", "2")
    assert (row.treatments, row.countries) == ("Venetoclax", "France, Germany")


def test_filters_offer_what_there_is_with_counts_and_keep_what_is_chosen() -> None:
    found = {one.name: one for one in page(Asked(setting="after_hma")).filters}
    assert list(found) == ["status", "phase", "drug_class", "setting", "country"]
    setting = {option.value: (option.count, option.chosen) for option in found["setting"].options}
    assert setting == {"after_hma": (1, True), "after_esa": (1, False)}
    assert [option.name for option in found["country"].options] == ["France", "Germany"]
    assert [option.value for option in found["status"].options] == ["open", "RECRUITING"]


def test_a_filter_that_fits_nothing_can_still_be_seen_and_taken_away() -> None:
    found = page(Asked(country="xx", phase="PHASE9"))
    country = next(one for one in found.filters if one.name == "country")
    assert [(one.value, one.count, one.chosen) for one in country.options] == [("xx", 0, True)]
    assert found.count == "0 trials"


def test_pages_have_addresses_that_can_be_kept() -> None:
    shelf = tuple(trial(number, brief_title="A study of zinc") for number in range(1, 2 * PER_PAGE + 2))
    middle = page(Asked("zinc", status="open", page=2), shelf)
    assert (len(middle.rows), middle.first, middle.place) == (PER_PAGE, PER_PAGE + 1, "Page 2 of 3")
    assert middle.earlier == "/trials?q=zinc&status=open"
    assert middle.later == "/trials?q=zinc&status=open&page=3"
    last = page(Asked("zinc", page=99), shelf)
    assert (len(last.rows), last.later) == (1, "")


def test_it_is_said_that_no_trial_has_all_words() -> None:
    assert page(Asked("venetoclax luspatercept")).notice == SAY("trials.not_whole")
    assert page(Asked("venetoclax")).notice == ""


@pytest.mark.parametrize("address", ["/trials", "/trials?q=decitabin&status=&phase=&page=1", "/trials?q=zzz"])
def test_the_page_is_served_whole(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200
    assert Page(answer.text).unclosed == []
    assert "<script" not in answer.text


def test_the_bundled_trials_are_found(browser: TestClient) -> None:
    assert "NCT02907359" in browser.get("/trials?q=guadecitabin").text
    assert re.search(r"\b25 trials\b", Page(browser.get("/trials").text).text)


def test_hostile_words_come_back_as_words(browser: TestClient) -> None:
    answer = browser.get("/trials", params={"q": '"><script>alert(1)</script>', "country": "'\"><b>"})
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize("address", [f"/trials?q={'a' * 201}", "/trials?page=0", "/trials?page=x"])
def test_what_cannot_be_asked_is_refused_in_words(browser: TestClient, address: str) -> None:
    assert browser.get(address).status_code == 422
