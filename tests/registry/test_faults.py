"""Every way the registry may fail: mended, or ended with one sentence; no record lost, none twice."""

from collections.abc import Callable
from typing import Any

import pytest

from matcher.errors import RegistryError
from matcher.registry.client import RegistryClient
from matcher.registry.pace import Pace
from matcher.registry.query import Query, default_query
from matcher.registry.source import RawRecord
from matcher.registry.standin import NO_FAULT, Fault, StandIn
from matcher.registry.transport import Transport
from tests.lib.studies import WoundClock, nct, study

ALL = [nct(n) for n in range(1, 251)]
STUDIES = [study(n) for n in range(1, 251)]
PUBLIC = "https://clinicaltrials.gov/api/v2"
CHECK_ADDRESS = f"check that this is the base URL of a v2 API such as {PUBLIC}, or run again later"
AGAIN = [
    Fault(on="/studies", change=lambda document: {**document, "nextPageToken": "again"}),
    Fault(on="/studies", status=200, body=b'{"studies": [], "nextPageToken": "again"}'),
]
HTML = b"<!doctype html><title>Just a moment</title>"
Page = dict[str, Any]


def client(url: str, clock: WoundClock | None = None) -> RegistryClient:
    clock = clock or WoundClock()
    return RegistryClient(Transport(url, Pace(1.0, clock, clock.sleep), timeouts=(1.0, 0.5)))


def page(number: int, *faults: Fault) -> list[Fault]:
    """These faults in a row, from the given page on."""
    return [Fault(on="/studies")] * (number - 1) + list(faults)


def with_first_study_again(document: Page) -> Page:
    return {**document, "studies": [STUDIES[0], *document["studies"]]}


def without_a_study(document: Page) -> Page:
    return {**document, "studies": document["studies"][1:]}


def on_studies(**fault: Any) -> Fault:
    return Fault(on="/studies", **fault)


TRANSIENT = {
    "429 with Retry-After": on_studies(status=429, headers={"Retry-After": "7"}),
    "429 without": on_studies(status=429, body=b"slow down", content_type="text/plain"),
    "429 with nonsense in Retry-After": on_studies(status=429, headers={"Retry-After": "soon"}),
    "500": on_studies(status=500, body=b"", content_type="text/plain"),
    "502 as HTML": on_studies(status=502, body=HTML, content_type="text/html"),
    "503": on_studies(status=503),
    "504": on_studies(status=504),
    "silence": on_studies(delay=1.0),
    "connection closed at once": on_studies(drop=True),
    "connection closed within the body": on_studies(cut=True),
    "a packed body that is none": on_studies(headers={"Content-Encoding": "gzip"}),
    "truncated JSON": on_studies(truncate=True),
    "nothing": on_studies(body=b""),
    "HTML with status 200": on_studies(body=HTML, content_type="text/html"),
    "HTML called JSON": on_studies(body=HTML),
    "plain text with status 200": on_studies(body=b"Service is starting", content_type="text/plain"),
    "no UTF-8": on_studies(body=b'{"studies": ["\xff"]}'),
    "JSON without studies": on_studies(body=b'{"totalCount": 250}'),
    "JSON of another shape": on_studies(body=b"[]"),
    "studies that are no list": on_studies(body=b'{"studies": {}}'),
    "JSON nested without end": on_studies(body=b"[" * 100_000),
}


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT.keys())
def test_what_passes_is_waited_out(fault: Fault, number: int) -> None:
    records: list[RawRecord] = []
    with StandIn(STUDIES, page(number, fault, fault)) as registry:
        report = client(registry.url).pull(default_query(), records.append)
    assert [record.nct_id for record in records] == ALL
    assert list(report.nct_ids) == ALL
    assert (report.announced, report.restarts, report.problems) == (250, 0, ())
    assert len(registry.requests) == 7


@pytest.mark.parametrize("fault", [Fault(on="/version", status=503), Fault(on="/version", body=b"{}")])
def test_version_is_asked_again_too(fault: Fault) -> None:
    with StandIn(STUDIES, [fault]) as registry:
        report = client(registry.url).pull(default_query(), id)
    assert (list(report.nct_ids), report.restarts) == (ALL, 0)


