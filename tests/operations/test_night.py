"""A night pulls everything, reads what changed, and publishes only what is new; no record is ever lost."""

from datetime import timedelta
from pathlib import Path

import pytest

from matcher.errors import BadInput, RegistryError, StoreError
from matcher.operations.lanes import Lanes
from matcher.registry.archive import Archive
from matcher.registry.standin import StandIn
from matcher.settings import Home
from matcher.store.meta import Reader
from matcher.store.read import open_published
from tests.lib.nights import NOW, READER, night, write_studies
from tests.lib.studies import nct, study

TEN = [study(number, criteria=f"line one of {number}\nconsent is given\n") for number in range(1, 11)]


def titles(home: Home) -> dict[str, str | None]:
    with open_published(home.root) as snapshot:
        return {trial.record.nct_id: trial.record.brief_title for trial in snapshot.trials()}


def first_lines(home: Home) -> dict[str, str]:
    with open_published(home.root) as snapshot:
        return {trial.record.nct_id: trial.eligibility.items[0].text for trial in snapshot.trials()}


def test_every_record_is_archived_read_and_published(home: Home, tmp_path: Path, lanes: Lanes) -> None:
    pull, plan, new = night(home, write_studies(tmp_path / "records", TEN), lanes=lanes)
    assert (len(pull.versions), pull.archived, pull.full, pull.problems) == (10, 10, True, ())
    assert (len(plan.changed), len(plan.reused), plan.vanished, new) == (10, 0, 0, True)
    assert first_lines(home) == {nct(number): f"line one of {number}" for number in range(1, 11)}
    with open_published(home.root) as snapshot:
        archive = Archive(home.archive)
        assert all(archive.get(sha256) for sha256 in snapshot.versions().values())


def test_an_unchanged_night_reads_nothing_and_publishes_nothing(
    home: Home, tmp_path: Path, lanes: Lanes
) -> None:
    records = write_studies(tmp_path / "records", TEN)
    night(home, records, lanes=lanes)
    before = home.pointer.read_text(encoding="utf-8")
    pull, plan, new = night(home, records, lanes=lanes, now=NOW + timedelta(days=1))
    assert (pull.archived, len(plan.changed), len(plan.reused), new) == (0, 0, 10, False)
    assert home.pointer.read_text(encoding="utf-8") == before


def test_only_what_changed_is_read_again(home: Home, tmp_path: Path, lanes: Lanes) -> None:
    night(home, write_studies(tmp_path / "records", TEN), lanes=lanes)
    changed = study(3, criteria="another line\n")
    later = [*TEN[:2], changed, *TEN[3:9], study(11)]
    pull, plan, new = night(
        home, write_studies(tmp_path / "records", later), lanes=lanes, now=NOW + timedelta(days=1)
    )
    assert [version.nct_id for version in plan.changed] == [nct(3), nct(11)]
    assert (pull.archived, len(plan.reused), plan.vanished, new) == (2, 8, 1, True)
    lines = first_lines(home)
    assert lines[nct(3)] == "another line" and lines[nct(4)] == "line one of 4"
    assert nct(10) not in lines and len(lines) == 10
    assert len(Archive(home.archive).versions(nct(3))) == 2
    assert len(Archive(home.archive).versions(nct(10))) == 1


@pytest.mark.parametrize("reader", [Reader("tiny-2", READER.vocabulary), Reader(READER.parser, "words-2")])
def test_another_parser_or_vocabulary_reads_everything_again(
    home: Home, tmp_path: Path, lanes: Lanes, reader: Reader
) -> None:
    records = write_studies(tmp_path / "records", TEN)
    night(home, records, lanes=lanes)
    _, plan, new = night(home, records, lanes=lanes, now=NOW + timedelta(days=1), reader=reader)
    assert (len(plan.changed), len(plan.reused), new) == (10, 0, True)
    with open_published(home.root) as snapshot:
        assert (snapshot.meta.parser, snapshot.meta.vocabulary) == reader


def test_far_fewer_records_are_not_published_unless_allowed(home: Home, tmp_path: Path, lanes: Lanes) -> None:
    night(home, write_studies(tmp_path / "records", TEN), lanes=lanes)
    few = write_studies(tmp_path / "records", TEN[:5])
    with pytest.raises(StoreError, match="5 trials, the last one 10"):
        night(home, few, lanes=lanes, now=NOW + timedelta(days=1))
    assert len(titles(home)) == 10
    night(home, few, lanes=lanes, now=NOW + timedelta(days=1), allow_drop=True)
    assert len(titles(home)) == 5


