"""Openings as a calendar: whole days, lines no longer than allowed, nothing of the patient but the number."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from matcher.export.calendar_file import OCTETS, calendar
from matcher.export.messages import messages
from matcher.steps.opening import Opening
from tests.lib.shortlists import AS_OF

OPENING = Opening("NCT00000001", date(2026, 12, 31), ("NCT00000001#e1",), ("azacitidine, 10 days ago",), 3)


def written(patient_id: str = "example-1") -> str:
    return calendar(messages(), patient_id, AS_OF, [OPENING])


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_an_opening_is_a_whole_day() -> None:
    lines = unfolded(written())
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "SUMMARY:NCT00000001: a window ends (patient example-1)" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1


def test_it_holds_no_reason_and_says_that_it_is_no_advice() -> None:
    assert "azacitidine" not in written()
    assert "Information\\, not advice" in "".join(unfolded(written()))


def test_the_same_openings_give_the_same_bytes() -> None:
    assert written() == written()


@given(st.text(min_size=1, max_size=200))
def test_no_line_is_too_long_and_no_text_breaks_out(patient_id: str) -> None:
    text = written(patient_id)
    assert all(len(line.encode()) <= OCTETS for line in text.split("\r\n"))
    begun = [line for line in unfolded(text) if line.startswith("BEGIN:")]
    assert begun == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
    assert "\n" not in text.replace("\r\n", "")
