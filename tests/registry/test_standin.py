"""The stand-in keeps the rules that the registry's own document states."""

from typing import Any

import pytest
import requests

from matcher.registry.standin import StandIn
from tests.lib.studies import nct, study

STUDIES = [study(n, status="RECRUITING" if n % 2 else "COMPLETED") for n in range(1, 26)]


def get(registry: StandIn, path: str, **parameters: str) -> requests.Response:
    named = {name.replace("_", "."): value for name, value in parameters.items()}
    return requests.get(registry.url + path, params=named, timeout=5)


def ids(document: dict[str, Any]) -> list[str]:
    return [s["protocolSection"]["identificationModule"]["nctId"] for s in document["studies"]]


def test_the_first_page_has_ten_studies_and_a_token_but_no_total() -> None:
    with StandIn(STUDIES) as registry:
        page = get(registry, "/studies").json()
    assert list(page) == ["studies", "nextPageToken"]
    assert ids(page) == [nct(n) for n in range(1, 11)]


def test_pages_follow_each_other_to_the_end() -> None:
    with StandIn(STUDIES) as registry:
        first = get(registry, "/studies", countTotal="true", filter_overallStatus="RECRUITING").json()
        second = get(
            registry,
            "/studies",
            pageToken=first["nextPageToken"],
            countTotal="true",
            filter_overallStatus="RECRUITING",
        ).json()
    assert ids(first) + ids(second) == [nct(n) for n in range(1, 26, 2)]
    assert first["totalCount"] == 13
    assert list(second) == ["studies"]


def test_a_token_is_good_for_the_same_parameters_and_data_only() -> None:
    with StandIn(STUDIES) as registry:
        token = get(registry, "/studies").json()["nextPageToken"]
        other = get(registry, "/studies", pageToken=token, filter_overallStatus="RECRUITING")
        registry.api.data_timestamp = "2026-02-02T00:00:00"
        late = get(registry, "/studies", pageToken=token)
    assert [other.status_code, late.status_code] == [400, 400]


@pytest.mark.parametrize(("size", "sent"), [("0", 10), ("7", 7), ("5000", 25)])
def test_the_size_of_a_page(size: str, sent: int) -> None:
    with StandIn(STUDIES) as registry:
        assert len(get(registry, "/studies", pageSize=size).json()["studies"]) == sent


def test_a_single_study() -> None:
    with StandIn(STUDIES) as registry:
        assert get(registry, f"/studies/{nct(3).lower()}").json() == STUDIES[2]


REFUSALS = [
    ("/studies", {"query_recrs": "a"}, 400, "`query.recrs` is unknown parameter"),
    ("/studies", {"filter_ids": f"{nct(1)},XYZ"}, 400, "filter.ids has incorrect format for value XYZ"),
    ("/studies", {"filter_overallStatus": "BAD"}, 400, "Invalid value in parameter `overallStatus`: `BAD`"),
    ("/studies", {"pageSize": "many"}, 400, "Invalid value in parameter `pageSize`: `many`"),
    ("/studies", {"pageToken": "abc"}, 400, "`pageToken` is not valid or has expired"),
    ("/studies", {"query_term": "(a"}, 400, "Error parsing query in Other terms: missing ')'"),
    ("/studies/NCT1", {}, 400, "NCT number NCT1 has incorrect format"),
    (f"/studies/{nct(99)}", {}, 404, f"NCT number {nct(99)} not found"),
    ("/stats", {}, 404, "Not found"),
]


@pytest.mark.parametrize(("path", "parameters", "status", "reason"), REFUSALS)
def test_what_it_refuses(path: str, parameters: dict[str, str], status: int, reason: str) -> None:
    with StandIn(STUDIES) as registry:
        response = get(registry, path, **parameters)
    assert (response.status_code, response.text) == (status, reason)
    assert response.headers["Content-Type"] == "text/plain"


def test_it_listens_on_loopback_only_and_stops() -> None:
    with StandIn(STUDIES) as registry:
        assert registry.url.startswith("http://127.0.0.1:")
    with pytest.raises(requests.ConnectionError):
        get(registry, "/version")
