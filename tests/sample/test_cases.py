"""What the published cases must show on the bundled trials, through the command that users type."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from matcher.cli.main import mdsmatch
from matcher.sample.load import sample_patients, sample_trials

RECORDS = sample_trials()[0].parent
MDS_WITHOUT_AML = {
    "NCT02158936", "NCT02942290", "NCT02103478", "NCT02281084", "NCT02907359", "NCT03383575", "NCT02966782",
    "NCT02508870", "NCT02530463", "NCT03259516", "NCT02631070", "NCT03682536", "NCT02598661", "NCT06045689",
    "NCT01243476",
}  # fmt: skip
IDH2_ONLY = {"NCT02577406", "NCT03383575"}
FIRST_LINE_ONLY = {"NCT02158936", "NCT03268954", "NCT02942290", "NCT02775903"}

Match = dict[str, Any]


def matches(patient: Path) -> dict[str, Match]:
    """The matches of one patient file with all bundled trials, by NCT number."""
    arguments = ["match", str(patient), "--records", str(RECORDS), "--all-statuses", "--format", "json"]
    done = CliRunner().invoke(mdsmatch, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return {match["nct_id"]: match for match in json.loads(done.stdout)["matches"]}


@cache
def published(number: int) -> dict[str, Match]:
    return matches(sample_patients()[number - 1])


def line(match: Match, beginning: str) -> dict[str, Any]:
    """The one criterion whose text begins so."""
    (found,) = [line for line in match["criteria"] if line["text"].startswith(beginning)]
    return found


def failing(match: Match) -> set[str]:
    return {line["text"] for line in match["criteria"] if line["verdict"] == "fail"}


def ineligible(number: int) -> set[str]:
    return {nct_id for nct_id, match in published(number).items() if match["verdict"] == "ineligible"}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_bundled_trial_is_matched(number: int) -> None:
    assert len(published(number)) == 25


# --- patient 1: AML after eight cycles of azacitidine ------------------------------------------------------


def test_patient_1_is_ineligible_for_mds_without_aml() -> None:
    assert MDS_WITHOUT_AML - ineligible(1) == set()


@pytest.mark.parametrize("nct_id", sorted(IDH2_ONLY))
def test_patient_1_is_ineligible_for_idh2_trials(nct_id: str) -> None:
    match = published(1)[nct_id]
    assert match["verdict"] == "ineligible"
    assert line(match, "IDH2 mutation")["verdict"] == "fail"


def test_patient_1_keeps_the_trials_for_aml_after_failure() -> None:
    assert {"NCT02936752", "NCT02019069", "NCT02890329", "NCT02992860"} & ineligible(1) == set()


# --- patient 2: del(5q) after ESA and azacitidine ----------------------------------------------------------


@pytest.mark.parametrize(
    ("nct_id", "lines"),
    [
        ("NCT02598661", {"del(5q)", "Prior treatment with a hypomethylating agent"}),
        ("NCT02631070", {"del(5q)", "Prior treatment with a disease-modifying agent"}),
        ("NCT03682536", {"del(5q)", "No prior treatment with an erythropoiesis-stimulating agent"}),
        ("NCT06045689", {"del(5q)"}),
        ("NCT01243476", {"No prior treatment with an erythropoiesis-stimulating agent"}),
    ],
    ids=["IMerge", "MEDALIST", "COMMANDS", "MAXILUS", "Sintra-REV"],
)
def test_patient_2_is_ineligible_for_the_right_reasons(nct_id: str, lines: set[str]) -> None:
    match = published(2)[nct_id]
    assert match["verdict"] == "ineligible"
    assert {beginning for beginning in lines if line(match, beginning)["verdict"] != "fail"} == set()


# --- patient 3: relapse after 24 cycles, 20% marrow blasts -------------------------------------------------


def test_patient_3_is_not_ineligible_for_the_trial_that_he_entered() -> None:
    match = published(3)["NCT02907359"]
    diagnosis = line(match, "MDS or CMML by the WHO 2008")
    assert match["verdict"] == "possible"
    assert diagnosis["verdict"] == "unknown"
    assert "20%" in diagnosis["reason"]


def test_patient_3_meets_what_is_certain_of_that_trial() -> None:
    match = published(3)["NCT02907359"]
    assert line(match, "ECOG")["verdict"] == "pass"
    assert line(match, "Age 18")["verdict"] == "pass"
    assert line(match, "Bone marrow blasts")["verdict"] == "pass"
    assert line(match, "Prior guadecitabine")["verdict"] == "pass"


def test_patient_3_keeps_the_trials_after_failure_that_fit() -> None:
    fitting = {"NCT02966782", "NCT02530463", "NCT02508870", "NCT02890329"}
    assert fitting & ineligible(3) == set()


def test_patient_3_is_ineligible_where_a_response_or_a_mutation_speaks_against_it() -> None:
    assert {"NCT02281084"} | IDH2_ONLY | FIRST_LINE_ONLY <= ineligible(3)


# --- patient 4: AML with IDH2 R172K ------------------------------------------------------------------------


def test_patient_4_is_not_ineligible_for_the_trial_that_she_entered() -> None:
    match = published(4)["NCT02577406"]
    assert failing(match) == set()
    assert match["verdict"] == "possible"
    assert line(match, "IDH2 mutation")["verdict"] == "pass"
    assert line(match, "Age 60")["verdict"] == "pass"


def test_patient_4_without_the_mutation_is_ineligible_for_it(tmp_path: Path) -> None:
    case = json.loads(sample_patients()[3].read_text(encoding="utf-8"))
    case["mutations"] = [{"gene": "IDH2", "status": "not_detected", "date": "2026-10-20"}]
    (tmp_path / "without.json").write_text(json.dumps(case), encoding="utf-8")
    match = matches(tmp_path / "without.json")["NCT02577406"]
    assert match["verdict"] == "ineligible"
    assert failing(match) == {"IDH2 mutation"}


def test_patient_4_is_ineligible_for_mds_and_for_first_line_trials() -> None:
    assert {"NCT02907359"} | FIRST_LINE_ONLY <= ineligible(4)


# --- all of them -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_text_is_a_verbatim_slice(number: int) -> None:
    texts = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sample_trials()}
    for nct_id, match in published(number).items():
        text = texts[nct_id]["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
        placed = [line for line in match["criteria"] if line["start"] is not None]
        assert placed
        assert [line["text"] for line in placed] == [text[line["start"] : line["end"]] for line in placed]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_consent_never_counts(number: int) -> None:
    for match in published(number).values():
        consent = line(match, "Written informed consent")
        assert (consent["verdict"], consent["basis"]) == ("unknown", "administrative")
