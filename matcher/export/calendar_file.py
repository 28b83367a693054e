"""Home to calendars: the days on which trials open, as an iCalendar file (RFC 5545).

It names trials and lines of the registry; of the patient it says only the number.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from matcher.export.messages import Messages
from matcher.export.plaintext import one_line
from matcher.steps.opening import Opening


def calendar(say: Messages, patient_id: str, as_of: date, openings: Iterable[Opening]) -> str:
    """A whole-day event a trial; the same openings give the same bytes."""
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", say("calendar.product"))
    whole.add("method", "PUBLISH")
    for one in openings:
        whole.add_component(_event(say, patient_id, as_of, one))
    written: bytes = whole.to_ical()
    return written.decode()


def _event(say: Messages, patient_id: str, as_of: date, one: Opening) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(f'{patient_id} {one.nct_id}'.encode()).hexdigest()[:32]}@mdsmatch")
    event.add("dtstamp", datetime.combine(as_of, time(), UTC))
    event.add("dtstart", one.opens_on)
    event.add("dtend", one.opens_on + timedelta(days=1))
    event.add("summary", one_line(say("calendar.summary", nct_id=one.nct_id, id=patient_id)))
    told = say("calendar.description", lines=", ".join(one.line_ids), advice=say("common.not_advice"))
    event.add("description", one_line(told))
    event.add("url", f"https://clinicaltrials.gov/study/{one.nct_id}")
    event.add("transp", "TRANSPARENT")
    return event