BEGIN_AGAIN = {
    "data changed during paging: token expired": page(2, on_studies(data_timestamp="2026-01-05T09:00:00")),
    "data changed after the last page": [
        Fault(on="/version"),
        Fault(on="/version", data_timestamp="2026-01-05T09:00:00"),
    ],
    "token refused in plain text": page(3, on_studies(status=400, body=b"token?", content_type="text/plain")),
    "token repeated": AGAIN,
    "a study short": page(2, on_studies(change=without_a_study)),
    "last page missing": page(2, on_studies(change=lambda document: {"studies": document["studies"]})),
    "announced more": page(1, on_studies(change=lambda document: {**document, "totalCount": 251})),
    "a study twice in place of another": page(
        2, on_studies(change=lambda document: with_first_study_again(without_a_study(document)))
    ),
}


@pytest.mark.parametrize("faults", BEGIN_AGAIN.values(), ids=BEGIN_AGAIN.keys())
def test_pages_that_do_not_fit_together_are_read_again(faults: list[Fault]) -> None:
    records: list[RawRecord] = []
    with StandIn(STUDIES, faults) as registry:
        report = client(registry.url).pull(default_query(), records.append)
    assert sorted(record.nct_id for record in records) == ALL
    assert list(report.nct_ids) == ALL
    assert (report.announced, report.restarts, report.problems) == (250, 1, ())
    assert report.data_timestamp == registry.api.data_timestamp


def test_both_versions_of_a_record_that_changed_meanwhile_are_kept() -> None:
    changed = study(1, status="SUSPENDED")
    faults = [
        on_studies(change=lambda document: {**document, "studies": [changed, *document["studies"][1:]]}),
        Fault(on="/version", data_timestamp="2026-01-05T09:00:00"),
    ]
    records: list[RawRecord] = []
    with StandIn(STUDIES[:3], faults) as registry:
        report = client(registry.url).pull(default_query(), records.append)
    assert [record.nct_id for record in records] == [nct(1), nct(2), nct(3), nct(1)]
    assert report.nct_ids == (nct(1), nct(2), nct(3))
    assert report.hashes == (records[3].sha256, records[1].sha256, records[2].sha256)


def test_of_two_versions_in_one_pass_the_first_counts() -> None:
    other = study(1, status="SUSPENDED")
    fault = on_studies(change=lambda document: {**document, "studies": [other, *document["studies"]]})
    records: list[RawRecord] = []
    with StandIn(STUDIES, page(2, fault)) as registry:
        report = client(registry.url).pull(default_query(), records.append)
    assert [record.nct_id for record in records] == ALL
    assert report.hashes == tuple(record.sha256 for record in records)


HARMLESS = {
    "an empty page before the first": page(1, on_studies(empty_page=True)),
    "empty pages before the last": page(3, on_studies(empty_page=True), on_studies(empty_page=True)),
    "a study on two pages": page(2, on_studies(change=with_first_study_again)),
    "an unknown key": page(1, on_studies(change=lambda document: {**document, "news": [1]})),
    "null for no token": page(3, on_studies(change=lambda document: {**document, "nextPageToken": None})),
    "an empty token": page(3, on_studies(change=lambda document: {**document, "nextPageToken": ""})),
}


