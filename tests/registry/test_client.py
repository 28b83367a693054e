"""The client against a well-behaved registry: pages, ids, updates, pace."""

from datetime import date

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from matcher.errors import BadInput, RegistryError
from matcher.registry.client import RegistryClient
from matcher.registry.pace import Pace
from matcher.registry.query import Query, default_query
from matcher.registry.source import RawRecord, RegistryVersion
from matcher.registry.standin import StandIn
from matcher.registry.standin_api import StandInApi
from matcher.registry.study import read_json, write_json
from tests.lib.studies import WoundClock, nct, study

ALL = [nct(n) for n in range(1, 251)]
STUDIES = [study(n) for n in range(1, 251)]


def client(url: str, clock: WoundClock | None = None) -> RegistryClient:
    clock = clock or WoundClock()
    return RegistryClient.at(url, Pace(1.0, clock, clock.sleep))


def test_every_page_is_read_and_every_record_comes_once() -> None:
    records: list[RawRecord] = []
    told: list[tuple[int, int | None]] = []
    with StandIn(STUDIES) as registry:
        report = client(registry.url).pull(
            Query(condition="myelodysplastic"), records.append, progress=lambda *t: told.append(t)
        )
    assert [record.nct_id for record in records] == ALL
    assert list(report.nct_ids) == ALL
    assert list(report.hashes) == [record.sha256 for record in records]
    assert (report.announced, report.restarts, report.problems) == (250, 0, ())
    assert report.data_timestamp == "2026-01-02T09:00:05"
    assert told == [(100, 250), (200, 250), (250, 250)]


def test_later_pages_repeat_the_parameters_and_only_the_first_counts() -> None:
    with StandIn(STUDIES) as registry:
        client(registry.url).pull(Query(condition="MDS OR myelodysplastic", statuses=("RECRUITING",)), id)
    assert len(registry.requests) == 5
    assert registry.requests[0] == registry.requests[4] == "/version"
    first, second, third = registry.requests[1:4]
    assert "countTotal=true" in first
    assert "pageToken" not in first
    same = first.replace("&countTotal=true", "")
    assert second.startswith(f"{same}&pageToken=100-")
    assert third.startswith(f"{same}&pageToken=200-")


def test_a_page_keeps_key_order_and_characters() -> None:
    odd = {**study(1, criteria="≥18 years\nIDH2 “R172” \\> 5% 𝛼"), "zebra": 1, "apple": [1.5, None, True]}
    records: list[RawRecord] = []
    with StandIn([odd]) as registry:
        client(registry.url).pull(default_query(), records.append)
    assert [record.content for record in records] == [write_json(odd)]
    assert list(read_json(records[0].content)) == ["protocolSection", "zebra", "apple"]
    assert "≥18 years\\nIDH2 “R172” \\\\> 5% 𝛼".encode() in records[0].content


def test_half_a_surrogate_pair_does_not_stop_the_pull() -> None:
    records: list[RawRecord] = []
    with StandIn([study(1, criteria="broken \ud83d sign")]) as registry:
        client(registry.url).pull(default_query(), records.append)
    assert [record.nct_id for record in records] == [nct(1)]


def test_only_what_was_updated_since_then() -> None:
    studies = [study(1, updated="2026-10-31"), study(2, updated="2026-11-01"), study(3, updated="2026-11-02")]
    with StandIn(studies) as registry:
        report = client(registry.url).pull(default_query(), id, since=date(2026, 11, 1))
    assert report.nct_ids == (nct(2), nct(3))
    assert "filter.advanced=AREA%5BLastUpdatePostDate%5DRANGE%5B2026-11-01%2CMAX%5D" in registry.requests[1]


def test_only_the_wanted_statuses() -> None:
    studies = [study(1), study(2, status="COMPLETED"), study(3, status="NOT_YET_RECRUITING")]
    with StandIn(studies) as registry:
        report = client(registry.url).pull(default_query(("RECRUITING", "NOT_YET_RECRUITING")), id)
    assert report.nct_ids == (nct(1), nct(3))


def test_ids_are_asked_for_in_batches() -> None:
    wanted = tuple(reversed(ALL))
    with StandIn(STUDIES) as registry:
        report = client(registry.url).pull(Query(ids=wanted), id)
    assert sorted(report.nct_ids) == ALL
    assert (report.announced, report.problems) == (250, ())
    assert [request.count("NCT") for request in registry.requests] == [0, 100, 100, 50, 0]


def test_a_malformed_id_is_reported_and_the_rest_is_pulled() -> None:
    with StandIn(STUDIES) as registry:
        report = client(registry.url).pull(Query(ids=("NCT1", nct(2), " nct00000003 ", "")), id)
    assert report.nct_ids == (nct(2), nct(3))
    assert report.problems == (
        "'NCT1' is no NCT number and was left out; write NCT and eight digits",
        "'' is no NCT number and was left out; write NCT and eight digits",
    )


