"""What is stored is read back as it was, whole or not at all."""

import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.eligibility import Coverage, Eligibility, Item
from criteria.nodes import Criterion
from matcher.errors import StoreError
from matcher.registry.record import TrialRecord
from matcher.settings import Home
from matcher.store import connection
from matcher.store.build import Reuse
from matcher.store.pointer import building_path
from matcher.store.read import Snapshot, open_published
from matcher.store.rows import StoredTrial
from matcher.trial import Trial
from tests.lib.snapshots import TEXT, build, meta_of, published, stored
from tests.lib.studies import nct, study
from tests.lib.trees import trees

THREE = [stored(1), stored(2, "Exclusion:\r\n\r\n  * none of\tthese\r\n"), stored(3, "")]


def test_trials_are_read_back_as_they_were(home: Home) -> None:
    published(home, THREE)
    with open_published(home.root) as snapshot:
        assert snapshot.trials() == [each.trial for each in THREE]


def test_trials_come_by_number_whatever_the_order_they_were_stored_in(home: Home) -> None:
    published(home, THREE[::-1])
    with open_published(home.root) as snapshot:
        assert [trial.record.nct_id for trial in snapshot.trials()] == [nct(1), nct(2), nct(3)]


@given(st.lists(trees(), min_size=1, max_size=4), st.text(max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_criterion_and_every_text_survives_the_store(
    tmp_path: Path, criteria: list[Criterion], text: str
) -> None:
    text = text.encode("utf-8", "replace").decode()
    items = tuple(
        Item(
            id=f"{nct(1)}#i{position}",
            section="exclusion",
            text=text,
            start=0,
            end=len(text),
            criterion=criterion,
            scope=text or None,
            issues=(text, "'; DROP TABLE items; --"),
        )
        for position, criterion in enumerate(criteria)
    )
    coverage = Coverage(sentences=len(items), structured=len(items), administrative=0, unparsed=0)
    reading = Eligibility(nct_id=nct(1), items=items, coverage=coverage)
    trial = Trial(TrialRecord.from_study(study(1, criteria=text)), reading)
    home = Home(tmp_path / "home").make()
    path = home.snapshots / "one.duckdb"
    path.unlink(missing_ok=True)
    build(home, [StoredTrial(trial, "sha", "key")]).replace(path)
    with Snapshot(path) as snapshot:
        assert snapshot.trials() == [trial]


def test_one_trial_is_read_alone(home: Home) -> None:
    published(home, THREE)
    with open_published(home.root) as snapshot:
        assert snapshot.trial(nct(2)) == THREE[1].trial
        assert snapshot.trial(nct(9)) is None
        assert snapshot.trial("' OR 1=1 --") is None


def test_the_meta_counts_what_is_there(home: Home) -> None:
    unread = stored(4)._replace(failed=True)
    published(home, [*THREE, unread])
    with open_published(home.root) as snapshot:
        meta = snapshot.meta
        assert snapshot.versions() == {nct(number): f"{number:08}" for number in (1, 2, 3, 4)}
        assert snapshot.parse_keys() == {nct(number): THREE[number - 1].parse_key for number in (1, 2, 3)}
    assert (meta.trials, meta.items, meta.failed) == (4, 2 + 1 + 0 + 2, 1)
    assert (meta.parser, meta.vocabulary, meta.registry_timestamp) == ("tiny-1", "words-1", "2026-10-31")
    assert meta.built_at == "2026-11-01T03:00:00+00:00"
    assert meta.id == meta_of([*THREE, unread]).id


def test_readings_are_taken_over_from_an_earlier_snapshot(home: Home) -> None:
    earlier = published(home, THREE)
    new = stored(2, "Other words\n", version="b")
    path = build(home, [THREE[0], new, THREE[2]], hour=4, reuse=Reuse(earlier, frozenset({nct(1), nct(3)})))
    with Snapshot(path) as snapshot:
        assert snapshot.trials() == [THREE[0].trial, new.trial, THREE[2].trial]
        assert snapshot.meta.items == 2 + 1 + 0


def test_readings_are_taken_over_while_a_reader_holds_the_earlier_snapshot(home: Home) -> None:
    earlier = published(home, THREE)
    with open_published(home.root) as held:
        path = build(home, THREE, hour=4, reuse=Reuse(earlier, frozenset(map(nct, (1, 2, 3)))))
        assert held.trials() == [each.trial for each in THREE]
    with Snapshot(path) as snapshot:
        assert snapshot.trials() == [each.trial for each in THREE]


def test_a_home_path_with_a_quote_in_it_is_no_danger(tmp_path: Path) -> None:
    home = Home(tmp_path / "o'brien's \"home\"").make()
    earlier = published(home, THREE)
    path = build(home, THREE, hour=4, reuse=Reuse(earlier, frozenset(map(nct, (1, 2, 3)))))
    with Snapshot(path) as snapshot:
        assert len(snapshot.trials()) == 3


def test_a_snapshot_is_its_owners_alone_and_leaves_nothing_beside_it(home: Home) -> None:
    path = published(home, THREE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.pointer.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.snapshots.stat().st_mode) == 0o700
    assert [each.name for each in home.snapshots.iterdir()] == [path.name]


def test_a_snapshot_is_never_built_over_another(home: Home) -> None:
    build(home, THREE)
    with pytest.raises(FileExistsError):
        build(home, THREE)


def test_the_engine_loads_nothing_from_outside(home: Home) -> None:
    path = published(home, THREE)
    with duckdb.connect(str(path), read_only=True, config=connection._CONFIG) as opened:
        asked = "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions'"
        assert dict(opened.execute(asked).fetchall()) == {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }


# --- what is not whole is not read -------------------------------------------------------------------------


def refused(home: Home) -> str:
    with pytest.raises(StoreError) as caught, open_published(home.root) as snapshot:
        snapshot.trials()
    assert caught.value.exit_code == 5
    return str(caught.value)


def test_a_home_without_a_snapshot_says_what_to_run_first(home: Home) -> None:
    assert refused(home) == f"{home.root}: no snapshot is published; run `mdsmatch nightly` first"


def test_a_home_that_is_not_there_says_the_same(tmp_path: Path) -> None:
    assert "run `mdsmatch nightly` first" in refused(Home(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    "pointer", [b"", b"../../etc/passwd\n", b"\xff\xfe", b"20261101T030000Z-00000000.duckdb.wal"]
)
def test_a_damaged_pointer_is_refused(home: Home, pointer: bytes) -> None:
    published(home, THREE)
    home.pointer.write_bytes(pointer)
    assert f"{home.pointer}: " in refused(home) and "run `mdsmatch nightly`" in refused(home)


def test_a_snapshot_that_is_gone_is_refused(home: Home) -> None:
    published(home, THREE).unlink()
    assert "is not there; run `mdsmatch nightly`" in refused(home)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.7])
def test_a_snapshot_that_is_cut_is_refused(home: Home, share: float) -> None:
    path = published(home, [stored(number) for number in range(400)])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "run `mdsmatch nightly`" in refused(home)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.2, 0.4, 0.6])