@pytest.mark.parametrize("faults", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_is_allowed_does_no_harm(faults: list[Fault]) -> None:
    records: list[RawRecord] = []
    with StandIn(STUDIES, faults) as registry:
        report = client(registry.url).pull(default_query(), records.append)
    assert [record.nct_id for record in records] == ALL
    assert (list(report.nct_ids), report.restarts, report.problems) == (ALL, 0, ())


def no_total(document: Page) -> Page:
    return {key: value for key, value in document.items() if key != "totalCount"}


REPORTED = {
    "a study without a number": (
        lambda document: {**document, "studies": [{"protocolSection": {}}, *document["studies"][1:]]},
        ALL[1:],
        "A study on a page of {url} has no NCT number and was left out",
    ),
    "a study that is no object": (
        lambda document: {**document, "studies": [None, *document["studies"][1:]]},
        ALL[1:],
        "A study on a page of {url} has no NCT number and was left out",
    ),
    "fewer announced than sent": (
        lambda document: {**document, "totalCount": 249},
        ALL,
        "{url} announced 249 records and sent 250; all were taken",
    ),
    "nothing announced": (
        no_total,
        ALL,
        "{url} did not say how many records fit, so whether all have come cannot be told",
    ),
}


@pytest.mark.parametrize(("change", "ids", "problem"), REPORTED.values(), ids=REPORTED.keys())
def test_what_cannot_be_mended_but_does_not_stop_the_rest(
    change: Callable[[Page], Page], ids: list[str], problem: str
) -> None:
    with StandIn(STUDIES, page(1, on_studies(change=change))) as registry:
        report = client(registry.url).pull(default_query(), id)
    assert (list(report.nct_ids), report.restarts) == (ids, 0)
    assert report.problems == (problem.format(url=registry.url),)


FINAL = {
    "429 for ever": (
        [on_studies(status=429)] * 50,
        "The registry at {url} answered /studies 6 times with 429 (too many requests); run again in an hour",
    ),
    "503 for ever": (
        [on_studies(status=503)] * 50,
        "The registry at {url} answered /studies 6 times with 503 (trouble of its own); run again later",
    ),
    "501, which is not tried again": (
        [on_studies(status=501)],
        "The registry at {url} answered /studies with 501 (trouble of its own); run again later",
    ),
    "Retry-After an hour": (
        [on_studies(status=429, headers={"Retry-After": "3600"})],
        "The registry at {url} asks to be left alone for 3600 seconds; run again after that",
    ),
    "silence for ever": (
        [on_studies(delay=1.0)] * 50,
        "The registry at {url} cannot be reached (it does not answer in time); "
        "check the address and the network, then run again",
    ),
    "closing for ever": (
        [on_studies(drop=True)] * 50,
        "The registry at {url} cannot be reached (the connection broke off); "
        "check the address and the network, then run again",
    ),
    "breaking off for ever": (
        [on_studies(cut=True)] * 50,
        "The registry at {url} answered /studies 4 times with an answer that broke off; " + CHECK_ADDRESS,
    ),
    "truncated for ever": (
        [on_studies(truncate=True)] * 50,
        "The registry at {url} answered /studies 4 times with damaged JSON; " + CHECK_ADDRESS,
    ),
    "HTML for ever": (
        [on_studies(body=HTML, content_type="text/html")] * 50,
        "The registry at {url} answered /studies 4 times with an HTML page instead of JSON; " + CHECK_ADDRESS,
    ),
    "HTML called JSON for ever": (
        [on_studies(body=b"\n" + HTML)] * 50,
        "The registry at {url} answered /studies 4 times with an HTML page instead of JSON; " + CHECK_ADDRESS,
    ),
    "no studies for ever": (
        [on_studies(body=b"{}")] * 50,
        "The registry at {url} answered /studies 4 times with JSON that is no answer to it "
        "(studies is missing or malformed); " + CHECK_ADDRESS,
    ),
    "always a study short": (
        [on_studies(change=without_a_study)] * 50,
        "The records of the registry at {url} do not fit together in 4 attempts "
        "(in the last one it announced 250 records and sent 247); run again later",
    ),
    "the same token for ever": (
        AGAIN * 25,
        "The records of the registry at {url} do not fit together in 4 attempts "
        "(in the last one it sent the same page token twice, an endless loop); run again later",
    ),
    "empty pages for ever": (
        [on_studies(empty_page=True)] * 200,
        "The records of the registry at {url} do not fit together in 4 attempts "
        "(in the last one it sent 21 pages in a row without a new record); run again later",
    ),
}


@pytest.mark.parametrize(("faults", "sentence"), FINAL.values(), ids=FINAL.keys())
def test_what_does_not_pass_ends_with_one_sentence(faults: list[Fault], sentence: str) -> None:
    with StandIn(STUDIES, faults) as registry, pytest.raises(RegistryError) as caught:
        client(registry.url).pull(default_query(), id)
    assert str(caught.value) == sentence.format(url=registry.url)
    assert caught.value.exit_code == 4


def test_data_that_change_all_the_time_end_the_pull() -> None:
    faults = [Fault(on="/version", data_timestamp=f"2026-01-{day:02d}T09:00:00") for day in range(1, 20)]
    with StandIn(STUDIES, faults) as registry, pytest.raises(RegistryError) as caught:
        client(registry.url).pull(default_query(), id)
    assert str(caught.value) == (
        f"The records of the registry at {registry.url} do not fit together in 4 attempts "
        "(in the last one its data changed from 2026-01-07T09:00:00 to 2026-01-08T09:00:00 meanwhile); "
        "run again later"
    )
    assert len(registry.requests) == 20


@pytest.mark.parametrize("fault", [on_studies(status=503), on_studies(drop=True), on_studies(truncate=True)])
def test_what_came_before_the_end_stays_with_the_sink(fault: Fault) -> None:
    records: list[RawRecord] = []
    with StandIn(STUDIES, page(3, *[fault] * 50)) as registry, pytest.raises(RegistryError):
        client(registry.url).pull(default_query(), records.append)
    assert [record.nct_id for record in records] == ALL[:200]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (Query(condition="(MDS"), "Error parsing query in Conditions or disease: missing ')'"),
        (
            Query(advanced="AREA[Nothing]x"),
            "Error parsing query in advanced filter: Unknown area name: `Nothing`",
        ),
        (Query(statuses=("OPEN",)), "Invalid value in parameter `overallStatus`: `OPEN`"),
    ],
)
def test_a_query_that_the_registry_refuses_is_not_repeated(query: Query, reason: str) -> None:
    with StandIn(STUDIES) as registry, pytest.raises(RegistryError) as caught:
        client(registry.url).pull(query, id)
    assert str(caught.value) == (
        f"The registry at {registry.url} answered /studies with 400 ({reason}); mend the query or the address"
    )
    assert len(registry.requests) == 2


