"""Home to calendars: the days on which trials open, as an iCalendar file (RFC 5545).

It names trials and lines of the registry; of the patient it says only the number.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from matcher.export.messages import Messages
from matcher.export.plaintext import one_line
from matcher.steps.opening import Opening

OCTETS = 75
"""A line is no longer than this without its break (RFC 5545, 3.1)."""

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(say: Messages, patient_id: str, as_of: date, openings: Iterable[Opening]) -> str:
    """A whole-day event a trial; the same openings give the same bytes."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_text(say('calendar.product'))}", "METHOD:PUBLISH")
    events = (line for one in openings for line in _event(say, patient_id, as_of, one))
    lines = (*head, *events, "END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(say: Messages, patient_id: str, as_of: date, one: Opening) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(f'{patient_id} {one.nct_id}'.encode()).hexdigest()[:32]}@mdsmatch"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{one.opens_on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.opens_on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(say('calendar.summary', nct_id=one.nct_id, id=patient_id))}"
    told = say("calendar.description", lines=", ".join(one.line_ids), advice=say("common.not_advice"))
    yield f"DESCRIPTION:{_text(told)}"
    yield f"URL:https://clinicaltrials.gov/study/{one.nct_id}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    return one_line(value).translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 octets, each after the first begun with a space, no character cut in two."""
    piece = ""
    for sign in line:
        if len(f"{piece}{sign}".encode()) > OCTETS:
            yield piece
            piece = " "
        piece += sign
    yield piece
