"""The Parquet form loses nothing of a patient file."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from matcher.cohort.schema import is_synthetic, patients_of, table_of
from matcher.cohort.shards import shards_of, write_shard, write_synthetic
from matcher.cohort.synthetic import synthetic_patients
from matcher.errors import BadInput
from matcher.patient import load_patient, read_patient
from matcher.sample.load import sample_patients
from tests.lib.crowds import odd_patients


def test_a_patient_comes_back_exactly() -> None:
    people = [*map(load_patient, sample_patients()), *odd_patients(200, seed=1)]
    assert [read_patient(file, "row") for file in patients_of(table_of(people))] == people


def test_invented_patients_are_patient_files_and_say_what_they_are() -> None:
    table = synthetic_patients(200, seed=9)
    people = [read_patient(file, "row") for file in patients_of(table)]
    assert table_of(people, synthetic=True).equals(table, check_metadata=True)
    assert is_synthetic(table.schema)
    assert all(one.id.startswith("synthetic-") for one in people)


def test_the_seed_decides_the_bytes(tmp_path: Path) -> None:
    paths = [
        list(write_synthetic(tmp_path / name, 50, seed)) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    first, again, other = (path[0].read_bytes() for path in paths)
    assert first == again
    assert first != other


def test_invented_patients_are_plausible() -> None:
    people = [read_patient(file, "row") for file in patients_of(synthetic_patients(400, seed=2))]
    assert len({one.diagnoses[-1].term for one in people}) == 8
    assert 0.2 < sum(any(t.drug == "azacitidine" for t in one.therapies) for one in people) / 400 < 0.5
    assert all(not t.end or not t.start or t.start <= t.end for one in people for t in one.therapies)


def test_a_folder_that_is_no_cohort_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no shard"):
        shards_of(tmp_path)
    (tmp_path / "x.parquet").write_bytes(b"no")
    with pytest.raises(BadInput, match="not a Parquet file"):
        shards_of(tmp_path)
    pq.write_table(synthetic_patients(2, 1).select(["id"]), tmp_path / "x.parquet")
    with pytest.raises(BadInput, match="columns"):
        shards_of(tmp_path)


def test_shards_are_not_written_among_others(tmp_path: Path) -> None:
    write_shard(synthetic_patients(2, 1), tmp_path / "x.parquet")
    with pytest.raises(BadInput, match="already"):
        list(write_synthetic(tmp_path, 2, 1))
