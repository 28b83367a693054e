"""The coordinator's list: one row a patient and trial, with what is needed for a call."""

import csv
from io import StringIO

from matcher.export.messages import messages
from matcher.export.rows import COLUMNS, PATIENT_COLUMNS, coordinator_csv, patient_csv
from matcher.registry.record import Contact, Location
from tests.lib.shortlists import CONSENT, ECOG, FAILING, OPEN, entry, line, shortlist

PLACE = Location(
    facility="Near",
    city="Austin",
    lat=30.27,
    lon=-97.74,
    contacts=(Contact(name="A. Nurse", phone="555-0100"),),
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_one_row_a_patient_and_trial() -> None:
    lists = [shortlist(entry(), entry(rank=2)), shortlist(entry(), patient_id="second")]
    found = rows(coordinator_csv(messages(), lists))
    assert [(row["patient_id"], row["rank"]) for row in found] == [
        ("example-1", "1"),
        ("example-1", "2"),
        ("second", "1"),
    ]
    assert tuple(found[0]) == COLUMNS


def test_a_row_holds_verdict_counts_needs_and_whom_to_call() -> None:
    lines = (line(), line(OPEN), line(OPEN), line(CONSENT))
    (row,) = rows(
        coordinator_csv(
            messages(), [shortlist(entry(*lines, phases=("PHASE1", "PHASE2"), locations=(PLACE,)))]
        )
    )
    names = ("verdict", "met", "in_the_way", "open", "administrative", "needs", "phase")
    assert {name: row[name] for name in names} == {
        "verdict": "possible", "met": "1", "in_the_way": "0", "open": "2", "administrative": "1",
        "needs": "serum creatinine", "phase": "1/2",
    }  # fmt: skip
    assert {name: row[name] for name in ("site", "distance_km", "contact", "status", "takes_patients")} == {
        "site": "Near, Austin", "distance_km": "234", "contact": "A. Nurse, 555-0100", "status": "RECRUITING",
        "takes_patients": "open",
    }  # fmt: skip
    assert (row["snapshot"], row["registry_timestamp"], row["parser"], row["vocabulary"], row["as_of"]) == (
        "20261101T030000Z-0a1b2c3d", "2026-10-31T09:00:05", "parser-7", "vocab-9", "2026-11-01",
    )  # fmt: skip
    assert row["note"].startswith("Information, not advice")


def test_waiting_helps_only_if_it_mends_every_failing_line() -> None:
    later = line(FAILING, opens_on="2027-01-01")
    never = line(FAILING, opens_on=None)
    lists = [
        shortlist(
            entry(line(FAILING), later, verdict="ineligible"), entry(later, never, verdict="ineligible")
        )
    ]
    first, second = rows(coordinator_csv(messages(), lists))
    assert (first["opens_on"], second["opens_on"]) == ("2027-01-01", "")
    assert (
        first["stands_in_the_way"]
        == "azacitidine was given until 2026-09-20; azacitidine was given until 2026-09-20"
    )


def test_a_missing_status_is_unknown() -> None:
    (row,) = rows(coordinator_csv(messages(), [shortlist(entry(overall_status=None))]))
    assert (row["status"], row["takes_patients"]) == ("unknown", "status unknown")


def test_the_patients_table_has_no_verdict_and_no_fact() -> None:
    text = patient_csv(messages(), shortlist(entry(line(), line(OPEN, criterion=ECOG), locations=(PLACE,))))
    (row,) = rows(text)
    assert tuple(row) == PATIENT_COLUMNS
    assert (row["check"], row["site"], row["distance"]) == (
        "how well you manage your day",
        "Near, Austin",
        "about 234 km or 145 miles away",
    )
    assert "ECOG 1" not in text
    assert "possible" not in text
