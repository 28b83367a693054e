"""`mdsmatch parse`: readings as json and text, and the report on what was not read."""

import json
from pathlib import Path

import pytest

from matcher.registry.record import TrialRecord
from matcher.sample.load import sample_studies
from tests.lib.command_line import CommandLine

NUMBER = "NCT02907359"


def test_json_is_the_contracts_and_holds_every_word(mdsmatch: CommandLine, records: str) -> None:
    ran = mdsmatch("parse", NUMBER, "--records", records, "--format", "json")
    document = json.loads(ran.out)
    (read,) = document["records"]
    (text,) = [TrialRecord.from_study(s).eligibility_criteria for s in sample_studies() if NUMBER in str(s)]
    assert (ran.code, ran.err, document["schema"], read["nct_id"]) == (0, "", "mdsmatch.parse/1", NUMBER)
    assert set(document["snapshot"]) == {"id", "registry_timestamp", "parser", "vocabulary"}
    assert {"sentences", "structured", "administrative", "unparsed"} == set(read["coverage"])
    placed = [item for item in read["items"] if item["start"] is not None]
    assert {item["section"] for item in placed} == {"inclusion", "exclusion"}
    for span in (*placed, *read["headings"], *read["notes"]):
        assert text[span["start"] : span["end"]] == span["text"]
    assert all(item["rendered"] and item["criterion"]["kind"] for item in read["items"])
    assert read["paraphrase"] is True
    assert read["paraphrase_note"]


def test_text_shows_words_and_reading_within_80_columns(mdsmatch: CommandLine, records: str) -> None:
    ran = mdsmatch("parse", NUMBER, "--records", records)
    lines = ran.out.splitlines()
    assert (ran.code, ran.err, lines[0]) == (0, "", NUMBER)
    assert f"  {NUMBER}#i3  ECOG performance status 0 to 2" in lines
    assert "      = ECOG 0 to 2" in lines
    assert max(map(len, lines)) <= 80
    assert "Information, not advice." in ran.out
    assert "\x1b" not in ran.out


def test_a_text_file_is_read_by_itself(mdsmatch: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "criteria.txt"
    file.write_bytes("\ufeffInclusion Criteria:\n\n* Age ≥ 18 years\n".encode())
    ran = mdsmatch("parse", "--text", file, "--format", "json")
    (read,) = json.loads(ran.out)["records"]
    assert [(item["id"], item["text"]) for item in read["items"]] == [("text#i1", "Age ≥ 18 years")]


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_report_counts_what_was_not_read(mdsmatch: CommandLine, tmp_path: Path, form: str) -> None:
    file = tmp_path / "criteria.txt"
    odd = "".join(f"* Zorbling quotient grommets above {number}\n" for number in (3, 12, 4.5))
    file.write_text(f"Inclusion Criteria:\n\n* ECOG 0-2\n{odd}", encoding="utf-8")
    ran = mdsmatch("parse", "--text", file, "--report", "--format", form)
    assert ran.code == 0
    if form == "text":
        assert "zorbling quotient grommets above #" in ran.out
    else:
        report = json.loads(ran.out)
        assert (report["schema"], report["items"], report["unparsed"]) == ("mdsmatch.parse-report/1", 4, 3)
        assert {"kind": "performance", "count": 1, "share": 0.25} in report["kinds"]
        assert report["shapes"] == [
            {"shape": "zorbling quotient grommets above #", "count": 3, "trials": 1,
             "example": "Zorbling quotient grommets above 3"}
        ]  # fmt: skip


def test_text_that_is_not_utf_8_and_files_that_are_not_there(mdsmatch: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "latin.txt"
    file.write_bytes(b"H\xe4moglobin")
    bad, gone = mdsmatch("parse", "--text", file), mdsmatch("parse", "--text", tmp_path / "gone.txt")
    assert bad == (3, "", f"mdsmatch: {file}: byte 1 is not UTF-8; save the text as UTF-8\n")
    assert gone == (3, "", f"mdsmatch: {tmp_path / 'gone.txt'}: there is no such text file; check the name\n")
