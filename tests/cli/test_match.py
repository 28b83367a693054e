"""`mdsmatch match`: patients against trials of a folder or of the snapshot."""

import json
from pathlib import Path

import pytest

from matcher.sample.load import sample_patients, sample_trials
from tests.lib.command_line import CommandLine

NUMBER = "NCT02907359"
ALL = len(sample_trials())


def matches(text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(text)["matches"]
    return found


def test_json_is_one_document_the_same_bytes_each_time(
    mdsmatch: CommandLine, patient: str, records: str
) -> None:
    arguments = ("match", patient, "--records", records, "--all-statuses", "--format", "json")
    first, second = mdsmatch(*arguments), mdsmatch(*arguments)
    assert (first.code, first.err) == (0, "")
    assert first == second
    assert len(matches(first.out)) == ALL
    assert sorted(match["rank"] for match in matches(first.out)) == list(range(1, ALL + 1))


@pytest.mark.parametrize(
    "named",
    [
        ["--trial", NUMBER, "--trial", "nct02577406"],
        ["--trial", NUMBER, "NCT02577406"],
        [NUMBER, "NCT02577406", NUMBER],
    ],
)
def test_trials_named_are_judged_whatever_their_status(
    mdsmatch: CommandLine, patient: str, records: str, named: list[str]
) -> None:
    ran = mdsmatch("match", patient, "--records", records, *named, "--format", "json")
    assert {match["nct_id"] for match in matches(ran.out)} == {NUMBER, "NCT02577406"}


def test_closed_trials_are_left_out_and_counted(mdsmatch: CommandLine, patient: str, records: str) -> None:
    shown = matches(mdsmatch("match", patient, "--records", records, "--format", "json").out)
    table = mdsmatch("match", patient, "--records", records).out
    assert 0 < len(shown) < ALL
    assert f"{ALL - len(shown)} trials that take no patients now are left out" in " ".join(table.split())
    assert not {match["overall_status"] for match in shown} & {"COMPLETED", "TERMINATED", "WITHDRAWN"}


def test_the_table_fits_80_columns_without_colour_and_says_where_it_comes_from(
    mdsmatch: CommandLine, patient: str, records: str
) -> None:
    ran = mdsmatch("match", patient, "--records", records, "--all-statuses")
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "\x1b" not in ran.out
    text = " ".join(ran.out.split())
    for part in (
        "published-3",
        NUMBER,
        "Information, not advice.",
        "Snapshot folder-",
        "parser",
        "vocabulary",
        "2026-11-01",
    ):
        assert part in text


def test_several_patients_stand_in_the_order_named(mdsmatch: CommandLine, records: str) -> None:
    files = [str(path) for path in reversed(sample_patients())]
    ran = mdsmatch("match", *files, "--records", records, "--trial", NUMBER, "--format", "json")
    assert [match["patient_id"] for match in matches(ran.out)] == [f"published-{n}" for n in (4, 3, 2, 1)]


def test_as_of_is_the_day_of_judgement(mdsmatch: CommandLine, patient: str, records: str) -> None:
    arguments = ("match", patient, "--records", records, "--trial", NUMBER, "--format", "json")
    document = json.loads(mdsmatch(*arguments, "--as-of", "2026-12-24").out)
    assert (document["as_of"], document["matches"][0]["as_of"]) == ("2026-12-24", "2026-12-24")


def test_a_missing_status_is_shown_as_unknown(mdsmatch: CommandLine, patient: str, tmp_path: Path) -> None:
    study = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000001", "briefTitle": "Silent"},
            "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* ECOG 0-2"},
        }
    }
    (tmp_path / "NCT00000001.json").write_text(json.dumps(study), encoding="utf-8")
    table = mdsmatch("match", patient, "--records", tmp_path)
    listed = mdsmatch("match", patient, "--records", tmp_path, "--format", "json")
    assert "unknown · phase not stated" in " ".join(table.out.split())
    assert matches(listed.out)[0]["overall_status"] is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", ""),
        ("[]", ""),
        ('{"schema": "mdsmatch.patient/1", "id": "a", "as_of": "2026-11-01", "colour": 1}', "colour"),
        (
            '{"schema": "mdsmatch.patient/1", "id": "a", "as_of": "2026-11-01", "age_years": -3}',
            "$.age_years",
        ),
        ('{"schema": "mdsmatch.patient/1", "id": "a", "as_of": "2026-02-30"}', "$.as_of"),
    ],
)
def test_a_bad_patient_file_is_one_sentence_and_code_3(
    mdsmatch: CommandLine, tmp_path: Path, records: str, content: str, said: str
) -> None:
    file = tmp_path / "p.json"
    file.write_text(content, encoding="utf-8")
    ran = mdsmatch("match", file, "--records", records)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"mdsmatch: {file}: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_what_is_not_there_is_said(mdsmatch: CommandLine, patient: str, records: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    cases = [
        (("match", tmp_path / "gone.json", "--records", records), 3, "gone.json"),
        (("match", patient, "--records", tmp_path / "gone"), 3, "there is no such folder"),
        (("match", patient, "--records", empty), 3, "holds no .json file"),
        (("match", patient, "--records", records, "--trial", "NCT00000001"), 3, "NCT00000001: not in"),
        (("match", patient, "--home", empty), 5, "no snapshot is published; run `mdsmatch nightly` first"),
        (("match", patient, patient, "--records", records), 3, "give each patient an own one"),
    ]
    for arguments, code, said in cases:
        ran = mdsmatch(*arguments)
        assert (ran.code, ran.out) == (code, "")
        assert said in ran.err
        assert ran.err.count("\n") == 1
