"""`mdsmatch patient`, and bundles where a patient's file is asked for."""

import json
from pathlib import Path

import pytest

from matcher.sample.load import sample_bundles, sample_patients
from tests.lib.bundles import LOINC, bundle, coded, observation, person
from tests.lib.command_line import CommandLine

(BUNDLE,) = sample_bundles()


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A bundle of which not all is understood."""
    path = tmp_path / "bundle.json"
    other = observation(coded(LOINC, "2161-8"), valueInteger=1)
    path.write_text(json.dumps(bundle(other, patient=person(birthDate="1950"))), encoding="utf-8")
    return path


def test_a_bundle_becomes_a_file_that_is_read_alike(mdsmatch: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "patient.json"
    ran = mdsmatch("patient", "--from-fhir", BUNDLE, "--out", out, "--complete", "therapies")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"{out} is written: 13 facts, 0 remarks\n"
    assert out.stat().st_mode & 0o777 == 0o600
    assert json.loads(out.read_text(encoding="utf-8"))["complete"] == ["therapies"]
    by_file, by_bundle = (mdsmatch("state", path, "--format", "json") for path in (out, BUNDLE))
    assert (by_file.code, by_bundle.code) == (0, 0)
    assert json.loads(by_file.out)["states"][0]["patient_id"] == "published-3"


def test_what_is_not_understood_is_said_with_its_place(mdsmatch: CommandLine, doubtful: Path) -> None:
    ran = mdsmatch("state", doubtful, "--format", "json")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        f"{doubtful}: Bundle.entry[0].resource.birthDate: names no day; the age is not known (left out)",
        f"{doubtful}: Bundle.entry[1].resource.code: is no test that is known here with certainty (left out)",
    ]


def test_a_bundle_is_matched_like_a_file(mdsmatch: CommandLine) -> None:
    trials = sample_patients()[0].parent.parent / "trials"
    ran = mdsmatch("match", BUNDLE, "--records", trials, "--all-statuses", "--format", "json")
    matches = json.loads(ran.out)["matches"]
    assert (ran.code, len(matches)) == (0, 25)
    assert {one["patient_id"] for one in matches} == {"published-3"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"resourceType": "Bundle"}, "Bundle.entry: holds no sound Patient resources; give a bundle"),
        (bundle(timestamp=None), "Bundle.timestamp: does not say of which day the bundle is"),
        ([], "Bundle.resourceType: is not that of a bundle; give a FHIR R4 Bundle"),
    ],
)
def test_what_is_no_bundle_about_a_patient_is_refused(
    mdsmatch: CommandLine, tmp_path: Path, content: object, said: str
) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    ran = mdsmatch("patient", "--from-fhir", path, "--out", tmp_path / "patient.json")
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
