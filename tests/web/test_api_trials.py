"""Trials for programs: search, filters, pages, ETags; one trial; its criteria in the contract's shape."""

import re

import pytest
from fastapi.testclient import TestClient

from matcher.settings import Home
from tests.lib.sample_home import BUILT, publish_sample

ROOT = "/api/v1"


def numbers(browser: TestClient, query: str) -> list[str]:
    answer = browser.get(f"{ROOT}/trials?{query}&limit=200")
    assert answer.status_code == 200, answer.text
    return [one["nct_id"] for one in answer.json()["trials"]]


def test_all_trials_are_listed_with_what_tells_them_apart(browser: TestClient) -> None:
    document = browser.get(f"{ROOT}/trials?limit=200").json()
    assert (document["schema"], document["total"], len(document["trials"])) == ("mdsmatch.trials/1", 25, 25)
    assert document["snapshot"]["registry_timestamp"] == "2026-10-31T09:00:05"
    (row,) = [one for one in document["trials"] if one["nct_id"] == "NCT02907359"]
    assert (row["overall_status"], row["standing"], row["phases"]) == ("COMPLETED", "closed", ["PHASE3"])
    assert "HMA" in row["drug_classes"]
    assert row["settings"] == ["after_hma"]
    assert row["paraphrase"] is True
    assert document["counts"]["phase"]["PHASE3"] == len(numbers(browser, "phase=PHASE3"))


def test_filters_narrow_and_their_values_are_alternatives(browser: TestClient) -> None:
    one, two = set(numbers(browser, "phase=PHASE1")), set(numbers(browser, "phase=PHASE2"))
    assert set(numbers(browser, "phase=PHASE1&phase=PHASE2")) == one | two
    assert set(numbers(browser, "phase=PHASE1&drug_class=HMA")) == one & set(
        numbers(browser, "drug_class=HMA")
    )
    assert numbers(browser, "status=completed&phase=phase3") == numbers(
        browser, "status=COMPLETED&phase=PHASE3"
    )
    assert numbers(browser, "q=guadecitabine")[0] == "NCT02907359"
    assert numbers(browser, "drug_class=hypomethylating agent") == numbers(browser, "drug_class=HMA")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("drug_class=nonsense", 400, "query.drug_class: is no class of drugs that is known here"),
        ("setting=later", 400, "query.setting: is not known; write one of after_hma, after_esa"),
        ("limit=0", 422, "query.limit"),
        ("limit=many", 422, "query.limit"),
        ("offset=-1", 422, "query.offset"),
        (f"q={'x' * 201}", 422, "query.q"),
        ("&".join("phase=PHASE1" for _ in range(21)), 422, "query.phase"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_its_place(
    browser: TestClient, query: str, status: int, said: str
) -> None:
    answer = browser.get(f"{ROOT}/trials?{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_pages_follow_their_links_to_the_end(browser: TestClient) -> None:
    path, seen = f"{ROOT}/trials?status=closed&limit=4", list[str]()
    while path:
        answer = browser.get(path)
        seen += [one["nct_id"] for one in answer.json()["trials"]]
        following = re.search(r'<([^>]*)>; rel="next"', answer.headers["link"])
        path = following.group(1) if following else ""
    assert seen == numbers(browser, "status=closed")
    assert len(seen) > 8
    assert re.findall(r'rel="(\w+)"', answer.headers["link"]) == ["first", "last", "prev"]
    assert browser.get(f"{ROOT}/trials?offset=100000").json()["trials"] == []


def test_a_question_answered_before_is_not_answered_again(browser: TestClient, home: Home) -> None:
    path = f"{ROOT}/trials?q=azacitidine"
    first = browser.get(path)
    mark = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}-gzip"', mark)
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["cache-control"] == "private, no-cache"
    again = browser.get(path, headers={"If-None-Match": f'"other", W/{mark}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    plain = browser.get(path, headers={"Accept-Encoding": "identity"})
    assert plain.headers["etag"] == mark.replace("-gzip", "")
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content
    assert browser.get(f"{ROOT}/trials?q=decitabine").headers["etag"] != mark
    publish_sample(home.root, built_at=BUILT.replace(hour=9), without=["NCT02907359"])
    assert browser.get(path, headers={"If-None-Match": mark}).status_code == 200


def test_a_trial_is_all_that_the_registry_says(browser: TestClient) -> None:
    document = browser.get(f"{ROOT}/trials/NCT02907359").json()
    assert document["schema"] == "mdsmatch.trial/1"
    assert document["trial"]["nct_id"] == "NCT02907359"
    assert document["trial"]["paraphrase_note"]
    assert browser.get(f"{ROOT}/trials/NCT00000000").status_code == 404
    assert "NCT00000000 is not in the published snapshot" in browser.get(f"{ROOT}/trials/NCT00000000").text
    assert browser.get(f"{ROOT}/trials/nonsense").status_code == 422


def test_the_criteria_are_the_contracts(browser: TestClient) -> None:
    text = browser.get(f"{ROOT}/trials/NCT02907359").json()["trial"]["eligibility_criteria"]
    document = browser.get(f"{ROOT}/trials/NCT02907359/criteria").json()
    (record,) = document["records"]
    assert (document["schema"], record["nct_id"]) == ("mdsmatch.parse/1", "NCT02907359")
    assert record["coverage"]["sentences"] == len(
        [one for one in record["items"] if one["start"] is not None]
    )
    for item in record["items"]:
        assert {"id", "section", "text", "criterion", "rendered", "issues"} <= set(item)
        assert item["start"] is None or text[item["start"] : item["end"]] == item["text"]


def test_health_and_snapshot_name_the_same_night(browser: TestClient, home: Home) -> None:
    health, snapshot = browser.get(f"{ROOT}/health"), browser.get(f"{ROOT}/snapshot")
    assert health.json() == {"status": "ok", "snapshot": snapshot.json()["id"]}
    assert (
        browser.get(f"{ROOT}/snapshot", headers={"If-None-Match": snapshot.headers["etag"]}).status_code
        == 304
    )
    home.pointer.unlink()
    assert browser.get(f"{ROOT}/health").status_code == 503
