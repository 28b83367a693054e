"""The switch to a new snapshot is one step; the last ones stay; readers keep what they opened."""

from pathlib import Path

import pytest

from matcher.errors import StoreError
from matcher.settings import Home
from matcher.store import pointer
from matcher.store.pointer import clear_leftovers, keep_last, publish, published_path
from matcher.store.read import PublishedReader, open_published
from tests.lib.snapshots import build, published, stored

ONE, TWO = [stored(1)], [stored(1), stored(2)]


def names(home: Home) -> list[str]:
    return sorted(path.name for path in home.snapshots.iterdir())


def test_the_pointer_names_the_published_snapshot(home: Home) -> None:
    path = published(home, ONE)
    assert home.pointer.read_text(encoding="utf-8") == f"{path.name}\n"
    assert published_path(home) == path


def test_a_built_snapshot_is_not_seen_before_it_is_published(home: Home) -> None:
    published(home, ONE, hour=3)
    built = build(home, TWO, hour=4)
    with open_published(home.root) as before:
        assert before.meta.trials == 1
    publish(home, built)
    with open_published(home.root) as after:
        assert after.meta.trials == 2


def test_a_reader_ends_on_the_snapshot_on_which_it_began(home: Home) -> None:
    published(home, ONE, hour=3)
    with open_published(home.root) as before:
        published(home, TWO, hour=4, keep=1)
        assert not before.path.exists()
        assert before.trials() == [ONE[0].trial]
        assert before.trial("NCT00000001") == ONE[0].trial


def test_a_program_that_stays_gets_the_new_snapshot_once_it_is_published(home: Home) -> None:
    published(home, ONE, hour=3)
    reader = PublishedReader(home.root)
    with reader.hold() as first, reader.hold() as again:
        assert again is first
        published(home, TWO, hour=4)
        with reader.hold() as second:
            assert (first.meta.trials, second.meta.trials) == (1, 2)
            assert len(first.trials()) == 1
    reader.close()


def test_an_earlier_snapshot_is_closed_when_the_last_one_gives_it_back(home: Home) -> None:
    published(home, ONE, hour=3)
    reader = PublishedReader(home.root)
    with reader.hold() as first:
        published(home, TWO, hour=4)
        with reader.hold() as second:
            pass
        assert first.versions().keys() == {"NCT00000001"}
    with pytest.raises(StoreError, match="cannot be read"):
        first.versions()
    assert second.versions().keys() == {"NCT00000001", "NCT00000002"}
    reader.close()
    with pytest.raises(StoreError, match="cannot be read"):
        second.versions()


def test_a_snapshot_that_nobody_holds_is_closed_when_the_next_one_comes(home: Home) -> None:
    published(home, ONE, hour=3)
    reader = PublishedReader(home.root)
    with reader.hold() as first:
        pass
    published(home, TWO, hour=4)
    with reader.hold(), pytest.raises(StoreError, match="cannot be read"):
        first.versions()
    reader.close()


def test_the_last_snapshots_stay(home: Home) -> None:
    paths = [published(home, ONE, hour=hour, keep=3) for hour in range(3, 8)]
    assert names(home) == [path.name for path in paths[-3:]]


def test_the_published_snapshot_stays_whatever_its_age(home: Home) -> None:
    paths = [published(home, ONE, hour=hour) for hour in range(3, 7)]
    home.pointer.write_text(f"{paths[0].name}\n", encoding="utf-8")  # somebody rolled back
    keep_last(home, 2)
    assert names(home) == [paths[0].name, paths[-1].name]


def test_what_a_killed_night_left_is_cleared_and_nothing_else(home: Home) -> None:
    path = published(home, ONE)
    build(home, TWO, hour=4)
    (home.snapshots / "20261101T040000Z-00000000.building.wal").touch()
    (home.snapshots / "20261101T040000Z-00000000.building.tmp").mkdir()
    (home.snapshots / f"{path.name}.wal").touch()
    (home.snapshots / "notes.txt").touch()
    home.pointer.with_suffix(".new").write_text("half", encoding="utf-8")
    assert clear_leftovers(home) == 4
    assert names(home) == [path.name, "notes.txt"]
    assert sorted(each.name for each in home.root.iterdir() if each.is_file()) == ["current"]


class DiedError(Exception):
    """Stands for a kill at this line."""


@pytest.mark.parametrize("step", ["_sync_folder", "_write_pointer", "keep_last"])
def test_a_death_while_publishing_leaves_one_whole_snapshot_published(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    published(home, ONE, hour=3)
    built = build(home, TWO, hour=4)

    def die(*_: object) -> None:
        raise DiedError

    with monkeypatch.context() as patched:
        patched.setattr(pointer, step, die)
        with pytest.raises(DiedError):
            publish(home, built)
    with open_published(home.root) as snapshot:
        assert snapshot.meta.trials == len(snapshot.trials()) == (2 if step == "keep_last" else 1)
    clear_leftovers(home)
    published(home, TWO, hour=5)
    with open_published(home.root) as snapshot:
        assert snapshot.meta.trials == 2


def test_a_death_between_writing_and_moving_the_pointer_leaves_the_old_one(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(home, ONE, hour=3)
    built = build(home, TWO, hour=4)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target == home.pointer:
            raise DiedError
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", replace)
        with pytest.raises(DiedError):
            publish(home, built)
    with open_published(home.root) as snapshot:
        assert snapshot.meta.trials == 1


def test_nothing_is_kept_back_where_nothing_is_published(home: Home) -> None:
    with pytest.raises(StoreError):
        keep_last(home, 3)
