"""A snapshot goes out only if it is whole and not far smaller than the last."""

from pathlib import Path

import duckdb
import pytest

from matcher.errors import StoreError
from matcher.settings import Home
from matcher.store.meta import SnapshotMeta
from matcher.store.quotes import misquoted
from matcher.store.verify import verify_snapshot
from tests.lib.snapshots import build, meta_of, stored

TEN = [stored(number) for number in range(1, 11)]


def fault(path: Path, previous: SnapshotMeta | None = None) -> str:
    with pytest.raises(StoreError) as caught:
        verify_snapshot(path, previous)
    return str(caught.value)


def change(path: Path, statement: str) -> Path:
    with duckdb.connect(str(path)) as opened:
        opened.execute(statement)
    return path


def test_a_whole_snapshot_passes(home: Home) -> None:
    meta = verify_snapshot(build(home, TEN), None)
    assert meta == meta_of(TEN).model_copy(update={"trials": 10, "items": 20})


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM items WHERE position = 0", "has 10 trials and 10 items, not 10 and 20"),
        ("DELETE FROM trials WHERE nct_id = 'NCT00000001'", "has 9 trials"),
        ("UPDATE items SET start_at = start_at + 1", "quotes words that are not in its text"),
        ("UPDATE items SET text = upper(text)", "quotes words that are not in its text"),
        ("UPDATE spans SET text = 'Other'", "quotes words that are not in its text"),
        ("UPDATE items SET item_id = 'same'", "the item same is there twice"),
        ("UPDATE trials SET nct_id = 'NCT99999999' WHERE nct_id = 'NCT00000001'", "damaged"),
        ("DELETE FROM meta", "half built"),
        ("DROP TABLE spans", "cannot be read"),
    ],
)
def test_a_snapshot_that_is_not_whole_is_refused(home: Home, statement: str, found: str) -> None:
    assert found in fault(change(build(home, TEN), statement))


def test_a_snapshot_that_was_not_closed_is_refused(home: Home) -> None:
    path = build(home, TEN)
    path.with_name(f"{path.name}.wal").touch()
    assert "was not closed" in fault(path)


@pytest.mark.parametrize(("trials", "passes"), [(10, True), (8, True), (7, False), (1, False)])
def test_a_drop_of_more_than_a_fifth_is_refused_unless_allowed(home: Home, trials: int, passes: bool) -> None:
    previous = meta_of(TEN).model_copy(update={"trials": 10, "items": 20})
    path = build(home, TEN[:trials])
    assert verify_snapshot(path, previous, allow_drop=True).trials == trials
    if passes:
        assert verify_snapshot(path, previous).trials == trials
    else:
        assert f"the new snapshot has {trials} trials, the last one 10: over 20% fewer" in fault(
            path, previous
        )
        assert "--allow-drop" in fault(path, previous)


def test_as_many_trials_with_far_fewer_items_are_refused_too(home: Home) -> None:
    previous = meta_of(TEN).model_copy(update={"trials": 10, "items": 200})
    assert "20 items, the last one 200" in fault(build(home, TEN), previous)


def test_growth_is_never_refused(home: Home) -> None:
    previous = meta_of(TEN).model_copy(update={"trials": 1, "items": 1})
    assert verify_snapshot(build(home, TEN), previous).trials == 10


def test_a_misquote_is_found_in_items_headings_and_notes() -> None:
    trial = TEN[0].trial
    text, reading = trial.record.eligibility_criteria, trial.eligibility
    wrong = reading.headings[0].model_copy(update={"end": 3})
    assert misquoted(text, reading) is None
    assert misquoted(text, reading.model_copy(update={"notes": (wrong,)})) == wrong
    assert misquoted(text[1:], reading) == reading.items[0]
