"""`mdsmatch state`: what is derived, as json and as a table."""

import json

from matcher.sample.load import sample_patients
from tests.lib.command_line import CommandLine


def test_json_is_the_contracts(mdsmatch: CommandLine) -> None:
    ran = mdsmatch("state", *sample_patients(), "--format", "json")
    document = json.loads(ran.out)
    assert (ran.code, ran.err, document["schema"]) == (0, "", "mdsmatch.state/1")
    assert [state["patient_id"] for state in document["states"]] == [f"published-{n}" for n in (1, 2, 3, 4)]
    assert len(document["vocabulary"]) == 12
    named = {"patient_id", "as_of", "hma", "esa", "transfusion", "ipss", "ipss_r", "ipss_r_age_adjusted",
             "ipss_m", "post_hma", "options"}  # fmt: skip
    assert all(named <= set(state) for state in document["states"])


def test_the_table_fits_80_columns_and_is_no_advice(mdsmatch: CommandLine, patient: str) -> None:
    ran = mdsmatch("state", patient)
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[0] == "Patient published-3, judged on 2026-11-01"
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in ran.out
    text = " ".join(ran.out.split())
    for part in ("HMA (azacitidine,", "secondary", "IPSS-R", "Information, not advice.", "Vocabulary "):
        assert part in text
