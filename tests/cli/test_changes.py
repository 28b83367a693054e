"""`mdsmatch changes`: for the coordinator, on the terminal and as json."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.settings import Home
from tests.lib.command_line import CommandLine
from tests.lib.nights_of_patients import asking, match_night, publish_studies, write_patient

ECOG_1 = [{"name": "ECOG", "value": 1, "date": "2026-10-28"}]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Two nights: Anna loses one trial and wins another, Berta's file breaks, Clara goes, Dora is new."""
    home, patients = Home(tmp_path / "home").make(), tmp_path / "patients"
    write_patient(patients, "a", id="anna", observations=ECOG_1)
    berta = write_patient(patients, "b", id="berta")
    clara = write_patient(patients, "c", id="clara")
    write_patient(patients, "e", id="emma")
    publish_studies(home, [asking(1, "Adults"), asking(2, "ECOG >= 2")], datetime(2026, 11, 1, 3, tzinfo=UTC))
    match_night(home, patients, datetime(2026, 11, 1, 3, tzinfo=UTC))
    berta.write_text("{", encoding="utf-8")
    clara.unlink()
    write_patient(patients, "d", id="=dora")
    publish_studies(home, [asking(1, "Adults"), asking(2, "ECOG <= 2")], datetime(2026, 11, 2, 3, tzinfo=UTC))
    match_night(home, patients, datetime(2026, 11, 2, 3, tzinfo=UTC))
    return home


def test_the_table_says_who_has_what_and_why(mdsmatch: CommandLine, home: Home) -> None:
    ran = mdsmatch("changes", "--home", str(home.root))
    assert (ran.code, ran.err) == (0, "")
    said = " ".join(ran.out.split())
    for words in (
        "Changes of night 20261102T030000Z",
        "Patient anna, judged on 2026-11-01, compared with night 20261101T030000Z",
        "NCT00000002 Trial 2 from ineligible to eligible comes from: the registry's entry",
        "No longer in the way: ECOG 1 on 2026-10-28",
        "Patient =dora, judged on 2026-11-01, for the first time: ",
        "1 patient without a change.",
        "b.json: patient berta, last matched in night 20261101T030000Z",
        "clara, last matched in night 20261101T030000Z",
        "Information, not advice.",
    ):
        assert words in said
    assert "emma" not in said


def test_json_is_one_document_of_the_night(mdsmatch: CommandLine, home: Home) -> None:
    ran = mdsmatch("changes", "--home", str(home.root), "--format", "json")
    document = json.loads(ran.out)
    assert (ran.code, document["schema"], document["night"]) == (0, "mdsmatch.changes/1", "20261102T030000Z")
    assert ran.out == (home.exports / document["night"] / "changes.json").read_text(encoding="utf-8")
    since = mdsmatch("changes", "--home", str(home.root), "--format", "json", "--since", "2026-11-01")
    assert json.loads(since.out) == document | {"since": "20261101T030000Z"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--since", "yesterday"], 3, "yesterday: is no earlier night with patients, nor a day after one"),
        (["--home", "nowhere"], 5, "no night has matched patients yet"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    mdsmatch: CommandLine, home: Home, arguments: list[str], code: int, words: str
) -> None:
    ran = mdsmatch("changes", "--home", str(home.root), *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err and ran.err.count("\n") == 1