def test_a_damaged_snapshot_is_replaced_by_the_next_night(home: Home, tmp_path: Path, lanes: Lanes) -> None:
    records = write_studies(tmp_path / "records", TEN)
    night(home, records, lanes=lanes)
    with open_published(home.root) as snapshot:
        damaged = snapshot.path
    damaged.write_bytes(b"no snapshot")
    _, plan, new = night(home, records, lanes=lanes, now=NOW + timedelta(days=1))
    assert plan.damage is not None and str(damaged) in plan.damage
    assert (len(plan.changed), new) == (10, True)
    assert len(titles(home)) == 10


def test_an_unreachable_registry_leaves_the_published_snapshot(
    home: Home, tmp_path: Path, lanes: Lanes
) -> None:
    night(home, write_studies(tmp_path / "records", TEN), lanes=lanes)
    with pytest.raises(BadInput, match="neither a folder nor an http address"):
        night(home, tmp_path / "nowhere", lanes=lanes)
    assert len(titles(home)) == 10


@pytest.mark.parametrize("mode", ["auto", "incremental"])
def test_a_registry_is_asked_for_updates_only(home: Home, lanes: Lanes, mode: str) -> None:
    with StandIn(TEN, data_timestamp="2026-10-30T09:00:05") as registry:
        night(home, registry.url, lanes=lanes)
        registry.api._studies[nct(3)] = study(3, updated="2026-10-31", criteria="another line\n")
        registry.api.data_timestamp = "2026-11-01T09:00:05"
        asked = len(registry.requests)
        pull, plan, new = night(home, registry.url, lanes=lanes, now=NOW + timedelta(days=1), mode=mode)  # type: ignore[arg-type]
        assert any("2026-10-28" in request for request in registry.requests[asked:])
    assert (pull.full, len(pull.versions), len(plan.changed), len(plan.reused), new) == (
        False,
        10,
        1,
        9,
        True,
    )
    assert first_lines(home)[nct(3)] == "another line"


def test_once_a_week_a_registry_is_read_from_end_to_end(home: Home, lanes: Lanes) -> None:
    with StandIn(TEN) as registry:
        night(home, registry.url, lanes=lanes)
        del registry.api._studies[nct(10)]
        day = [night(home, registry.url, lanes=lanes, now=NOW + timedelta(days=days))[0] for days in (1, 7)]
    assert [(pull.full, len(pull.versions)) for pull in day] == [(False, 10), (True, 9)]


def test_a_record_the_parser_breaks_on_is_kept_whole_and_the_rest_is_read(
    home: Home, tmp_path: Path, lanes: Lanes
) -> None:
    texts = {2: "this BREAKS the parser\n", 5: "this DIES\n", 7: "it LIES\n", 9: "HANGS for ever\n"}
    studies = [study(number, criteria=texts.get(number, f"fine {number}\n")) for number in range(1, 11)]
    records = write_studies(tmp_path / "records", studies)
    night(home, records, lanes=lanes)
    with open_published(home.root) as snapshot:
        assert (snapshot.meta.trials, snapshot.meta.failed) == (10, 4)
        unread = {number: snapshot.trial(nct(number)) for number in texts}
        assert [
            trial.eligibility.items[0].text for trial in snapshot.trials() if trial not in unread.values()
        ] == [f"fine {number}" for number in (1, 3, 4, 6, 8, 10)]
    reasons = []
    for number, trial in unread.items():
        assert trial is not None
        (item,) = trial.eligibility.items
        assert (item.text, item.start, item.end) == (texts[number], 0, len(texts[number]))
        assert item.criterion.kind == "unparsed"
        reasons.extend(item.issues)
    assert reasons == [
        "The whole text is kept as one item: the parser failed (ValueError).",
        "The whole text is kept as one item: the parser's process died.",
        "The whole text is kept as one item: the parser failed (MisreadError).",
        "The whole text is kept as one item: the parser took longer than 3 s.",
    ]


def test_a_record_that_could_not_be_read_is_tried_again_and_then_published(
    home: Home, tmp_path: Path, lanes: Lanes
) -> None:
    records = write_studies(tmp_path / "records", [*TEN, study(12, criteria="BREAKS\n")])
    night(home, records, lanes=lanes)
    _, plan, new = night(home, records, lanes=lanes, now=NOW + timedelta(days=1))
    assert ([version.nct_id for version in plan.changed], new) == ([nct(12)], False)
    write_studies(tmp_path / "records", [*TEN, study(12, criteria="fine\n")])
    night(home, records, lanes=lanes, now=NOW + timedelta(days=2))
    with open_published(home.root) as snapshot:
        assert snapshot.meta.failed == 0


def test_a_registry_that_answers_nonsense_ends_the_night_with_a_sentence(home: Home, lanes: Lanes) -> None:
    with pytest.raises(RegistryError) as caught:
        night(home, "http://127.0.0.1:9/api/v2", lanes=lanes)
    assert caught.value.exit_code == 4
    assert "\n" not in str(caught.value)
