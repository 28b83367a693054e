"""Home to papers: tagged pdf with embedded fonts, set by typst inside this process.

Foreign text reaches the typesetter as data and never as markup. Fonts are those that the typesetter brings,
and the date is the day of judgement: the same shortlist gives the same bytes on every machine.
"""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from typing import Any, Literal

import typst

from matcher.export.call_list import call_list
from matcher.export.glyphs import printable
from matcher.export.messages import Messages
from matcher.export.model import Shortlist
from matcher.export.patient_page import patient_page
from matcher.export.physician_page import physician_page

STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1, the standard of accessible documents (ISO 14289-1): the typesetter refuses what breaks it."""

SECTIONS = ("common", "patient", "physician", "coordinator", "steps", "table")
"""The parts of the message file from which papers take fixed words."""


def patient_pdf(say: Messages, shortlist: Shortlist) -> bytes:
    """The paper that a patient takes to the doctor, in large print."""
    page = asdict(patient_page(say, shortlist))
    return _paper("patient", say, page, shortlist.as_of, say("patient.not_advice"))


def physician_pdf(say: Messages, shortlist: Shortlist) -> bytes:
    """The paper on which a physician can check every line, each trial on a page of its own."""
    page = asdict(physician_page(say, shortlist))
    return _paper("physician", say, page, shortlist.as_of, say("common.not_advice"))


def coordinator_pdf(say: Messages, shortlist: Shortlist) -> bytes:
    """The list for the telephone, on sheets laid across."""
    page = asdict(call_list(say, shortlist))
    return _paper("coordinator", say, page, shortlist.as_of, say("common.not_advice"))


def _paper(name: str, say: Messages, page: dict[str, Any], as_of: date, foot: str) -> bytes:
    data = {
        "page": page,
        "say": {section: say.table(section) for section in SECTIONS},
        "language": say("language"),
        "sheet": say("paper.sheet"),
        "date": (as_of.year, as_of.month, as_of.day),
        "foot": foot,
        "counter": say.table("paper")["counter"],
    }
    moment = datetime.combine(as_of, time(), UTC)
    return typst.compile(
        input=_template(name),
        output=None,
        format="pdf",
        sys_inputs={"data": json.dumps(printable(data))},
        font_paths=_fonts(),
        pdf_standards=STANDARD,
        timestamp=moment,
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


@cache
def _template(name: str) -> bytes:
    folder = resources.files("matcher.export") / "templates"
    return (folder / "paper.typ").read_bytes() + (folder / f"{name}.typ").read_bytes()
