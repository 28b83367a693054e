"""Home to writing a shortlist to a file: who it is for and the file's ending say what is written."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from matcher.errors import BadInput
from matcher.export.document import match_document, to_json
from matcher.export.messages import messages
from matcher.export.model import Audience, Shortlist
from matcher.export.patient_page import patient_page
from matcher.export.private_file import write_private
from matcher.export.rows import coordinator_csv, patient_csv

Writer = Callable[[Shortlist], str]


def _physician_html(shortlist: Shortlist) -> str:
    # Imported here: a match on the terminal passes by this module and needs no templates.
    from matcher.export.html import physician_html

    return physician_html(messages(), shortlist)


def _patient_html(shortlist: Shortlist) -> str:
    from matcher.export.html import patient_html

    return patient_html(messages(), shortlist)


FOR_STAFF: Mapping[str, Writer] = {
    ".html": _physician_html,
    ".csv": lambda shortlist: coordinator_csv(messages(), [shortlist]),
    ".json": lambda shortlist: to_json(match_document([shortlist], shortlist.snapshot)),
}
FOR_PATIENT: Mapping[str, Writer] = {
    ".html": _patient_html,
    ".csv": lambda shortlist: patient_csv(messages(), shortlist),
    ".json": lambda shortlist: to_json(asdict(patient_page(messages(), shortlist))),
}
"""The patient's files hold what the patient's page says, and none of the verdicts with their evidence."""

WRITERS: Mapping[Audience, Mapping[str, Writer]] = {
    "patient": FOR_PATIENT,
    "physician": FOR_STAFF,
    "coordinator": FOR_STAFF,
}


def writer_for(audience: Audience, path: Path) -> Writer:
    """What writes this file, found by its ending; raises BadInput that names the endings there are."""
    ending = path.suffix.lower()
    if ending in WRITERS[audience]:
        return WRITERS[audience][ending]
    if ending == ".pdf":
        raise BadInput(f"{path}: pdf cannot be written yet; write .html and print it to a pdf")
    raise BadInput(f"{path}: the ending says what to write; use one of {', '.join(WRITERS[audience])}")


def write_shortlist(shortlist: Shortlist, audience: Audience, path: Path) -> None:
    """Write `shortlist` for `audience` to `path`, replacing it whole.

    Raises BadInput for an unknown ending or a folder that is not there, OSError if the disk refuses.
    """
    write_private(path, writer_for(audience, path)(shortlist))
