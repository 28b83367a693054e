"""The json of matches is the contract's, and the same bytes for the same matches."""

import json
from datetime import date

from matcher.export.document import match_document, state_json, to_json
from tests.lib.shortlists import FAILING, SNAPSHOT, entry, line, shortlist
from tests.state.patients import state


def test_the_shape_is_the_contracts() -> None:
    document = json.loads(
        to_json(match_document([shortlist(entry(line(FAILING), verdict="ineligible"))], SNAPSHOT))
    )
    assert document["schema"] == "mdsmatch.match/1"
    assert document["as_of"] == "2026-11-01"
    assert document["snapshot"] == {
        "id": "20261101T030000Z-0a1b2c3d", "registry_timestamp": "2026-10-31T09:00:05", "parser": "parser-7",
        "vocabulary": "vocab-9",
    }  # fmt: skip
    (match,) = document["matches"]
    (criterion,) = match["criteria"]
    assert {"patient_id", "nct_id", "verdict", "rank", "score", "overall_status", "as_of"} <= set(match)
    assert criterion["criterion"]["kind"] == "performance"
    assert (criterion["start"], criterion["end"], criterion["opens_on"]) == (10, 18, "2026-12-01")
    assert criterion["evidence"] == [{"path": "observations[2]", "value": "ECOG 1", "date": "2026-10-28"}]
    assert criterion["needs"] == []


def test_states_are_written_one_by_one_as_one_document() -> None:
    states = [state(), state(karyotypes=[{"iscn": "≥ spread\x7f", "date": "2026-01-01"}])]
    pieces = list(state_json(iter(states), "vocab-9"))
    assert len(pieces) == len(states) + 1
    written = "".join(pieces)
    assert written.isascii() and "\x7f" not in written and written.endswith("\n ]\n}\n")
    document = json.loads(written)
    assert list(document) == ["schema", "vocabulary", "states"]
    assert document["states"][1]["karyotype"]["iscn"] == "≥ spread\x7f"
    assert written == json.dumps(document, indent=1).replace("\x7f", "\\u007f") + "\n"


def test_no_states_are_a_document_too() -> None:
    written = "".join(state_json([], "vocab-9"))
    assert json.loads(written) == {"schema": "mdsmatch.state/1", "vocabulary": "vocab-9", "states": []}


def test_a_number_that_is_none_is_null_for_every_reader() -> None:
    assert to_json({"value": float("nan")}) == '{\n "value": null\n}\n'


def test_a_missing_status_stays_null() -> None:
    document = match_document([shortlist(entry(overall_status=None))], SNAPSHOT)
    assert document["matches"][0]["overall_status"] is None


def test_patients_of_different_days_share_no_day() -> None:
    other = shortlist(entry(), patient_id="second", as_of=date(2026, 12, 1))
    document = match_document([shortlist(entry()), other], SNAPSHOT)
    assert document["as_of"] is None
    assert [match["as_of"] for match in document["matches"]] == ["2026-11-01", "2026-12-01"]


def test_a_paraphrase_is_marked() -> None:
    marked, plain = match_document(
        [shortlist(entry(paraphrase=True, paraphrase_note="ours"), entry())], SNAPSHOT
    )["matches"]
    assert (marked["paraphrase"], marked["paraphrase_note"]) == (True, "ours")
    assert "paraphrase" not in plain


def test_the_same_matches_give_the_same_bytes() -> None:
    first, second = (to_json(match_document([shortlist(entry(), entry())], SNAPSHOT)) for _ in range(2))
    assert first == second
    assert first.endswith("}\n")
