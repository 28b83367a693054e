"""`mdsmatch next`, `whatif` and `feasibility`: what they print, where, and the codes they leave with."""

import json
import stat
from pathlib import Path

import pytest

from matcher.sample.load import sample_patients
from tests.lib.command_line import CommandLine

ADVICE = "Information, not advice"


@pytest.fixture
def cohort() -> str:
    """The folder of the published patients."""
    return str(sample_patients()[0].parent)


def test_next_prints_one_document(mdsmatch: CommandLine, patient: str, published: Path) -> None:
    ran = mdsmatch("next", patient, "--home", published, "--all-statuses", "--format", "json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err, found["schema"]) == (0, "", "mdsmatch.next/1")
    assert found["note"].startswith(ADVICE)
    (steps,) = found["patients"]
    assert steps["patient_id"] == "published-3"
    assert {"fact", "settles", "cost", "turnaround"} <= set(steps["ask_next"][0])
    assert len(steps["near_misses"]) > 0
    assert {"gap", "unit", "can_recover"} <= set(steps["near_misses"][0])


def test_next_prints_tables_with_all_three_lists(
    mdsmatch: CommandLine, patient: str, published: Path
) -> None:
    ran = mdsmatch("next", patient, "--home", published, "--all-statuses")
    assert ran.code == 0
    assert all(heading in ran.out for heading in ("Ask next", "Opens on", "Near misses", ADVICE))
    assert max(map(len, ran.out.splitlines())) <= 80


def test_next_writes_a_calendar_for_its_owner_only(
    mdsmatch: CommandLine, patient: str, published: Path, tmp_path: Path
) -> None:
    file = tmp_path / "opens.ics"
    ran = mdsmatch("next", patient, "--home", published, "--all-statuses", "--ics", file)
    written = file.read_bytes().decode()
    assert ran.code == 0
    assert written.startswith("BEGIN:VCALENDAR\r\n") and written.endswith("END:VCALENDAR\r\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_calendar_is_of_one_patient(mdsmatch: CommandLine, patient: str) -> None:
    ran = mdsmatch("next", patient, "other.json", "--ics", "x.ics")
    assert (ran.code, ran.out) == (2, "")
    assert "--ics writes the calendar of one patient" in ran.err


def test_whatif_says_what_opens(mdsmatch: CommandLine, published: Path) -> None:
    first = str(sample_patients()[0])
    given = ("whatif", first, "--if", "IDH2 mutated", "--home", published, "--all-statuses")
    ran = mdsmatch(*given, "--format", "json")
    found = json.loads(ran.out)
    assert (ran.code, found["schema"], found["if"]) == (0, "mdsmatch.whatif/1", ["IDH2 mutated"])
    assert found["changes"]
    assert {"nct_id", "before", "after", "lines", "opens"} <= set(found["changes"][0])


def test_whatif_prints_a_table(mdsmatch: CommandLine, patient: str, published: Path) -> None:
    ran = mdsmatch("whatif", patient, "--if", "ECOG=0", "--home", published, "--all-statuses")
    assert ran.code == 0
    assert all(heading in ran.out for heading in ("Opens", "Closes", ADVICE))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--if", "zorbs"], 3, "the finding 'zorbs' is not understood"),
        ([], 2, "Missing option '--if'"),
    ],
)
def test_a_finding_that_is_not_understood(
    mdsmatch: CommandLine, patient: str, published: Path, arguments: list[str], code: int, said: str
) -> None:
    ran = mdsmatch("whatif", patient, *arguments, "--home", published)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_feasibility_prints_the_funnel(mdsmatch: CommandLine, cohort: str, published: Path) -> None:
    given = ("feasibility", "NCT02907359", "--patients", cohort, "--home", published)
    found = json.loads(mdsmatch(*given, "--format", "json").out)
    (trial,) = found["trials"]
    assert found["schema"] == "mdsmatch.feasibility/1"
    assert (trial["nct_id"], trial["patients"]) == ("NCT02907359", 4)
    assert all("published-" not in json.dumps(step) for step in trial["steps"])
    ran = mdsmatch(*given)
    assert ran.code == 0
    assert all(said in ran.out for said in ("4 patients", "Left", "Only", ADVICE))


def test_feasibility_leaves_bad_files_aside(
    mdsmatch: CommandLine, patient: str, published: Path, tmp_path: Path
) -> None:
    (tmp_path / "good.json").write_bytes(Path(patient).read_bytes())
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    ran = mdsmatch("feasibility", "NCT02907359", "--patients", tmp_path, "--home", published)
    assert ran.code == 0
    assert "1 patients" in ran.out
    assert ran.err.startswith("left aside: ")


@pytest.mark.parametrize(
    ("folder", "trial", "code"), [("nowhere", "NCT02907359", 3), (None, "NCT00000009", 3), (None, "NCT1", 2)]
)
def test_feasibility_of_what_is_not_there(
    mdsmatch: CommandLine, cohort: str, published: Path, folder: str | None, trial: str, code: int
) -> None:
    ran = mdsmatch("feasibility", trial, "--patients", folder or cohort, "--home", published)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.count("\n") == 1


def test_without_a_snapshot_the_code_is_5(mdsmatch: CommandLine, patient: str, tmp_path: Path) -> None:
    assert mdsmatch("next", patient, "--home", tmp_path).code == 5
