"""A night publishes while people read: no request fails, and each answer is from one snapshot."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import httpx

from matcher.settings import Home
from tests.lib.sample_home import BUILT, publish_sample
from tests.lib.serving import serving

READERS, NIGHTS = 20, 6
LEFT_OUT = "NCT02907359"
_SNAPSHOT = re.compile(r"Snapshot (\S+) ")
_COUNT = re.compile(r"(\d+) trials and")


def read(url: str, ended: Event) -> list[tuple[int, str, int]]:
    """Status, snapshot and number of trials of every answer, until the nights are over."""
    seen = []
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        while True:
            last = ended.is_set()
            page, room = client.get("/"), client.get("/api/v1/snapshot")
            found = client.get("/trials", params={"q": LEFT_OUT})
            told = room.json()
            snapshot, count = _SNAPSHOT.search(page.text), _COUNT.search(page.text)
            assert snapshot, page.text
            assert count, page.text
            seen.append((page.status_code, snapshot[1], int(count[1])))
            listed = _SNAPSHOT.search(found.text)
            assert listed, found.text
            seen.append((found.status_code, listed[1], 25 if f"/trials/{LEFT_OUT}" in found.text else 24))
            seen.append((room.status_code, told["id"], told["trials"]))
            if last:
                return seen


def test_a_night_publishes_while_twenty_read(home: Home) -> None:
    ended = Event()
    with serving(home.root) as served, ThreadPoolExecutor(READERS) as readers:
        reading = [readers.submit(read, served.url, ended) for _ in range(READERS)]
        try:
            for night in range(1, NIGHTS + 1):
                without = [LEFT_OUT] if night % 2 else []
                publish_sample(home.root, built_at=BUILT + timedelta(hours=night), without=without)
        finally:
            ended.set()
        answers = [answer for one in reading for answer in one.result()]
    assert {status for status, _, _ in answers} == {200}
    counts = {(snapshot, count) for _, snapshot, count in answers}
    assert len({snapshot for snapshot, _ in counts}) == len(counts), "an answer mixes two nights"
    latest = max(counts)
    assert latest[0].startswith(f"{BUILT + timedelta(hours=NIGHTS):%Y%m%dT%H}")
    assert latest[1] == 25
    assert len(counts) >= 2
    assert served.code == 0