def test_a_refusal_that_is_not_about_ids_is_not_blamed_on_them() -> None:
    with StandIn(STUDIES) as registry, pytest.raises(RegistryError, match="overallStatus"):
        client(registry.url).pull(Query(ids=(nct(1), nct(2)), statuses=("OPEN",)), id)
    assert len(registry.requests) == 2


def test_the_wrong_address() -> None:
    with StandIn(STUDIES) as registry, pytest.raises(RegistryError) as caught:
        client(registry.url + "/wrong").version()
    assert str(caught.value) == (
        f"The registry at {registry.url}/wrong answered /version with 404 (not found); "
        "give the base URL of a v2 API such as https://clinicaltrials.gov/api/v2"
    )


def test_what_the_registry_says_is_quoted_on_one_short_line() -> None:
    text = "no\x1b[31m\nsuch\r\nthing " + "x" * 10_000
    fault = on_studies(status=403, body=text.encode(), content_type="text/plain")
    with StandIn(STUDIES, [fault]) as registry, pytest.raises(RegistryError) as caught:
        client(registry.url).pull(default_query(), id)
    assert str(caught.value).isprintable()
    assert "no [31m such thing xxx" in str(caught.value)
    assert len(str(caught.value)) < 400


def test_the_registry_is_waited_for_as_long_as_it_asks() -> None:
    clock = WoundClock()
    with StandIn(STUDIES[:1], [on_studies(status=429, headers={"Retry-After": "7"})]) as registry:
        client(registry.url, clock).pull(default_query(), id)
    assert clock.pauses == [1.0, 7.0, 1.0]


def test_pauses_grow_and_are_never_under_a_second() -> None:
    clock = WoundClock()
    with (
        StandIn(STUDIES[:1], [NO_FAULT, *[on_studies(status=500)] * 50]) as registry,
        pytest.raises(RegistryError),
    ):
        client(registry.url, clock).pull(default_query(), id)
    assert len(clock.pauses) == 6
    assert clock.pauses[:2] == [1.0, 1.0]
    for pause, least in zip(clock.pauses[2:], (2, 4, 8, 16), strict=True):
        assert least <= pause <= least + 1
