"""`mdsmatch synth` and `mdsmatch match --cohort`."""

from pathlib import Path

import duckdb
import pytest

from flows import runners
from matcher.cohort.schema import table_of
from matcher.cohort.shards import write_shard
from matcher.sample.load import sample_trials
from tests.lib.command_line import CommandLine
from tests.lib.crowds import odd_patients


@pytest.fixture
def cohort(mdsmatch: CommandLine, tmp_path: Path) -> Path:
    made = mdsmatch("synth", "--n", "40", "--seed", "3", "--out", str(tmp_path / "cohort"))
    assert (made.code, made.err) == (0, "")
    assert "synthetic patients (invented, not real)" in made.out
    return tmp_path / "cohort"


def test_a_cohort_is_matched_into_files_that_duckdb_reads(
    mdsmatch: CommandLine, cohort: Path, records: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = mdsmatch(
        "match", "--cohort", str(cohort), "--out", str(out), "--records", records, "--all-statuses"
    )
    assert done.code == 0, done.err
    assert done.out.startswith("40 synthetic patients (invented, not real)")
    rows = duckdb.sql(
        f"select count(*), bool_and(synthetic), count(distinct patient_id) from '{out}/matches-*.parquet'"
    )
    assert rows.fetchall() == [(40 * len(sample_trials()), True, 40)]
    joined = duckdb.sql(
        f"""with failing as (
                select nct_id, verdict, unnest(failing) as place from '{out}/matches-*.parquet')
            select count(*) from failing left join '{out}/items.parquet' i using (nct_id, place)
            where verdict != 'ineligible' or i.text is null"""
    )
    assert joined.fetchall() == [(0,)]


def test_the_same_cohort_gives_the_same_bytes(
    mdsmatch: CommandLine, cohort: Path, records: str, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        mdsmatch("match", "--cohort", str(cohort), "--out", str(tmp_path / name), "--records", records)
    first, second = (
        [path.read_bytes() for path in sorted((tmp_path / name).iterdir())] for name in ("one", "two")
    )
    assert first == second


def test_what_a_killed_run_left_is_no_part_of_the_next(
    mdsmatch: CommandLine, cohort: Path, records: str, tmp_path: Path
) -> None:
    left = tmp_path / "out.partial"
    left.mkdir()
    (left / "matches-00099.parquet").write_bytes(b"half")
    done = mdsmatch("match", "--cohort", str(cohort), "--out", str(tmp_path / "out"), "--records", records)
    assert done.code == 0, done.err
    assert not left.exists()
    assert not (tmp_path / "out" / "matches-00099.parquet").exists()


def test_a_run_that_fails_leaves_nothing(
    mdsmatch: CommandLine, cohort: Path, records: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("matcher.operations.cohort.items_of", fail)
    done = mdsmatch("match", "--cohort", str(cohort), "--out", str(tmp_path / "out"), "--records", records)
    assert done.code == 5
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ([], 2, "--cohort needs --out"),
        (["--out", "x", "patient.json"], 2, "either patient files or --cohort"),
        (["--out", "."], 3, "is there already"),
    ],
)
def test_what_does_not_fit_is_said(
    mdsmatch: CommandLine, cohort: Path, records: str, more: list[str], code: int, said: str
) -> None:
    done = mdsmatch("match", "--cohort", str(cohort), "--records", records, *more)
    assert done.code == code
    assert said in done.err


def test_real_and_invented_patients_are_kept_apart(
    mdsmatch: CommandLine, cohort: Path, records: str, tmp_path: Path
) -> None:
    write_shard(table_of(odd_patients(2, seed=1)), cohort / "real.parquet")
    done = mdsmatch("match", "--cohort", str(cohort), "--out", str(tmp_path / "out"), "--records", records)
    assert (done.code, done.out) == (3, "")
    assert "holds real and invented patients; keep them in two folders" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--scheduler", "tcp://host:8786"), "--scheduler needs --runner dask"),
        (("--runner", "cloud"), "'cloud' is not one of 'local', 'dask'"),
    ],
)
def test_a_runner_that_is_none_is_said(
    mdsmatch: CommandLine, cohort: Path, tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    done = mdsmatch("match", "--cohort", str(cohort), "--out", str(tmp_path / "out"), *more)
    assert done.code == 2
    assert said in done.err


def test_without_the_extra_the_dask_runner_says_how_to_get_it(
    mdsmatch: CommandLine, cohort: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runners, "find_spec", lambda name: None)
    done = mdsmatch("match", "--cohort", str(cohort), "--out", str(tmp_path / "out"), "--runner", "dask")
    assert done.code == 2
    assert "pip install 'mdsmatch[dask]'" in done.err