def test_a_snapshot_in_which_bytes_have_changed_is_refused_or_unharmed(home: Home, share: float) -> None:
    trials = [stored(number) for number in range(400)]
    path = published(home, trials)
    content = bytearray(path.read_bytes())
    at = int(len(content) * share)
    content[at : at + 20_000] = bytes(byte ^ 0x55 for byte in content[at : at + 20_000])
    path.write_bytes(content)
    assert "run `mdsmatch nightly`" in refused(home)


def test_a_file_that_is_no_snapshot_is_refused(home: Home) -> None:
    path = published(home, THREE)
    path.write_text("this is a letter", encoding="utf-8")
    assert "run `mdsmatch nightly`" in refused(home)


def test_a_half_built_snapshot_is_refused(home: Home) -> None:
    path = published(home, THREE)
    with duckdb.connect(str(path)) as opened:
        opened.execute("DELETE FROM meta")
    assert "is half built; run `mdsmatch nightly`" in refused(home)


def test_a_snapshot_of_another_schema_is_refused(home: Home) -> None:
    path = published(home, THREE)
    with duckdb.connect(str(path)) as opened:
        opened.execute("UPDATE meta SET schema_version = 99")
    assert "has schema 99 and this program reads 1" in refused(home)


@pytest.mark.parametrize(
    "change",
    [
        'UPDATE items SET criterion = \'{"kind": "unheard_of"}\'',
        "UPDATE trials SET record = '{}'",
        "UPDATE trials SET coverage = '[]'",
    ],
)
def test_a_row_that_this_program_did_not_write_is_refused(home: Home, change: str) -> None:
    path = published(home, THREE)
    with duckdb.connect(str(path)) as opened:
        opened.execute(change)
    assert "damaged or of another version of this program; run `mdsmatch nightly`" in refused(home)


def test_a_snapshot_that_another_program_writes_to_is_refused_until_it_lets_go(home: Home) -> None:
    path = published(home, THREE)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline()
        assert "another program holds the snapshot open for writing" in refused(home)
        holder.communicate()
    with open_published(home.root) as snapshot:
        assert len(snapshot.trials()) == 3


def test_reading_loads_neither_the_parser_nor_the_flows_nor_the_builder(home: Home) -> None:
    published(home, THREE)
    program = (
        "import sys; from pathlib import Path; from matcher.store.read import open_published; "
        "print(len(open_published(Path(sys.argv[1])).trials())); "
        "print(sorted({'spacy', 'prefect', 'pyarrow', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(home.root)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("3\n[]\n", "")


def test_the_text_is_what_the_offsets_point_into(home: Home) -> None:
    published(home, THREE)
    with open_published(home.root) as snapshot:
        (trial, *_) = snapshot.trials()
    assert [TEXT[item.start : item.end] for item in trial.eligibility.items] == [
        "- consent is given",
        "- haemoglobin ≤ 9 g/dL 🩸",
    ]
    assert [span.text for span in trial.eligibility.headings] == ["Inclusion Criteria:"]


def test_building_paths_are_out_of_readers_sight(home: Home) -> None:
    assert building_path(home, "20261101T030000Z-00000000").suffix == ".building"
