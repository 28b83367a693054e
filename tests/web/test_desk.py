"""The desk: one snapshot a request, each shortlist worked out once, and nothing of old nights kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from matcher.errors import BadInput, StoreError
from matcher.patient import Patient
from matcher.store.pointer import published_path
from matcher.web import desk as desk_module
from matcher.web.desk import Desk
from matcher.web.settings import WebSettings
from tests.lib.sample_home import BUILT, publish_sample

LEFT_OUT = "NCT02907359"


@pytest.fixture
def desk(settings: WebSettings) -> Iterator[Desk]:
    made = Desk(settings)
    yield made
    made.close()


def someone(desk: Desk) -> Patient:
    return next(file.patient for file in desk.patients() if file.patient is not None)


def later(hours: int) -> datetime:
    return BUILT + timedelta(hours=hours)


def test_a_request_ends_on_the_snapshot_on_which_it_began(desk: Desk, home: object) -> None:
    with desk.snapshot() as before:
        publish_sample(desk.settings.home.root, built_at=later(1), without=[LEFT_OUT])
        with desk.snapshot() as after:
            assert (len(desk.trials(before)), len(desk.trials(after))) == (25, 24)
            assert LEFT_OUT in desk.trials(before)
            assert LEFT_OUT not in desk.trials(after)


def test_a_shortlist_is_worked_out_once_however_many_ask(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[Patient] = []
    real = desk_module.shortlist_of

    def counting(patient: Patient, *arguments: object, **options: object) -> object:
        worked.append(patient)
        return real(patient, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk_module, "shortlist_of", counting)
    patient = someone(desk)
    with desk.snapshot() as snapshot, ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(desk.shortlist, snapshot, patient, all_statuses=True) for _ in range(8)]
        first, *others = [one.result() for one in asked]
        assert all(other is first for other in others)
        assert len(first.entries) == 25
        assert len(worked) == 1
        assert desk.shortlist(snapshot, patient) is not first
        assert len(worked) == 2


def test_answers_count_as_if_they_were_in_the_file(desk: Desk) -> None:
    patient = someone(desk)
    with desk.snapshot() as snapshot:
        plain = desk.shortlist(snapshot, patient, all_statuses=True)
        answered = desk.shortlist(snapshot, patient, all_statuses=True, answers=("IDH2 mutated",))
        with pytest.raises(BadInput, match="is not understood"):
            desk.shortlist(snapshot, patient, answers=("???",))
    was, now = ({one.match.nct_id: one.match.verdict for one in each.entries} for each in (plain, answered))
    assert was["NCT02577406"] == "ineligible"
    assert was.keys() == now.keys()
    assert plain.entries != answered.entries


def test_nothing_of_earlier_nights_is_kept(desk: Desk) -> None:
    patient = someone(desk)
    for night in range(4):
        publish_sample(desk.settings.home.root, built_at=later(night), without=[LEFT_OUT][: night % 2])
        with desk.snapshot() as snapshot:
            desk.shortlist(snapshot, patient)
        assert (len(desk._shortlists), len(desk._trials)) == (1, min(night + 1, 2))
    assert len(desk._reader._held) == 1


def test_without_a_snapshot_the_reason_is_said(tmp_path: Path, settings: WebSettings) -> None:
    published_path(settings.home).unlink()
    desk = Desk(settings)
    with pytest.raises(StoreError, match="is not there"), desk.snapshot():
        pass