def test_malformed_ids_alone_do_not_pull_the_whole_registry() -> None:
    with StandIn(STUDIES) as registry:
        report = client(registry.url).pull(Query(ids=("NCT1",)), id)
    assert report.nct_ids == ()
    assert len(report.problems) == 1
    assert registry.requests == ["/version", "/version"]


@pytest.mark.parametrize("spoiling", [[0], [57], [99], [3, 4], [0, 50, 99, 120]])
def test_an_id_that_the_registry_refuses_is_found_in_its_batch(
    httpserver: HTTPServer, spoiling: list[int]
) -> None:
    api = StandInApi(STUDIES, "2026-01-02T09:00:05")
    spoilt = {ALL[place] for place in spoiling}

    def answer(request: Request) -> Response:
        bad = [i for i in request.args.get("filter.ids", "").split("|") if i in spoilt]
        if bad:
            text = f"filter.ids has incorrect format for value {bad[0]}"
            return Response(text, 400, content_type="text/plain")
        return Response(
            write_json(api.answer(request.path, dict(request.args))), content_type="application/json"
        )

    httpserver.expect_request("/version").respond_with_handler(answer)
    httpserver.expect_request("/studies").respond_with_handler(answer)
    report = client(httpserver.url_for("")).pull(Query(ids=tuple(ALL)), id)
    assert list(report.nct_ids) == [nct_id for nct_id in ALL if nct_id not in spoilt]
    assert list(report.problems) == [
        f"{nct_id} was refused by the registry (filter.ids has incorrect format for value {nct_id}); "
        "check the number"
        for nct_id in sorted(spoilt)
    ]


def test_an_id_that_is_not_there_is_reported() -> None:
    with StandIn(STUDIES) as registry:
        report = client(registry.url).pull(Query(ids=(nct(1), nct(999))), id)
    assert report.nct_ids == (nct(1),)
    assert report.problems == (f"{nct(999)} is not in the registry; check the number",)


def test_an_id_that_another_record_has_taken_over_is_not_missed(httpserver: HTTPServer) -> None:
    renamed = study(7)
    renamed["protocolSection"]["identificationModule"]["nctIdAliases"] = [nct(999)]
    httpserver.expect_request("/version").respond_with_json({"apiVersion": "2.0.5"})
    httpserver.expect_request("/studies").respond_with_json({"studies": [renamed], "totalCount": 1})
    report = client(httpserver.url_for("")).pull(Query(ids=(nct(999),)), id)
    assert (report.nct_ids, report.problems) == ((nct(7),), ())
    assert report.data_timestamp == "unknown"


def test_no_two_requests_within_a_second() -> None:
    clock = WoundClock()
    with StandIn(STUDIES) as registry:
        client(registry.url, clock).pull(default_query(), id)
    assert len(registry.requests) == 5
    assert clock.pauses == [1.0] * 4


def test_a_request_that_took_longer_than_a_second_costs_no_pause() -> None:
    clock = WoundClock()
    pace = Pace(1.0, clock, clock.sleep)
    for busy in (0.0, 0.25, 3.0):
        clock.now += busy
        pace.wait()
    assert clock.pauses == [0.75]


def test_a_proxy_for_the_outside_is_not_asked_for_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with StandIn(STUDIES) as registry:
        assert client(registry.url).version() == RegistryVersion("2.0.5", "2026-01-02T09:00:05")


def test_it_says_what_it_is() -> None:
    assert client("http://127.0.0.1:9/api/v2/").describe() == "registry http://127.0.0.1:9/api/v2"


def test_an_address_that_is_none() -> None:
    with pytest.raises(BadInput, match=r"^http://\[ is no web address; give one such as https://"):
        client("http://[")


@pytest.mark.parametrize(
    "url",
    ["http://", "http:///api", "http://a b/", f"http://{'a' * 70}.invalid", "http://x:99999", "http://*"],
)
def test_an_address_that_cannot_be_called(url: str) -> None:
    with pytest.raises(RegistryError, match=r"cannot be reached \(.*\); check the address") as caught:
        client(url).version()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:1/api/v2", "connection refused"),
        ("http://no-such-host.invalid/api/v2", "its host name is not known"),
        ("https://127.0.0.1:1/api/v2", "connection refused"),
    ],
)
def test_an_unreachable_registry(url: str, why: str) -> None:
    clock = WoundClock()
    with pytest.raises(RegistryError) as caught:
        client(url, clock).version()
    assert str(caught.value) == (
        f"The registry at {url} cannot be reached ({why}); check the address and the network, then run again"
    )
    assert caught.value.exit_code == 4
    assert len(clock.pauses) == 3
    assert sum(clock.pauses) < 12
