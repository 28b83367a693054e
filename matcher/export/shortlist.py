"""Home to writing a shortlist to a file: who it is for and the file's ending say what is written.

Writers of html, pdf and xlsx are imported only when such a file is written: a match on the terminal passes
by this module and needs no templates, no typesetter and no spreadsheets.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from matcher.errors import BadInput
from matcher.export.document import match_document, to_json
from matcher.export.messages import Messages, messages
from matcher.export.model import Audience, Shortlist
from matcher.export.patient_page import patient_page
from matcher.export.private_file import write_private
from matcher.export.rows import coordinator_csv, patient_csv

Writer = Callable[[Messages, Shortlist], str | bytes]


def _physician_html(say: Messages, shortlist: Shortlist) -> str:
    from matcher.export.html import physician_html

    return physician_html(say, shortlist)


def _patient_html(say: Messages, shortlist: Shortlist) -> str:
    from matcher.export.html import patient_html

    return patient_html(say, shortlist)


def _patient_pdf(say: Messages, shortlist: Shortlist) -> bytes:
    from matcher.export.pdf import patient_pdf

    return patient_pdf(say, shortlist)


def _physician_pdf(say: Messages, shortlist: Shortlist) -> bytes:
    from matcher.export.pdf import physician_pdf

    return physician_pdf(say, shortlist)


def _coordinator_pdf(say: Messages, shortlist: Shortlist) -> bytes:
    from matcher.export.pdf import coordinator_pdf

    return coordinator_pdf(say, shortlist)


def _coordinator_xlsx(say: Messages, shortlist: Shortlist) -> bytes:
    from matcher.export.workbook import coordinator_xlsx

    return coordinator_xlsx(say, shortlist)


FOR_STAFF: Mapping[str, Writer] = {
    ".html": _physician_html,
    ".pdf": _physician_pdf,
    ".csv": lambda say, shortlist: coordinator_csv(say, [shortlist]),
    ".xlsx": _coordinator_xlsx,
    ".json": lambda say, shortlist: to_json(match_document([shortlist], shortlist.snapshot)),
}
FOR_PATIENT: Mapping[str, Writer] = {
    ".html": _patient_html,
    ".pdf": _patient_pdf,
    ".csv": patient_csv,
    ".json": lambda say, shortlist: to_json(asdict(patient_page(say, shortlist, in_full=None))),
}
"""The patient's files hold what the patient's page says, and none of the verdicts with their evidence."""

WRITERS: Mapping[Audience, Mapping[str, Writer]] = {
    "patient": FOR_PATIENT,
    "physician": FOR_STAFF,
    "coordinator": {**FOR_STAFF, ".pdf": _coordinator_pdf},
}


def writer_for(audience: Audience, path: Path) -> Writer:
    """What writes this file, found by its ending; raises BadInput that names the endings there are."""
    ending = path.suffix.lower()
    if ending in WRITERS[audience]:
        return WRITERS[audience][ending]
    raise BadInput(f"{path}: the ending says what to write; use one of {', '.join(WRITERS[audience])}")


def write_shortlist(shortlist: Shortlist, audience: Audience, path: Path, language: str = "en") -> None:
    """Write `shortlist` for `audience` to `path`, replacing it whole, in one of `messages.LANGUAGES`.

    Raises BadInput for an unknown ending or a folder that is not there, OSError if the disk refuses.
    """
    write_private(path, writer_for(audience, path)(messages(language), shortlist))
